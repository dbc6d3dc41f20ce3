import { randomUUID } from 'node:crypto';
import { AclOperations, AclPermissionTypes, Admin, ResourcePatternTypes, ResourceTypes } from '@platformatic/kafka';
import { afterAll, describe, expect, it } from 'vitest';
import { dependency } from '../../src/run/testing/requests.ts';
import type { Trigger } from '../../src/sensor/sensor.ts';
import { choosePartition } from '../../src/trigger/kafka/choose-partition.ts';
import { codesOf, setStage, type TriggerStage } from '../../src/trigger/testing/stage.ts';
import { readTopic } from './broker-triggers/read-topic.ts';
import { type StartedSecuredKafka, startSecuredKafka } from './kafka/start-secured-kafka.ts';

const started: StartedSecuredKafka = await startSecuredKafka();
if (!started.ok) console.warn(`SKIPPED, no real Kafka: ${started.reason}`);

const payload = [{ src: { dependencyName: dependency, dataKey: 'body.ref' }, dest: 'ref' }];
const sent = '{"ref":"refs/heads/main"}';
const key = (name: string) => ({ name: 'kafka', key: name });

describe.skipIf(!started.ok)('a kafka trigger on a real broker', { timeout: 120_000 }, () => {
  if (!started.ok) return;
  const { broker, ca, password } = started;
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [broker.address] });
  afterAll(async () => {
    await admin.close();
    await started.dispose();
  });

  async function makeTopic(partitions = 1): Promise<string> {
    const topic = `t-${randomUUID().slice(0, 8)}`;
    await admin.createTopics({ topics: [topic], partitions, replicas: 1 });
    return topic;
  }

  async function allowWriting(topic: string): Promise<void> {
    const everyone = { principal: 'User:app', host: '*', permissionType: AclPermissionTypes.ALLOW };
    await admin.createAcls({
      creations: [AclOperations.WRITE, AclOperations.DESCRIBE].map((operation) => ({
        ...everyone,
        ...{ operation, resourceType: ResourceTypes.TOPIC, resourceName: topic },
        resourcePatternType: ResourcePatternTypes.LITERAL,
      })),
    });
  }

  /** The broker is called kafka.test, and calls itself 127.0.0.1. */
  async function standBy(
    topic: string,
    { hosts, address = broker.address }: { hosts?: string[]; address?: string } = {},
  ) {
    const port = address.split(':')[1];
    const listed = hosts ?? [`kafka://*.test:${port}/internal`, `kafka://127.0.0.1:${port}/internal`];
    const stage = await setStage({ policy: { triggers: ['kafka'], hosts: listed, secrets: ['kafka'] } });
    stage.addresses.set('kafka.test', [[{ address: '127.0.0.1', family: 4 }]]);
    const send = (more: object = {}): Trigger => ({
      template: { name: 'send', kafka: { url: `kafka.test:${port}`, topic, payload, ...more } },
    });
    return { stage, send };
  }

  function addSecret(stage: TriggerStage, values: Record<string, string>): void {
    const data = Object.entries(values).map(([name, value]) => [name, Buffer.from(value).toString('base64')]);
    const metadata = { name: 'kafka', namespace: 'ci' };
    stage.cluster.create({ apiVersion: 'v1', kind: 'Secret', metadata, data: Object.fromEntries(data) });
  }

  it('sends the payload with headers and a key that makes repeating it harmless, over one connection', async () => {
    const topic = await makeTopic(5);
    const { stage, send } = await standBy(topic);
    addSecret(stage, { token: 'secret-1' });
    const trigger = send({
      headers: { 'x-kind': 'push' },
      secureHeaders: [{ name: 'x-token', valueFrom: { secretKeyRef: key('token') } }],
    });

    expect(codesOf(await stage.carryOut(trigger))).toEqual(['done']);
    await stage.forget();
    expect(codesOf(await stage.carryOut(trigger))).toEqual(['done']);

    const messages = await readTopic(broker.address, topic, 2);
    const headers = messages.map(
      (each) => new Map([...each.headers].map(([name, value]) => [String(name), String(value)])),
    );
    expect(messages.map(({ value }) => String(value))).toEqual([sent, sent]);
    expect(headers[0]?.get('Idempotency-Key')).toMatch(/^[0-9a-f]{64}$/);
    expect(headers[1]).toEqual(headers[0]);
    expect(headers[0]?.get('x-kind')).toBe('push');
    expect(headers[0]?.get('x-token')).toBe('secret-1');
    expect(messages[1]?.partition).toBe(messages[0]?.partition);
    expect(stage.tools.links.kafka.count()).toBe(1);
  });

  it('chooses the partition by the key as Argo Events does, and compresses', async () => {
    const topic = await makeTopic(7);
    const { stage, send } = await standBy(topic);

    const trigger = send({ partitioningKey: 'acme/shop', compress: true, requiredAcks: 1, version: '2.5.0' });
    expect(codesOf(await stage.carryOut(trigger))).toEqual(['done']);

    const [message] = await readTopic(broker.address, topic, 1);
    expect([String(message?.key), message?.partition]).toEqual(['acme/shop', choosePartition('acme/shop', 7)]);
    expect(String(message?.value)).toBe(sent);
  });

  it('does not follow a broker to another one that the policy does not list', async () => {
    const topic = await makeTopic();
    const { stage, send } = await standBy(topic, { hosts: ['kafka://*.test:*/internal'] });

    const outcome = await stage.carryOut(send());

    expect(codesOf(outcome)).toEqual(['trigger.broker-host']);
    expect(JSON.stringify(outcome)).toContain(`kafka://${broker.address}`);
  });

  it('says that there is no such topic', async () => {
    const { stage, send } = await standBy('there-is-none');

    expect(codesOf(await stage.carryOut(send()))).toEqual(['trigger.broker-failed']);
  });

  it('signs in over TLS, to a broker whose certificate is the name’s, and hides what it knows', async () => {
    const topic = await makeTopic();
    const port = broker.securedAddress.split(':')[1];
    const { stage, send } = await standBy(topic, {
      address: broker.securedAddress,
      hosts: [
        `kafka://localhost:${port}/internal`,
        `kafka://127.0.0.1:${port}/internal`,
        `kafka://kafka.test:${port}/internal`,
      ],
    });
    stage.addresses.set('localhost', [[{ address: '127.0.0.1', family: 4 }]]);
    addSecret(stage, { ca, user: 'app', password, wrong: 'guessed-1' });
    await allowWriting(topic);
    const tls = { caCertSecret: key('ca') };
    const sasl = (mechanism: string, passwordKey = 'password') => ({
      mechanism,
      userSecret: key('user'),
      passwordSecret: key(passwordKey),
    });
    const tryOne = async (more: object) => {
      const outcome = await stage.carryOut(send({ url: `localhost:${port}`, ...more }));
      await stage.forget();
      expect(JSON.stringify([outcome, stage.logged])).not.toMatch(new RegExp(`guessed-1|${password}`));
      return codesOf(outcome);
    };

    expect(await tryOne({ tls, sasl: sasl('SCRAM-SHA-512') })).toEqual(['done']);
    expect(await tryOne({ tls, sasl: sasl('PLAIN') })).toEqual(['done']);
    expect(await tryOne({ tls, sasl: sasl('SCRAM-SHA-512', 'wrong') })).toEqual(['trigger.broker-failed']);
    expect(await tryOne({ tls: {}, sasl: sasl('PLAIN') })).toEqual(['trigger.broker-failed']);
    expect(await tryOne({ tls, sasl: sasl('PLAIN'), url: `kafka.test:${port}` })).toEqual(['trigger.broker-failed']);
  });

  it('makes a new connection after the broker was away', async () => {
    const topic = await makeTopic();
    const { stage, send } = await standBy(topic);
    expect(codesOf(await stage.carryOut(send()))).toEqual(['done']);
    await stage.forget();
    await broker.stop('SIGKILL');
    expect(codesOf(await stage.carryOut(send()))).toEqual(['trigger.broker-failed']);
    await stage.forget();
    await broker.start();

    const eventually = async () => {
      for (;;) {
        const codes = codesOf(await stage.carryOut(send()));
        await stage.forget();
        if (codes[0] === 'done') return codes;
      }
    };
    expect(await eventually()).toEqual(['done']);
  });
});
