import { randomUUID } from 'node:crypto';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import pino from 'pino';
import type { EventBus } from '../../../src/bus/event-bus.ts';
import { type JetStreamBusOptions, openJetStreamBus } from '../../../src/bus/jetstream/open-jetstream-bus.ts';
import type { NatsSettings } from '../../../src/settings/bus-settings.ts';
import { type BusConditions, type BusUnderTest, routeByBody } from '../../bus-contract/bus-under-test.ts';
import type { NatsServer } from './start-nats.ts';

const log = pino({ level: process.env.TEST_LOG ?? 'silent' });

/** Settings of a bus of its own on a server. */
export function freshSettings({ url }: Pick<NatsServer, 'url'>, more: Partial<NatsSettings> = {}): NatsSettings {
  return { kind: 'nats', servers: [url], prefix: `test-${randomUUID().slice(0, 8)}`, replicas: 1, ...more };
}

export function busOptions(settings: NatsSettings): JetStreamBusOptions {
  return { settings, log, route: routeByBody, retentionMs: 30 * 86_400_000, storeRetryMs: 20, leaseMs: 4000 };
}

export async function openOrThrow(settings: NatsSettings, more: Partial<JetStreamBusOptions> = {}): Promise<EventBus> {
  const opened = await openJetStreamBus({ ...busOptions(settings), ...more });
  if (!opened.ok) throw new Error(`${opened.problem.code}: ${opened.problem.message}`);
  return opened.value;
}

/** A bus of its own on a server that several tests share. */
export async function openOnServer(server: NatsServer, conditions: BusConditions): Promise<BusUnderTest> {
  const settings = freshSettings(server);
  let bus = await openOrThrow(settings, conditions);
  const all: EventBus[] = [bus];
  return {
    bus,
    settings,
    broker: server,
    async reopen() {
      await bus.close();
      bus = await openOrThrow(settings, conditions);
      all.push(bus);
      return bus;
    },
    async openAnother() {
      const another = await openOrThrow(settings, conditions);
      all.push(another);
      return another;
    },
    async dispose() {
      await Promise.all(all.map((each) => each.close()));
      await deleteStreams(settings);
    },
  };
}

async function deleteStreams({ servers, prefix }: NatsSettings): Promise<void> {
  const connection = await connect({ servers });
  const manager = await jetstreamManager(connection);
  for await (const { config } of manager.streams.list()) {
    if (config.name.startsWith(prefix)) await manager.streams.delete(config.name);
  }
  await connection.close();
}
