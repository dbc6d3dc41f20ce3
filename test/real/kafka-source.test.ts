import { randomUUID } from 'node:crypto';
import {
  AclOperations,
  AclPermissionTypes,
  Admin,
  Producer,
  ResourcePatternTypes,
  ResourceTypes,
} from '@platformatic/kafka';
import pino from 'pino';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { kafkaKind } from '../../src/event-source/kafka/kafka-kind.ts';
import type { HeardEvent } from '../../src/event-source/source-feed.ts';
import type { SourceWorld } from '../../src/event-source/source-kind.ts';
import { setFeed } from '../../src/event-source/testing/set-feed.ts';
import type { Problem } from '../../src/problem/problem.ts';
import { createMemoryRecords } from '../../src/report/testing/memory-records.ts';
import { type StartedSecuredKafka, startSecuredKafka } from './kafka/start-secured-kafka.ts';

const started: StartedSecuredKafka = await startSecuredKafka();
if (!started.ok) console.warn(`SKIPPED, no real Kafka: ${started.reason}`);

describe.skipIf(!started.ok)('a kafka EventSource on a real broker', { timeout: 120_000 }, () => {
  if (!started.ok) return;
  const { broker, ca, password } = started;
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [broker.address] });
  const producer = new Producer({ clientId: 'test', bootstrapBrokers: [broker.address], retries: 5 });
  afterAll(async () => {
    await Promise.all([admin.close(), producer.close()]);
    await started.dispose();
  });

  async function makeTopic(partitions = 1): Promise<string> {
    const topic = `s-${randomUUID().slice(0, 8)}`;
    await admin.createTopics({ topics: [topic], partitions, replicas: 1 });
    return topic;
  }

  async function send(topic: string, values: readonly string[], partition = 0): Promise<void> {
    const messages = values.map((value) => ({
      ...{ topic, partition, value: Buffer.from(value), key: Buffer.from('k') },
      headers: new Map([[Buffer.from('h'), Buffer.from('1')]]),
    }));
    await producer.send({ acks: -1, messages });
  }

  /** `run` listens; each run remembers what earlier ones wrote down. */
  function prepare(topic: string, more: object, secrets: Record<string, string> = {}) {
    const read = kafkaKind.read({ url: broker.address, topic, jsonBody: true, ...more });
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    const records = createMemoryRecords();
    const events: HeardEvent[] = [];
    const troubles: (Problem | undefined)[] = [];
    const unreadable: Problem[] = [];
    const cluster = {
      readSecretKey: async (_namespace: string, _name: string, key: string) =>
        secrets[key] === undefined
          ? { ok: false, failure: { kind: 'absent', message: 'no such key' } }
          : { ok: true, value: secrets[key] },
    };
    const run = () => {
      const test = setFeed(events);
      const isListening = Promise.withResolvers<void>();
      const world = {
        ...{ cluster, records, now: Date.now, log: pino({ level: 'silent' }) },
        place: { namespace: 'ci', eventSource: 'kafka', event: 'example' },
        onTrouble(trouble: Problem | undefined) {
          troubles.push(trouble);
          if (trouble === undefined) isListening.resolve();
        },
        onUnreadable: (each: Problem) => unreadable.push(each),
      } as unknown as SourceWorld;
      const ended = kafkaKind.listen(read.spec, test.feed, world);
      const stop = async () => {
        test.stop();
        await ended;
      };
      onTestFinished(stop);
      return { ...test, stop, isListening: isListening.promise };
    };
    return { run, events, troubles, unreadable };
  }

  const bodies = (events: readonly HeardEvent[]) => events.map(({ data }) => JSON.parse(data).body);

  it('reads a group’s topic from its beginning, and goes on where it left off', async () => {
    const topic = await makeTopic();
    await send(topic, ['1', '2']);
    const { run, events } = prepare(topic, { consumerGroup: { groupName: `g-${topic}`, oldest: true } });
    const first = run();
    await first.until(2);
    await first.stop();
    await send(topic, ['3']);
    const second = run();
    await second.until(3);
    await send(topic, ['4']);
    await second.until(4);

    expect(bodies(events)).toEqual([1, 2, 3, 4]);
    expect(second.doubled).toEqual([]);
    expect(JSON.parse(events[0]?.data ?? '')).toMatchObject({ topic, key: 'k', partition: 0, headers: { h: '1' } });
    expect(events[0]?.id).toMatch(new RegExp(`^${topic}/0/0/\\d+$`));
  });

  it('reads a group’s topic from its end at first, and then misses nothing', async () => {
    const topic = await makeTopic();
    await send(topic, ['1']);
    const { run, events } = prepare(topic, { consumerGroup: { groupName: `g-${topic}` } });
    const first = run();
    await first.isListening;
    // The end is written down, so what comes before anything was read is not passed over.
    await expect.poll(() => committed(`g-${topic}`, topic), { timeout: 30_000 }).toBe(1n);
    await first.stop();
    await send(topic, ['2']);
    const second = run();
    await second.until(1);

    expect(bodies(events)).toEqual([2]);
  });

  async function committed(groupId: string, topic: string): Promise<bigint | undefined> {
    const groups = await admin.listConsumerGroupOffsets({
      groups: [{ groupId, topics: [{ name: topic, partitionIndexes: [0] }] }],
    });
    return groups[0]?.topics[0]?.partitions[0]?.committedOffset;
  }

  it('shares the partitions with the other members of its group', async () => {
    const topic = await makeTopic(4);
    const { run, events } = prepare(topic, { consumerGroup: { groupName: `g-${topic}`, oldest: true } });
    const first = run();
    for (const partition of [0, 1, 2, 3]) await send(topic, [`"a${partition}"`], partition);
    await first.until(4);
    const second = run();
    await second.isListening;
    for (const partition of [0, 1, 2, 3]) await send(topic, [`"b${partition}"`], partition);
    await first.until(8);
    await first.stop();
    for (const partition of [0, 1, 2, 3]) await send(topic, [`"c${partition}"`], partition);
    await second.until(12);

    expect(new Set(bodies(events)).size).toBe(12);
  });

  it('commits no offset that the bus has not stored', async () => {
    const topic = await makeTopic();
    await send(topic, ['1', '2', '3']);
    const { run, troubles } = prepare(topic, { consumerGroup: { groupName: `g-${topic}`, oldest: true } });
    const first = run();
    first.refuse(1_000_000);
    await expect.poll(() => troubles.at(-1)?.code, { timeout: 30_000 }).toBe('source.not-stored');
    await first.stop();
    const second = run();

    expect(bodies(await second.until(3))).toEqual([1, 2, 3]);
  });

  it('reads one partition without a group, from its end at first and then from where it was', async () => {
    const topic = await makeTopic(2);
    await send(topic, ['1'], 1);
    const { run, events } = prepare(topic, { partition: '1' });
    const first = run();
    await first.isListening;
    await send(topic, ['"other"'], 0);
    await send(topic, ['2'], 1);
    await first.until(1);
    await first.stop();
    await send(topic, ['3'], 1);
    await run().until(2);

    expect(bodies(events)).toEqual([2, 3]);
  });

  it('counts what is no JSON, and goes on behind it', async () => {
    const topic = await makeTopic();
    await send(topic, ['1', '{', '3']);
    const { run, unreadable } = prepare(topic, { consumerGroup: { groupName: `g-${topic}`, oldest: true } });

    expect(bodies(await run().until(2))).toEqual([1, 3]);
    expect(unreadable.map(({ code }) => code)).toEqual(['source.unreadable-event']);
  });

  it('reads a message whose time is none, and goes on behind it', async () => {
    const topic = `s-${randomUUID().slice(0, 8)}`;
    const configs = [{ name: 'message.timestamp.after.max.ms', value: String(2n ** 63n - 1n) }];
    await admin.createTopics({ topics: [topic], partitions: 1, replicas: 1, configs });
    const value = Buffer.from('1');
    await producer.send({ acks: -1, messages: [{ topic, partition: 0, value, timestamp: 9_000_000_000_000_000n }] });
    await send(topic, ['2']);
    const { run } = prepare(topic, { consumerGroup: { groupName: `g-${topic}`, oldest: true } });
    const events = await run().until(2);

    expect(bodies(events)).toEqual([1, 2]);
    expect(new Date(events[0]?.occurredAt ?? Number.NaN).toISOString()).toBe('+275760-09-13T00:00:00.000Z');
  });

  it('says that there is no such topic or partition, and finds it once it is there', async () => {
    const topic = `s-${randomUUID().slice(0, 8)}`;
    const { run, troubles } = prepare(topic, { consumerGroup: { groupName: `g-${topic}`, oldest: true } });
    const { until } = run();
    await expect.poll(() => troubles.at(-1)?.code, { timeout: 30_000 }).toBe('source.unreachable');
    const missing = prepare(await makeTopic(), { partition: '9' });
    missing.run();
    await expect.poll(() => missing.troubles.at(-1)?.message, { timeout: 30_000 }).toContain('partition 9');
    await admin.createTopics({ topics: [topic], partitions: 1, replicas: 1 });
    await send(topic, ['1']);

    expect(bodies(await until(1))).toEqual([1]);
  });

  it('takes so many a second as it may', async () => {
    const topic = await makeTopic();
    await send(topic, ['1', '2', '3', '4']);
    const consumerGroup = { groupName: `g-${topic}`, oldest: true };
    const { run } = prepare(topic, { consumerGroup, limitEventsPerSecond: 2 });
    const { until } = run();
    await until(1);
    const startedAt = performance.now();
    await until(4);

    expect(performance.now() - startedAt).toBeGreaterThan(1000);
  });

  it('signs in over TLS with what its Secrets hold, and says what is wrong without telling them', async () => {
    const topic = await makeTopic();
    await send(topic, ['1']);
    const everyone = { principal: 'User:app', host: '*', permissionType: AclPermissionTypes.ALLOW };
    const literal = { resourcePatternType: ResourcePatternTypes.LITERAL };
    await admin.createAcls({
      creations: [
        ...[AclOperations.READ, AclOperations.DESCRIBE].map((operation) => ({
          ...{ ...everyone, ...literal, operation, resourceType: ResourceTypes.TOPIC, resourceName: topic },
        })),
        {
          ...everyone,
          ...literal,
          operation: AclOperations.READ,
          resourceType: ResourceTypes.GROUP,
          resourceName: 'mine',
        },
        {
          ...{ ...everyone, ...literal, operation: AclOperations.DESCRIBE },
          ...{ resourceType: ResourceTypes.GROUP, resourceName: 'mine' },
        },
      ],
    });
    const port = broker.securedAddress.split(':')[1];
    const secret = (key: string) => ({ name: 'kafka', key });
    const entry = (passwordKey: string) => ({
      ...{ url: `localhost:${port}`, consumerGroup: { groupName: 'mine', oldest: true } },
      tls: { caCertSecret: secret('ca') },
      sasl: { mechanism: 'SCRAM-SHA-512', userSecret: secret('user'), passwordSecret: secret(passwordKey) },
    });
    const secrets = { ca, user: 'app', password, wrong: 'guessed-1' };
    const right = prepare(topic, entry('password'), secrets);
    const wrong = prepare(topic, entry('wrong'), secrets);
    const missing = prepare(topic, entry('nowhere'), secrets);
    for (const each of [wrong, missing]) each.run();

    expect(bodies(await right.run().until(1))).toEqual([1]);
    await expect.poll(() => wrong.troubles.at(-1)?.code, { timeout: 30_000 }).toBe('source.unreachable');
    expect(JSON.stringify(wrong.troubles)).not.toMatch(/guessed-1/);
    expect(missing.troubles.at(-1)?.code).toBe('source.secret-missing');
  });

  it('goes on after the broker was away', async () => {
    const topic = await makeTopic();
    const { run, events } = prepare(topic, { consumerGroup: { groupName: `g-${topic}`, oldest: true } });
    const { until } = run();
    await send(topic, ['1']);
    await until(1);
    await broker.stop('SIGKILL');
    await broker.start();
    await expect.poll(() => send(topic, ['2']).then(() => 'sent', String), { timeout: 60_000 }).toBe('sent');
    await until(2);

    expect(bodies(events).at(-1)).toBe(2);
  });
});
