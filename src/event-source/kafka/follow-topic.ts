import { setTimeout as sleep } from 'node:timers/promises';
import type { LogReader, PartitionRead } from '../../bus/kafka/client/create-log-reader.ts';
import type { LogRecord } from '../../bus/kafka/log/log-message.ts';
import type { ReadingPlace } from './reading-place.ts';

export interface FollowTopic {
  topic: string;
  /** Used by this follower alone. */
  reader: LogReader;
  queries: Pick<LogReader, 'firstOffsets' | 'endOffsets'>;
  place: ReadingPlace;
  /** Stores records of one partition; resolves once they are. */
  take: (records: readonly LogRecord[]) => Promise<void>;
  /** So many records are stored, and noted as such, at once. */
  batch: number;
  /** Called after each answer of the brokers. */
  onRead: () => void;
  /** Records that were not read are not in the topic any more. */
  onGone: (partition: number, from: number, to: number) => void;
  signal: AbortSignal;
}

const limits = { maxWaitMs: 500, maxBytes: 1024 * 1024 };
/** A leader that has moved is found by asking again. */
const maxFailures = 3;
const pauseMs = 300;
const commitEveryMs = 1000;

/** Reads the partitions of a place, stores what they hold, and only then says how far that is. Rejects when brokers do not answer. */
export async function followTopic(parts: FollowTopic): Promise<void> {
  const { topic, reader, place, signal } = parts;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const positions = await place.positions();
      const isIdle = positions.size === 0 || (await readOnce(positions)) === 0;
      await place.commit();
      failures = 0;
      if (isIdle) await pause();
    } catch (thrown) {
      if (signal.aborted) return;
      failures += 1;
      if (failures > maxFailures) throw thrown;
      await pause();
    }
  }

  async function pause(): Promise<void> {
    await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
  }

  /** One question to each leader; gives to how many partitions there was a leader. */
  async function readOnce(positions: ReadonlyMap<number, number>): Promise<number> {
    const leaders = await reader.leaders(topic, failures > 0);
    const wanted = [...positions].map(([partition, offset]) => ({ topic, partition, offset }));
    const byLeader = Map.groupBy(wanted, ({ partition }) => leaders[partition] ?? -1);
    byLeader.delete(-1);
    const reads = await Promise.all([...byLeader].map(([node, each]) => reader.read(node, each, limits)));
    parts.onRead();
    for (const read of reads.flat()) {
      const { partition } = read;
      if (read.isGone) await skipGap(partition, wanted.find((each) => each.partition === partition)?.offset ?? 0);
      else await takeRead(read);
    }
    return byLeader.size;
  }

  async function skipGap(partition: number, asked: number): Promise<void> {
    const first = (await parts.queries.firstOffsets(topic))[partition] ?? 0;
    const end = (await parts.queries.endOffsets(topic))[partition] ?? 0;
    const next = asked < first ? first : end;
    parts.onGone(partition, asked, next);
    place.moveTo(partition, next);
  }

  async function takeRead({ partition, records, nextOffset }: PartitionRead): Promise<void> {
    let committedAt = performance.now();
    for (let first = 0; first < records.length; first += parts.batch) {
      const some = records.slice(first, first + parts.batch);
      await parts.take(some);
      const last = some.at(-1);
      if (last !== undefined) place.moveTo(partition, last.offset + 1);
      if (performance.now() - committedAt < commitEveryMs) continue;
      await place.commit();
      committedAt = performance.now();
    }
    place.moveTo(partition, nextOffset);
  }
}
