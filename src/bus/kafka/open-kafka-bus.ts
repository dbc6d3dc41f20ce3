import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { KafkaBusSettings } from '../../settings/bus-settings.ts';
import type { OpenedBus } from '../event-bus.ts';
import type { BusParts } from '../open-bus.ts';
import { clientOptions } from './client/client-options.ts';
import { connectKafka } from './client/connect-kafka.ts';
import { describeKafkaError } from './client/explain-kafka-error.ts';
import { createKafkaBus } from './create-kafka-bus.ts';
import { openLedgers } from './ledger/open-ledgers.ts';
import { ensureTopics } from './topics/ensure-topics.ts';
import { topicNames } from './topics/topic-names.ts';
import { wantedTopics } from './topics/wanted-topics.ts';

export interface KafkaBusOptions extends BusParts {
  settings: KafkaBusSettings;
  now?: () => number;
  /** Pause before the broker is asked again after it failed. */
  storeRetryMs?: number;
}

/** What the broker holds is read into memory before events are taken; with more than this takes, they are taken all the same. */
const readWithinMs = 30_000;

/**
 * Opens the bus on Kafka: makes its topics where they are missing, and reads what became of earlier deliveries.
 *
 * Problems: `bus.broker-unreachable`, `bus.broker-credentials`, `bus.broker-forbids`, `bus.topic-missing`, `bus.topic-unfit`.
 */
export async function openKafkaBus({
  settings,
  now = Date.now,
  storeRetryMs = 1000,
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
  await Promise.race([
    Promise.all([ledgers.states.catchUp(), ledgers.records.catchUp()]).catch((thrown: unknown) => {
      parts.log.warn({ reason: describeKafkaError(thrown) }, 'could not read what the event bus holds');
    }),
    wait(readWithinMs, undefined, { ref: false }),
  ]);
  return { ok: true, value: createKafkaBus({ ...common, connection, ledgers }) };
}
