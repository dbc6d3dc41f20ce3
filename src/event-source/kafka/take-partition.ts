import { z } from 'zod';
import type { Records } from '../../bus/event-bus.ts';
import type { LogReader } from '../../bus/kafka/client/create-log-reader.ts';
import type { SourcePlace } from '../source-kind.ts';
import type { ReadingPlace } from './reading-place.ts';

/** How far a partition was read, by `namespace/EventSource/event`. */
const collection = 'kafka-sources';

const row = z.object({ brokers: z.string(), topic: z.string(), partition: z.number(), offset: z.number() });

/**
 * One partition, without a group. Argo Events begins at the end each time; here only the first time, and then where it left off, which
 * is kept in the app's own store. Rejects when the topic has no such partition.
 */
export async function takePartition(
  { brokers, topic, partition }: { brokers: readonly string[]; topic: string; partition: number },
  { namespace, eventSource, event }: SourcePlace,
  { queries, records }: { queries: Pick<LogReader, 'endOffsets'>; records: Records },
): Promise<ReadingPlace> {
  const key = `${namespace}/${eventSource}/${event}`;
  const source = { brokers: brokers.join(','), topic, partition };
  const end = (await queries.endOffsets(topic))[partition];
  if (end === undefined) throw new Error(`the topic has no partition ${partition}`);
  const read = row.safeParse((await records.get(collection, key))?.value);
  const isSame =
    read.success &&
    read.data.brokers === source.brokers &&
    read.data.topic === topic &&
    read.data.partition === partition;
  let offset = isSame ? read.data.offset : end;
  let written = isSame ? offset : -1;

  async function commit(): Promise<void> {
    if (offset === written) return;
    await records.put(collection, key, { ...source, offset });
    written = offset;
  }

  await commit();
  return {
    positions: async () => new Map([[partition, offset]]),
    moveTo(_partition, next) {
      offset = next;
    },
    commit,
    leave: commit,
  };
}
