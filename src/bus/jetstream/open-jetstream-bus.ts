import type { Problem } from '../../problem/problem.ts';
import type { NatsSettings } from '../../settings/bus-settings.ts';
import type { BusParts, OpenedBus } from '../event-bus.ts';
import { defaultRetrySchedule } from '../retry-schedule.ts';
import { type Broker, connectBroker } from './broker/connect-broker.ts';
import { ensureStreams } from './broker/ensure-streams.ts';
import { explainBrokerError } from './broker/explain-broker-error.ts';
import { idsKeptMs } from './cleaning/clean-up.ts';
import { createJetStreamBus } from './create-jetstream-bus.ts';
import { adoptJournal } from './group/adopt-journal.ts';
import { createGroupStore } from './group/group-store.ts';
import { type Layout, layOut } from './layout.ts';

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
  /** How often the app looks whether its streams are still there. */
  watchEveryMs?: number;
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
  const prepared = await prepareStreams(broker, layout, options);
  if (!prepared.ok) {
    await broker.close();
    return prepared;
  }
  const bus = createJetStreamBus(broker, {
    ...{ layout, log, retentionMs, route: options.route, journal: prepared.journal },
    now: options.now ?? Date.now,
    schedule: options.retrySchedule ?? defaultRetrySchedule,
    leaseMs: options.leaseMs ?? 10_000,
    storeRetryMs: options.storeRetryMs ?? 1000,
    cleanEveryMs: options.cleanEveryMs ?? hourMs / 6,
    unownedMs: options.unownedMs ?? hourMs,
    watchEveryMs: options.watchEveryMs ?? 5000,
  });
  return { ok: true, value: bus };
}

type Prepared = { ok: true; journal: string } | { ok: false; problem: Problem };

async function prepareStreams(
  broker: Broker,
  layout: Layout,
  { settings, retentionMs, log }: Pick<JetStreamBusOptions, 'settings' | 'retentionMs' | 'log'>,
): Promise<Prepared> {
  const keepDeadMs = Math.max(retentionMs, idsKeptMs);
  const refusal = await ensureStreams(broker, layout, { replicas: settings.replicas, keepDeadMs });
  if (refusal !== undefined) return { ok: false, problem: refusal };
  try {
    return {
      ok: true,
      journal: await adoptJournal(broker, layout, { store: createGroupStore(broker, layout, ''), log }),
    };
  } catch (thrown) {
    const cause = explainBrokerError(thrown, broker.address);
    if (cause === undefined) throw thrown;
    return { ok: false, problem: cause };
  }
}
