import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Problem } from '../../problem/problem.ts';
import type { KafkaBusSettings } from '../../settings/bus-settings.ts';
import type { BusParts, OpenedBus } from '../event-bus.ts';
import { clientOptions } from './client/client-options.ts';
import { connectKafka } from './client/connect-kafka.ts';
import { describeKafkaError } from './client/explain-kafka-error.ts';
import { createKafkaBus } from './create-kafka-bus.ts';
import { type Ledgers, openLedgers } from './ledger/open-ledgers.ts';
import { ensureTopics } from './topics/ensure-topics.ts';
import { topicNames } from './topics/topic-names.ts';
import { wantedTopics } from './topics/wanted-topics.ts';

export interface KafkaBusOptions extends BusParts {
  settings: KafkaBusSettings;
  now?: () => number;
  /** Pause before the broker is asked again after it failed. */
  storeRetryMs?: number;
  mostHeld?: number;
  /** How often the app looks whether its topics are still there. */
  watchEveryMs?: number;
}

/** The ledgers are read to their end, however long they are; without any progress for this long the broker is given up. */
const patienceMs = 30_000;

/**
 * Opens the bus on Kafka: makes its topics where they are missing, and reads what became of earlier deliveries.
 *
 * Problems: `bus.broker-unreachable`, `bus.broker-credentials`, `bus.broker-forbids`, `bus.topic-missing`, `bus.topic-unfit`.
 */
export async function openKafkaBus({
  settings,
  now = Date.now,
  storeRetryMs = 1000,
  watchEveryMs = 5000,
  ...parts
}: KafkaBusOptions): Promise<OpenedBus> {
  const names = topicNames(settings.prefix);
  const options = clientOptions(settings);
  const address = settings.brokers.join(',');
  const wanted = wantedTopics(names, settings.partitions, parts.retentionMs);
  const { replication } = settings;
  const ensured = await ensureTopics(wanted, { options, address, replication, log: parts.log });
  if (!ensured.ok) return ensured;
  const common = { ...parts, names, now, storeRetryMs, address, facts: ensured.facts };
  const connection = connectKafka({ ...common, options, groupId: `${settings.prefix}.workers`, writer: randomUUID() });
  const ledgers = openLedgers({ ...common, connection });
  const failure = await readLedgers(ledgers, parts.log);
  if (failure !== undefined) {
    await connection.close(failure);
    await ledgers.close();
    return { ok: false, problem: failure };
  }
  return { ok: true, value: createKafkaBus({ ...common, watchEveryMs, connection, ledgers }) };
}

async function readLedgers(ledgers: Ledgers, log: BusParts['log']): Promise<Problem | undefined> {
  let progress = -1;
  let since = performance.now();
  for (;;) {
    try {
      await Promise.all([ledgers.states.catchUp(), ledgers.records.catchUp()]);
      return undefined;
    } catch (thrown) {
      const read = ledgers.progress();
      if (read > progress) since = performance.now();
      progress = read;
      const failure = thrown instanceof Error ? (thrown.cause as Problem) : undefined;
      if (failure !== undefined && performance.now() - since > patienceMs) return failure;
      log.info({ entries: read, reason: describeKafkaError(thrown) }, 'reads what the event bus holds');
      await wait(500);
    }
  }
}
