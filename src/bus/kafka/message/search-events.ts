import type { GroupQueries } from '../client/ask-coordinator.ts';
import type { LogReader } from '../client/create-log-reader.ts';
import type { LoggedDelivery } from '../ledger/state-entry.ts';
import { collectParts } from './collect-parts.ts';

export interface SearchParts {
  topic: string;
  partitions: number;
  queries: Pick<LogReader, 'firstOffsets' | 'endOffsets'>;
  group: Pick<GroupQueries, 'committed'>;
  openReader: () => LogReader;
}

const limits = { maxWaitMs: 100, maxBytes: 2 * 1024 * 1024 };

/** Looks for a delivery among those that nobody has dealt with yet, by reading them; what became of all others is in the states. */
export async function searchEvents(
  name: string,
  parts: SearchParts,
): Promise<Pick<LoggedDelivery, 'name' | 'partition' | 'offsets'> | undefined> {
  const { topic } = parts;
  const all = Array.from({ length: parts.partitions }, (_, index) => index);
  const [first, end, committed] = await Promise.all([
    parts.queries.firstOffsets(topic),
    parts.queries.endOffsets(topic),
    parts.group.committed(topic, all),
  ]);
  const reader = parts.openReader();
  try {
    for (const partition of all) {
      const range = { from: committed.get(partition) ?? first[partition] ?? 0, to: end[partition] ?? 0 };
      const offsets = await searchPartition(name, { reader, topic, partition, ...range });
      if (offsets !== undefined) return { name, partition, offsets };
    }
    return undefined;
  } finally {
    await reader.close().catch(() => undefined);
  }
}

interface Range {
  reader: LogReader;
  topic: string;
  partition: number;
  from: number;
  to: number;
}

async function searchPartition(
  name: string,
  { reader, topic, partition, from, to }: Range,
): Promise<number[] | undefined> {
  const parts = collectParts(() => 0);
  const node = (await reader.leaders(topic))[partition] ?? -1;
  for (let offset = from; offset < to; ) {
    const [read] = await reader.read(node, [{ topic, partition, offset }], limits);
    if (read === undefined || read.isGone || read.nextOffset === offset) return undefined;
    for (const record of read.records) {
      const { delivery } = parts.add(record);
      if (delivery?.name === name) return delivery.offsets;
    }
    offset = read.nextOffset;
  }
  return undefined;
}
