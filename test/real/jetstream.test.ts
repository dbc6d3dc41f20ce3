import { randomBytes } from 'node:crypto';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import pino from 'pino';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { EventBus } from '../../src/bus/event-bus.ts';
import { openJetStreamBus } from '../../src/bus/jetstream/open-jetstream-bus.ts';
import type { NatsSettings } from '../../src/settings/bus-settings.ts';
import { type BusConditions, type BusUnderTest, routeByBody } from '../bus-contract/bus-under-test.ts';
import { describeBus } from '../bus-contract/describe-bus.ts';
import { hasNatsServer, type NatsServer, startNats } from './nats/start-nats.ts';

const isHere = hasNatsServer();
if (!isHere) {
  console.warn(
    'SKIPPED: there is no nats-server on the PATH, so the JetStream bus is not tested (apt-get install nats-server).',
  );
}

let server: NatsServer;

async function openOnce(settings: NatsSettings, { retrySchedule }: BusConditions): Promise<EventBus> {
  const opened = await openJetStreamBus({
    ...{ settings, retrySchedule },
    route: routeByBody,
    retentionMs: 30 * 86_400_000,
    log: pino({ level: process.env.LOG ?? 'silent' }),
    storeRetryMs: 20,
    leaseMs: 4000,
  });
  if (!opened.ok) throw new Error(opened.problem.message);
  return opened.value;
}

async function openFresh(conditions: BusConditions): Promise<BusUnderTest> {
  const prefix = `test-${randomBytes(6).toString('hex')}`;
  const settings: NatsSettings = { kind: 'nats', servers: [server.url], prefix, replicas: 1 };
  let bus = await openOnce(settings, conditions);
  const all: EventBus[] = [bus];
  return {
    bus,
    broker: server,
    async reopen() {
      await bus.close();
      bus = await openOnce(settings, conditions);
      all.push(bus);
      return bus;
    },
    async openAnother() {
      const another = await openOnce(settings, conditions);
      all.push(another);
      return another;
    },
    async dispose() {
      await Promise.all(all.map((each) => each.close()));
      await removeStreams(prefix);
    },
  };
}

async function removeStreams(prefix: string): Promise<void> {
  const connection = await connect({ servers: server.url });
  const manager = await jetstreamManager(connection);
  for await (const { config } of manager.streams.list()) {
    if (config.name.startsWith(prefix)) await manager.streams.delete(config.name);
  }
  await connection.close();
}

describe.runIf(isHere)('on a real nats-server', () => {
  beforeAll(async () => {
    server = await startNats();
  });

  afterAll(() => server.dispose());

  describeBus('JetStream', openFresh, { severalProcesses: true, hasBroker: true });
});

it.skipIf(isHere)('needs nats-server on the PATH');
