import type { NatsSettings } from '../../settings/bus-settings.ts';
import type { BusParts, OpenedBus } from '../event-bus.ts';
import { defaultRetrySchedule } from '../retry-schedule.ts';
import { connectBroker } from './broker/connect-broker.ts';
import { ensureStreams } from './broker/ensure-streams.ts';
import { idsKeptMs } from './cleaning/clean-up.ts';
import { createJetStreamBus } from './create-jetstream-bus.ts';
import { layOut } from './layout.ts';

export interface JetStreamBusOptions extends BusParts {
  settings: NatsSettings;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** How long a replica may be silent before the others take over its part. */
  leaseMs?: number;
  /** Pause before a failing broker is asked again by the consuming side. */
  storeRetryMs?: number;
  /** How often finished deliveries are looked through for those whose time is over. */
  cleanEveryMs?: number;
  /** Age from which a large body that no message refers to is removed. */
  unownedMs?: number;
}

const hourMs = 60 * 60 * 1000;

/**
 * Connects to NATS and opens the event bus there; makes the streams it needs, or brings them up to date.
 *
 * Problems: `bus.broker-unreachable`, `bus.broker-refused`, `bus.broker-full`, `bus.foreign-stream`, `bus.newer-format`.
 */
export async function openJetStreamBus(options: JetStreamBusOptions): Promise<OpenedBus> {
  const { settings, retentionMs, log } = options;
  const connected = await connectBroker(settings, log);
  if (!connected.ok) return connected;
  const { broker } = connected;
  const layout = layOut(settings.prefix);
  const keepDeadMs = Math.max(retentionMs, idsKeptMs);
  const refusal = await ensureStreams(broker, layout, { replicas: settings.replicas, keepDeadMs });
  if (refusal !== undefined) {
    await broker.close();
    return { ok: false, problem: refusal };
  }
  const bus = createJetStreamBus(broker, {
    ...{ layout, log, retentionMs, route: options.route },
    now: options.now ?? Date.now,
    schedule: options.retrySchedule ?? defaultRetrySchedule,
    leaseMs: options.leaseMs ?? 10_000,
    storeRetryMs: options.storeRetryMs ?? 1000,
    cleanEveryMs: options.cleanEveryMs ?? hourMs / 6,
    unownedMs: options.unownedMs ?? hourMs,
  });
  return { ok: true, value: bus };
}
