import { randomUUID } from 'node:crypto';
import { Admin } from '@platformatic/kafka';
import pino, { type Logger } from 'pino';
import type { EventBus } from '../../../src/bus/event-bus.ts';
import { type KafkaBusOptions, openKafkaBus } from '../../../src/bus/kafka/open-kafka-bus.ts';
import { topicNames } from '../../../src/bus/kafka/topics/topic-names.ts';
import type { KafkaBusSettings } from '../../../src/settings/bus-settings.ts';
import { type BusConditions, type BusUnderTest, routeByBody } from '../../bus-contract/bus-under-test.ts';
import type { KafkaBroker } from './start-kafka.ts';

export const retentionMs = 86_400_000;

/** Settings of a bus of its own on a broker. */
export function freshSettings(address: string, more: Partial<KafkaBusSettings> = {}): KafkaBusSettings {
  return { kind: 'kafka', brokers: [address], prefix: `test-${randomUUID().slice(0, 8)}`, partitions: 4, ...more };
}

const log: Logger = pino({ level: process.env.TEST_LOG ?? 'silent' });

export async function openOrThrow(
  settings: KafkaBusSettings,
  conditions: Partial<Omit<KafkaBusOptions, 'settings'>> = {},
): Promise<EventBus> {
  const opened = await openKafkaBus({
    ...{ settings, route: routeByBody, retentionMs, log, storeRetryMs: 100 },
    // Few, so that what is beyond it is met by the tests of the contract.
    mostHeld: 1000,
    ...conditions,
  });
  if (!opened.ok) throw new Error(`${opened.problem.code}: ${opened.problem.message}`);
  return opened.value;
}

/** A bus of its own on a broker that several tests share. */
export async function openOnBroker(broker: KafkaBroker, conditions: BusConditions): Promise<BusUnderTest> {
  const settings = freshSettings(broker.address);
  let bus = await openOrThrow(settings, conditions);
  const others: EventBus[] = [];
  return {
    bus,
    broker: { ...broker, stop: () => broker.stop() },
    async reopen() {
      await bus.close();
      bus = await openOrThrow(settings, conditions);
      return bus;
    },
    async openAnother() {
      const other = await openOrThrow(settings, conditions);
      others.push(other);
      return other;
    },
    async dispose() {
      await Promise.all([bus, ...others].map((each) => each.close()));
      await deleteTopics(settings);
    },
  };
}

export async function deleteTopics({ brokers, prefix }: KafkaBusSettings): Promise<void> {
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: brokers });
  await admin.deleteTopics({ topics: Object.values(topicNames(prefix)) }).catch(() => undefined);
  await admin.close();
}
