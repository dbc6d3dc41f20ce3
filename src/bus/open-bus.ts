import type { BusSettings } from '../settings/bus-settings.ts';
import type { BusParts, OpenedBus } from './event-bus.ts';

/** Opens the bus that `EVENT_BUS` names. Only the chosen one's library is loaded. */
export async function openBus(settings: BusSettings, parts: BusParts): Promise<OpenedBus> {
  switch (settings.kind) {
    case 'sqlite': {
      const { openSqliteBus } = await import('./sqlite/open-sqlite-bus.ts');
      return openSqliteBus({ ...parts, file: settings.file });
    }
    case 'kafka': {
      const { openKafkaBus } = await import('./kafka/open-kafka-bus.ts');
      return openKafkaBus({ ...parts, settings });
    }
    case 'nats': {
      const { openJetStreamBus } = await import('./jetstream/open-jetstream-bus.ts');
      return openJetStreamBus({ ...parts, settings });
    }
  }
}
