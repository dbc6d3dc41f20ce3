import { join } from 'node:path';
import { startKafka } from '../../../real/kafka/start-kafka.ts';
import { findNoNats, startNats } from '../../../real/nats/start-nats.ts';
import { type Disk, mountDisk } from './mount-disk.ts';

/** Where the replicas keep their events. */
export interface StormBus {
  /** Settings of the app; none for the embedded store. */
  environment: Record<string, string>;
  /** Ends and starts the broker; absent where the store is the app's own. */
  broker?: StormBroker;
  /** What the embedded store is on; absent where none can be mounted. */
  disk?: Disk;
  dispose(): Promise<void>;
}

export interface StormBroker {
  stop(): Promise<void>;
  kill(): Promise<void>;
  start(): Promise<void>;
  freeze(): void;
  thaw(): void;
}

export type BusKind = 'sqlite' | 'nats' | 'kafka';

export type OpenedStormBus = { ok: true; bus: StormBus } | { ok: false; reason: string };

export async function openStormBus(kind: BusKind): Promise<OpenedStormBus> {
  switch (kind) {
    case 'sqlite':
      return { ok: true, bus: await openEmbedded() };
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
          broker: { ...broker, stop: () => broker.stop(), kill: () => broker.stop('SIGKILL') },
          dispose: broker.dispose,
        },
      };
    }
  }
}

async function openEmbedded(): Promise<StormBus> {
  const disk = await mountDisk();
  if (disk === undefined) return { environment: {}, dispose: async () => undefined };
  return { environment: { EVENT_BUS: `sqlite:${join(disk.directory, 'events.db')}` }, disk, dispose: disk.dispose };
}
