import { AclOperations, AclPermissionTypes, Admin, ResourcePatternTypes, ResourceTypes } from '@platformatic/kafka';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { EventBus } from '../../src/bus/event-bus.ts';
import { topicNames } from '../../src/bus/kafka/topics/topic-names.ts';
import type { KafkaBusSettings } from '../../src/settings/bus-settings.ts';
import { consumeWith, eventually, hastySchedule, makeDelivery } from '../bus-contract/bus-under-test.ts';
import { freshSettings, openOrThrow } from './kafka/kafka-bus.ts';
import { type StartedSecuredKafka, startSecuredKafka } from './kafka/start-secured-kafka.ts';

const started: StartedSecuredKafka = await startSecuredKafka();
if (!started.ok) console.warn(`SKIPPED, no real Kafka: ${started.reason}`);

const patient = 60_000;

describe.skipIf(!started.ok)('what an operator does to a real broker', { timeout: 3 * patient }, () => {
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

  async function open(settings: KafkaBusSettings, watchEveryMs = 3_600_000): Promise<EventBus> {
    const bus = await openOrThrow(settings, { retrySchedule: hastySchedule, watchEveryMs });
    buses.push(bus);
    return bus;
  }

  function publishing(bus: EventBus, id: string): () => Promise<string | undefined> {
    return () =>
      bus.publish(makeDelivery(id)).then(
        (result) => result,
        (thrown: Error) => (thrown.cause as { code?: string }).code,
      );
  }

  async function publishAll(bus: EventBus, prefix: string, count: number): Promise<string[]> {
    const ids = Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
    for (const id of ids) expect(await bus.publish(makeDelivery(id))).toBe('stored');
    return ids;
  }

  function consume(bus: EventBus): string[] {
    const handled: string[] = [];
    bus.consume(
      consumeWith(async ({ id }) => {
        handled.push(id);
        return { kind: 'done' };
      }),
    );
    return handled;
  }

  it.each(['events', 'states', 'records', 'deadLetters'] as const)(
    'ends when its topic of %s is deleted, and what comes after is handled',
    async (part) => {
      const settings = freshSettings(address, { partitions: 2 });
      const bus = await open(settings, 100);
      const handled = consume(bus);
      await publishAll(bus, 'old', 20);
      await eventually(() => handled.length, patient).toBe(20);
      await admin.deleteTopics({ topics: [topicNames(settings.prefix)[part]] });
      expect(await bus.broken).toMatchObject({ code: 'bus.topic-gone' });
      await bus.close();
      const again = await open(settings, 100);
      const handledAgain = consume(again);
      const ids = await publishAll(again, 'new', 10);
      await eventually(() => ids.filter((id) => !handledAgain.includes(id)), patient).toEqual([]);
    },
  );

  it('handles what is stored in a topic of events that another replica has made anew', async () => {
    const settings = freshSettings(address, { partitions: 2 });
    // Does not look itself.
    const bus = await open(settings);
    const handled = consume(bus);
    await publishAll(bus, 'old', 40);
    await eventually(() => handled.length, patient).toBe(40);
    await eventually(() => bus.count(), patient).toMatchObject({ waiting: 0 });
    await admin.deleteTopics({ topics: [topicNames(settings.prefix).events] });
    await eventually(publishing(bus, 'refused'), patient).toBe('bus.broker-unreachable');
    const other = await open(settings);
    // Fewer in each partition than were read of the old one.
    const ids = await publishAll(other, 'new', 10);
    await eventually(() => ids.filter((id) => !handled.includes(id)), patient).toEqual([]);
  });

  it('refuses what is larger than a limit that was lowered, says so, and takes it when it is raised', async () => {
    const settings = freshSettings(address, { partitions: 1 });
    const bus = await open(settings);
    const handled = consume(bus);
    const resource = { resourceType: 2 as const, resourceName: topicNames(settings.prefix).events };
    const setLimit = (value: string) =>
      admin.incrementalAlterConfigs({
        resources: [{ ...resource, configs: [{ name: 'max.message.bytes', value, configOperation: 0 as const }] }],
      });
    await setLimit('100000');
    const large = { ...makeDelivery('large'), body: Buffer.alloc(400_000, ' ') };
    large.body.set(makeDelivery('large').body);
    await expect(bus.publish(large)).rejects.toMatchObject({ cause: { code: 'bus.broker-refused' } });
    expect(await bus.publish(makeDelivery('small'))).toBe('stored');
    await setLimit('1048588');
    await eventually(() => bus.publish(large).catch(() => 'refused'), patient).toBe('stored');
    await eventually(() => handled.toSorted(), patient).toEqual(['large', 'small']);
  });

  it('goes on when a right that it lost is given back: nothing acknowledged is missing', async () => {
    const sasl = { mechanism: 'SCRAM-SHA-512', username: 'app', password } as const;
    const settings = freshSettings(broker.securedAddress, { tls: { ca }, sasl, partitions: 1 });
    const { READ, WRITE, CREATE, DESCRIBE, DESCRIBE_CONFIGS } = AclOperations;
    const base = { principal: 'User:app', host: '*', permissionType: AclPermissionTypes.ALLOW };
    const onTopics = (operation: (typeof AclOperations)[keyof typeof AclOperations]) => ({
      ...{ ...base, operation, resourceType: ResourceTypes.TOPIC, resourceName: `${settings.prefix}.` },
      resourcePatternType: ResourcePatternTypes.PREFIXED,
    });
    const onGroup = (operation: (typeof AclOperations)[keyof typeof AclOperations]) => ({
      ...{ ...base, operation, resourceType: ResourceTypes.GROUP, resourceName: `${settings.prefix}.workers` },
      resourcePatternType: ResourcePatternTypes.LITERAL,
    });
    await admin.createAcls({
      creations: [...[READ, WRITE, CREATE, DESCRIBE, DESCRIBE_CONFIGS].map(onTopics), ...[READ, DESCRIBE].map(onGroup)],
    });
    await eventually(() => open(settings).then(() => 'open', String), patient).toBe('open');
    const [bus] = buses;
    if (bus === undefined) throw new Error('The bus is not open.');
    const handled = consume(bus);
    await publishAll(bus, 'before', 3);
    await eventually(() => handled.length, patient).toBe(3);

    await admin.deleteAcls({ filters: [onTopics(WRITE)] });
    await eventually(publishing(bus, 'refused'), patient).toBe('bus.broker-forbids');
    await admin.createAcls({ creations: [onTopics(WRITE)] });
    await eventually(publishing(bus, 'refused'), patient).toMatch(/stored|due-again/);
    await eventually(() => handled, patient).toContain('refused');

    await admin.deleteAcls({ filters: [onTopics(READ)] });
    await eventually(() => bus.checkWritable().then(String, () => 'refused'), patient).toBe('refused');
    const unread = await publishing(bus, 'unread')();
    await admin.createAcls({ creations: [onTopics(READ)] });
    expect(unread).toBe('stored');
    await eventually(() => handled, patient).toContain('unread');
    expect(handled.length).toBe(new Set(handled).size);
  });
});
