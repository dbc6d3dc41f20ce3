import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { AclOperations, AclPermissionTypes, Admin, ResourcePatternTypes, ResourceTypes } from '@platformatic/kafka';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EventBus, OpenedBus } from '../../src/bus/event-bus.ts';
import { createLogReader } from '../../src/bus/kafka/client/create-log-reader.ts';
import { openKafkaBus } from '../../src/bus/kafka/open-kafka-bus.ts';
import { topicNames } from '../../src/bus/kafka/topics/topic-names.ts';
import { problem } from '../../src/problem/problem.ts';
import type { KafkaBusSettings } from '../../src/settings/bus-settings.ts';
import { consumeWith, eventually, makeDelivery, makeGate, routeByBody } from '../bus-contract/bus-under-test.ts';
import { freshSettings, openOrThrow, retentionMs } from './kafka/kafka-bus.ts';
import { type StartedSecuredKafka, startSecuredKafka } from './kafka/start-secured-kafka.ts';

const started: StartedSecuredKafka = await startSecuredKafka();
if (!started.ok) console.warn(`SKIPPED, no real Kafka: ${started.reason}`);

const patient = 120_000;

describe.skipIf(!started.ok)('a bus on a real broker', { timeout: 2 * patient }, () => {
  if (!started.ok) return;
  const { broker, ca, password } = started;
  const { address } = broker;
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [address] });
  let buses: EventBus[] = [];
  afterEach(async () => {
    await Promise.all(buses.map((each) => each.close()));
    buses = [];
  });
  afterAll(async () => {
    await admin.close();
    await started.dispose();
  });

  async function tryOpen(settings: KafkaBusSettings): Promise<OpenedBus> {
    const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
    const opened = await openKafkaBus({ settings, route: routeByBody, retentionMs, log, storeRetryMs: 100 });
    if (opened.ok) buses.push(opened.value);
    return opened;
  }

  async function open(settings: KafkaBusSettings): Promise<EventBus> {
    const bus = await openOrThrow(settings);
    buses.push(bus);
    return bus;
  }

  describe('that wants TLS and a user', () => {
    const sasl = { mechanism: 'SCRAM-SHA-512', username: 'app', password } as const;
    const secured = freshSettings(broker.securedAddress, { tls: { ca }, sasl });

    it.each<[string, Partial<KafkaBusSettings>, string]>([
      ['a wrong password', { sasl: { ...sasl, password: 'guessed' } }, 'bus.broker-credentials'],
      ['certificates that nobody has signed', { tls: {} }, 'bus.broker-unreachable'],
      ['no TLS', { tls: undefined as never }, 'bus.broker-credentials'],
    ])('is not opened with %s, and no problem repeats the password', async (_, change, code) => {
      const opened = await tryOpen({ ...secured, ...change });
      expect(opened).toMatchObject({ ok: false, problem: { code } });
      expect(JSON.stringify(opened)).not.toContain(password);
    });

    const base = { principal: 'User:app', host: '*', permissionType: AclPermissionTypes.ALLOW };
    const allow = (operation: (typeof AclOperations)[keyof typeof AclOperations]) => ({
      ...{ ...base, operation, resourceType: ResourceTypes.TOPIC, resourceName: `${secured.prefix}.` },
      resourcePatternType: ResourcePatternTypes.PREFIXED,
    });

    it('says that it may do nothing', async () => {
      expect(await tryOpen(secured)).toMatchObject({ ok: false, problem: { code: 'bus.broker-forbids' } });
    });

    it('says which topic it may not make, and how to make it', async () => {
      await admin.createAcls({ creations: [allow(AclOperations.DESCRIBE)] });
      const read = async (): Promise<string> => {
        const opened = await tryOpen(secured);
        return opened.ok ? '' : `${opened.problem.code} ${opened.problem.message} ${opened.problem.hint}`;
      };
      await eventually(read, 20_000).toContain('bus.topic-missing');
      const text = await read();
      expect(text).toContain(`The topic ${secured.prefix}.events`);
      expect(text).toMatch(/AUTHORIZATION_FAILED/);
      expect(text).toContain('kafka-topics.sh --create --topic');
    });

    describe('and gives it the rights that the documentation lists', () => {
      beforeAll(async () => {
        const { READ, WRITE, CREATE, DESCRIBE, DESCRIBE_CONFIGS } = AclOperations;
        const onGroup = { resourceType: ResourceTypes.GROUP, resourceName: `${secured.prefix}.workers` };
        await admin.createAcls({
          creations: [
            ...[READ, WRITE, CREATE, DESCRIBE_CONFIGS].map(allow),
            ...[READ, DESCRIBE].map((operation) => ({
              ...{ ...base, ...onGroup, operation, resourcePatternType: ResourcePatternTypes.LITERAL },
            })),
          ],
        });
      });

      it.each(['SCRAM-SHA-512', 'PLAIN'] as const)('works from end to end, signed in with %s', async (mechanism) => {
        let bus: EventBus | undefined;
        await eventually(async () => {
          const opened = await tryOpen({ ...secured, sasl: { ...sasl, mechanism } });
          bus = opened.ok ? opened.value : undefined;
          return opened.ok || opened.problem.message;
        }, 20_000).toBe(true);
        const handled: string[] = [];
        bus?.consume(
          consumeWith(async ({ id }) => {
            handled.push(id);
            return { kind: 'done' };
          }),
        );
        await bus?.publish(makeDelivery(mechanism));
        await eventually(() => handled, patient).toEqual([mechanism]);
        await eventually(() => bus?.count(), patient).toEqual({ waiting: 0, parked: 0, dead: 0 });
        await expect(bus?.records.put('checks', mechanism, 1, 0)).resolves.toBeGreaterThan(0);
      });
    });
  });

  describe('whose topics are there already', () => {
    async function makeTopic(settings: KafkaBusSettings, part: 'events' | 'records', more: TopicShape): Promise<void> {
      const topic = topicNames(settings.prefix)[part];
      const configs = Object.entries(more.configs ?? {}).map(([name, value]) => ({ name, value }));
      await admin.createTopics({ topics: [{ topic, partitions: more.partitions ?? 1, replicas: 1 }], configs });
    }
    interface TopicShape {
      partitions?: number;
      configs?: Record<string, string>;
    }

    it.each<[string, 'events' | 'records', TopicShape, string]>([
      ['forget in another way', 'events', { configs: { 'cleanup.policy': 'compact' } }, 'cleanup.policy compact'],
      [
        'have too many partitions',
        'records',
        { partitions: 3, configs: { 'cleanup.policy': 'compact' } },
        'partitions 3',
      ],
      ['take too little', 'events', { configs: { 'max.message.bytes': '50000' } }, 'max.message.bytes 50000'],
    ])('is not opened when they %s', async (_, part, shape, found) => {
      const settings = freshSettings(address);
      await makeTopic(settings, part, shape);
      const opened = await tryOpen(settings);
      expect(opened).toMatchObject({ ok: false, problem: { code: 'bus.topic-unfit' } });
      expect(opened.ok ? '' : opened.problem.message).toContain(`${settings.prefix}.${part} has ${found}`);
    });

    it('keeps the partitions that there are, and raises a retention that is too short', async () => {
      const settings = freshSettings(address, { partitions: 6 });
      await makeTopic(settings, 'events', { partitions: 2, configs: { 'retention.ms': '60000' } });
      const bus = await open(settings);
      await bus.publish(makeDelivery('one'));
      expect((await bus.find('github', '', 'one'))?.id).toBe('one');
      const resource = {
        resourceType: 2 as const,
        resourceName: topicNames(settings.prefix).events,
        configurationKeys: ['retention.ms'],
      };
      const [described] = await admin.describeConfigs({ resources: [resource] });
      expect(Number(described?.configs[0]?.value)).toBeGreaterThan(60_000);
    });

    it.each([
      ['fits into one message', 100_000],
      ['is just too large for one', 131_000],
      ['is far too large for one', 2_500_000],
    ])('stores, hands out and buries an event that %s', async (_, size) => {
      const settings = freshSettings(address, { partitions: 1 });
      await makeTopic(settings, 'events', { configs: { 'max.message.bytes': '131072' } });
      const bus = await open(settings);
      const delivery = { ...makeDelivery('sized', { key: 'k' }), body: new Uint8Array(randomBytes(size)) };
      const trouble = problem('bus.handler-failed', { reason: 'GitHub answers 500' });
      const handled: unknown[] = [];
      const stored = bus.publish(delivery);
      await Promise.all([
        stored,
        ...Array.from({ length: 20 }, (__, index) => bus.publish(makeDelivery(`small-${index}`))),
      ]);
      bus.consume(
        consumeWith(async ({ id, body }) => {
          handled.push(id === 'sized' ? Buffer.from(body).equals(delivery.body) : id);
          return id === 'sized' ? { kind: 'give-up', problem: trouble } : { kind: 'done' };
        }),
      );
      await eventually(() => handled.length, patient).toBe(21);
      expect(handled).toContain(true);
      await eventually(
        async () => (await bus.deadLetters(5)).map((each) => each.delivery.body.byteLength),
        patient,
      ).toEqual([size]);
      expect(Buffer.from((await bus.find('github', '', 'sized'))?.body ?? []).equals(delivery.body)).toBe(true);
      await eventually(() => bus.count(), patient).toEqual({ waiting: 0, parked: 0, dead: 1 });
    });
  });

  it('reads the same from its ledgers once the broker has compacted them', async () => {
    const settings = freshSettings(address, { partitions: 1 });
    const names = topicNames(settings.prefix);
    const [one, other] = [await open(settings), await open(settings)];
    one.consume(consumeWith(async () => ({ kind: 'done' })));
    for (let index = 0; index < 60; index += 1) {
      await Promise.all(
        [one, other].map((bus) => bus.records.put('checks', 'counter', index, index === 0 ? 0 : undefined)),
      );
      await one.records.put('checks', `gone-${index % 5}`, index);
      await one.records.remove('checks', `gone-${index % 5}`);
      await one.publish(makeDelivery(`done-${index % 10}`));
    }
    for (let index = 0; index < 60; index += 1) await one.checkWritable();
    const version = (await one.records.get('checks', 'counter'))?.version ?? 0;
    await Promise.all(
      [one, other].flatMap((bus) => [1, 2].map((value) => bus.records.put('checks', 'counter', value, version))),
    );
    await eventually(() => one.count(), patient).toMatchObject({ waiting: 0 });
    const before = await one.records.list('checks', '');
    const ledgers = [names.states, names.records];
    const counted = (): Promise<number[]> => Promise.all(ledgers.map((topic) => countRecords(address, topic)));
    const [statesBefore = 0, recordsBefore = 0] = await counted();
    const eager = {
      'segment.ms': '100',
      'min.compaction.lag.ms': '0',
      'min.cleanable.dirty.ratio': '0.01',
      'delete.retention.ms': '0',
    };
    const configs = Object.entries(eager).map(([name, value]) => ({ name, value, configOperation: 0 as const }));
    await admin.incrementalAlterConfigs({
      resources: ledgers.map((resourceName) => ({ resourceType: 2 as const, resourceName, configs })),
    });
    await eventually(async () => {
      // A segment is closed when something comes after its time.
      await one.checkWritable();
      await one.records.put('other', 'touch', 1);
      await wait(300);
      const [states = 0, records = 0] = await counted();
      return states < statesBefore / 2 && records < recordsBefore / 2;
    }, patient).toBe(true);
    const fresh = await open(settings);
    expect(await fresh.records.list('checks', '')).toEqual(before);
    expect(await fresh.records.put('checks', 'counter', 'late', version)).toBe('conflict');
    for (let index = 0; index < 10; index += 1)
      expect(await fresh.publish(makeDelivery(`done-${index}`))).toBe('duplicate');
  });

  it('says how much waits also while it has not read it', async () => {
    const settings = freshSettings(address, { partitions: 2 });
    const before = await open(settings);
    await Promise.all(Array.from({ length: 30 }, (_, index) => before.publish(makeDelivery(`waits-${index}`))));
    await before.close();
    const bus = await open(settings);
    const gate = makeGate();
    let begun = 0;
    bus.consume(
      consumeWith(async () => {
        begun += 1;
        await gate.opened;
        return { kind: 'done' };
      }),
    );
    while (begun < 4) expect(await bus.count()).toMatchObject({ waiting: 30 });
    gate.open();
    await eventually(() => bus.count(), patient).toEqual({ waiting: 0, parked: 0, dead: 0 });
  });

  it('shares the broker with another of a different prefix', async () => {
    const [one, other] = [await open(freshSettings(address)), await open(freshSettings(address))];
    await one.publish(makeDelivery('mine'));
    await one.records.put('checks', 'a', 1);
    expect(await other.find('github', '', 'mine')).toBeUndefined();
    expect(await other.records.get('checks', 'a')).toBeUndefined();
    expect(await other.publish(makeDelivery('mine'))).toBe('stored');
  });

  it('serves a neighbour in the same partition at once while one repository fails again and again', async () => {
    const bus = await open(freshSettings(address, { partitions: 1 }));
    const trouble = problem('bus.handler-failed', { reason: 'GitHub answers 500' });
    const handled: string[] = [];
    bus.consume(
      consumeWith(async ({ id }) => {
        if (id.startsWith('failing')) return { kind: 'retry', problem: trouble };
        handled.push(id);
        return { kind: 'done' };
      }),
    );
    for (let index = 0; index < 300; index += 1)
      await bus.publish(makeDelivery(`failing-${index}`, { key: `failing-${index % 40}`, share: 'failing' }));
    const before = performance.now();
    await bus.publish(makeDelivery('neighbour', { share: 'other' }));
    await eventually(() => handled, patient).toEqual(['neighbour']);
    expect(performance.now() - before).toBeLessThan(20_000);
    await eventually(async () => (await bus.count()).waiting, patient).toBe(300);
  });
});

async function countRecords(address: string, topic: string): Promise<number> {
  const reader = createLogReader({ clientId: 'test', bootstrapBrokers: [address] }, [topic]);
  const [node = -1] = await reader.leaders(topic);
  const [end = 0] = await reader.endOffsets(topic);
  let count = 0;
  for (let offset = (await reader.firstOffsets(topic))[0] ?? 0; offset < end; ) {
    const [read] = await reader.read(node, [{ topic, partition: 0, offset }], { maxWaitMs: 100, maxBytes: 1_000_000 });
    if (read === undefined || read.nextOffset === offset) break;
    count += read.records.length;
    offset = read.nextOffset;
  }
  await reader.close();
  return count;
}
