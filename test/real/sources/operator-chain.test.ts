import { Admin, Producer } from '@platformatic/kafka';
import { afterAll, describe, expect, it } from 'vitest';
import {
  eventSource,
  type OperatorWorld,
  secret,
  sensor,
  startOperatorWorld,
} from '../../world/start-operator-world.ts';
import { readTopic } from '../broker-triggers/read-topic.ts';
import { subscribeNats } from '../broker-triggers/subscribe-nats.ts';
import { startKafka } from '../kafka/start-kafka.ts';
import { startMinio } from '../minio/start-minio.ts';
import { findNoNats, startNats } from '../nats/start-nats.ts';

const noNats = findNoNats();
const kafka = noNats === undefined ? await startKafka() : { ok: false as const, reason: noNats };
const minio = kafka.ok ? await startMinio() : kafka;
const reason = [kafka, minio].flatMap((each) => (each.ok ? [] : [each.reason]))[0];
if (reason !== undefined) console.warn(`SKIPPED, no chain of real sources: ${reason}`);

const patience = { timeout: 60_000 };

describe.skipIf(reason !== undefined)('the operator’s Sensors on real sources', { timeout: 180_000 }, () => {
  if (!kafka.ok || !minio.ok) return;
  const { broker } = kafka;
  const { server: store } = minio;
  let operator: OperatorWorld | undefined;
  const closing: (() => Promise<unknown>)[] = [];
  afterAll(async () => {
    await operator?.close();
    for (const close of closing) await close();
    await Promise.all([broker.dispose(), store.dispose()]);
  });

  it('join a message of Kafka and a file in MinIO into a Workflow, and pass events on to NATS and Kafka', async () => {
    const nats = await startNats();
    const admin = new Admin({ clientId: 'test', bootstrapBrokers: [broker.address] });
    const producer = new Producer({ clientId: 'test', bootstrapBrokers: [broker.address] });
    closing.push(
      () => admin.close(),
      () => producer.close(),
      () => nats.dispose(),
    );
    for (const topic of ['builds', 'relayed'])
      await admin.createTopics({ topics: [topic], partitions: 1, replicas: 1 });
    await store.makeBucket('inbox');
    const seen = await subscribeNats({ servers: nats.url }, 'objects.>');
    closing.push(() => seen.close());
    const key = (name: string) => ({ name: 'artifacts-minio', key: name });
    const payload = (dependencyName: string, dataKey: string) => [{ src: { dependencyName, dataKey }, dest: 'value' }];

    operator = await startOperatorWorld(
      () => ({
        'sources.yaml': [
          eventSource('topic', {
            kafka: {
              builds: {
                ...{ url: broker.address, topic: 'builds', jsonBody: true },
                consumerGroup: { groupName: 'chain', oldest: true },
                filter: { expression: 'body.ok' },
                metadata: { team: 'payments' },
              },
            },
          }),
          eventSource('files', {
            minio: {
              inbox: {
                ...{ endpoint: store.endpoint, insecure: true, bucket: { name: 'inbox' }, filter: { suffix: '.txt' } },
                ...{ accessKey: key('accesskey'), secretKey: key('secretkey'), events: ['s3:ObjectCreated:*'] },
              },
            },
          }),
          eventSource('objects', {
            resource: {
              made: {
                ...{ namespace: 'ci', version: 'v1', resource: 'configmaps', eventTypes: ['ADD'] },
                filter: { prefix: 'chain-' },
              },
            },
          }),
          sensor('joined', { a: 'topic/builds', b: 'files/inbox' }, { conditions: 'a && b', dataKey: 'body.message' }),
          relay('objects', 'made', {
            nats: { url: nats.url, subject: 'objects.made', payload: payload('event', 'body.metadata.name') },
          }),
          relay('topic', 'builds', {
            kafka: { url: broker.address, topic: 'relayed', payload: payload('event', 'metadata.team') },
          }),
        ],
      }),
      {
        prepare: ({ cluster }) =>
          cluster.create(secret('artifacts-minio', { accesskey: store.accessKey, secretkey: store.secretKey })),
      },
    );
    const { world, messages } = operator;
    const send = (value: object) =>
      producer.send({ acks: -1, messages: [{ topic: 'builds', value: Buffer.from(JSON.stringify(value)) }] });

    await send({ ok: false, message: 'left out' });
    await send({ ok: true, message: 'both came' });
    world.cluster.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'chain-1', namespace: 'ci' },
      data: {},
    });
    expect((await seen.next()).string()).toBe('{"value":"chain-1"}');
    const [relayed] = await readTopic(broker.address, 'relayed', 1);
    expect(String(relayed?.value)).toBe('{"value":"payments"}');
    expect(messages()).toEqual([]);
    // Only what comes after the source began to listen is an event.
    await expect
      .poll(
        async () => {
          await store.put('inbox', `${Date.now()}.txt`, 'x');
          return messages();
        },
        { ...patience, interval: 1000 },
      )
      .toEqual(['both came']);
  });
});

/** A Sensor that passes on each event. */
function relay(eventSourceName: string, eventName: string, trigger: object): object {
  return {
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Sensor', metadata: { name: `relay-${eventSourceName}` } },
    spec: {
      dependencies: [{ name: 'event', eventSourceName, eventName }],
      triggers: [{ template: { name: 'send', ...trigger } }],
    },
  };
}
