import { startKafka } from '../../../real/kafka/start-kafka.ts';
import { findNoNats, startNats } from '../../../real/nats/start-nats.ts';

/** Where the replicas keep their events. */
export interface StormBus {
  /** Settings of the app; none for the embedded store. */
  environment: Record<string, string>;
  /** Ends and starts the broker; absent where the store is the app's own. */
  broker?: { stop(): Promise<void>; kill(): Promise<void>; start(): Promise<void> };
  dispose(): Promise<void>;
}

export type BusKind = 'sqlite' | 'nats' | 'kafka';

export type OpenedStormBus = { ok: true; bus: StormBus } | { ok: false; reason: string };

export async function openStormBus(kind: BusKind): Promise<OpenedStormBus> {
  switch (kind) {
    case 'sqlite':
      return { ok: true, bus: { environment: {}, dispose: async () => undefined } };
    case 'nats': {
      const reason = findNoNats();
      if (reason !== undefined) return { ok: false, reason };
      const server = await startNats();
      return { ok: true, bus: { environment: { EVENT_BUS: server.url }, broker: server, dispose: server.dispose } };
    }
    case 'kafka': {
      const started = await startKafka();
      if (!started.ok) return started;
      const { broker } = started;
      return {
        ok: true,
        bus: {
          environment: { EVENT_BUS: `kafka://${broker.address}`, KAFKA_REPLICATION: '1' },
          broker: { stop: () => broker.stop(), kill: () => broker.stop('SIGKILL'), start: broker.start },
          dispose: broker.dispose,
        },
      };
    }
  }
}
