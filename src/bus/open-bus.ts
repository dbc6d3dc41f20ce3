import type { Logger } from 'pino';
import type { BusSettings } from '../settings/bus-settings.ts';
import type { OpenedBus, RouteDelivery } from './event-bus.ts';
import type { RetrySchedule } from './retry-schedule.ts';

/** What every bus is opened with, whatever it is made of. */
export interface BusParts {
  route: RouteDelivery;
  /** How long finished deliveries are kept for `find`. */
  retentionMs: number;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  retrySchedule?: RetrySchedule;
}

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
