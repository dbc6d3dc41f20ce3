import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { LogPosition, LogReader, PartitionRead } from '../client/create-log-reader.ts';
import { describeKafkaError } from '../client/explain-kafka-error.ts';

export interface PartitionFollower {
  /** Reads a partition from `offset` on. */
  add(partition: number, offset: number): void;
  remove(partition: number): void;
  /** `wantsMore` may have become true. */
  wake(): void;
  stop(): Promise<void>;
}

export interface FollowerParts {
  topic: string;
  /** Used by this follower alone. */
  reader: LogReader;
  queries: Pick<LogReader, 'firstOffsets' | 'endOffsets'>;
  /** False while there is enough to do. */
  wantsMore: () => boolean;
  onRead: (read: PartitionRead) => void;
  /** There is nothing at `offset` (any more): reading goes on at `next`, which lies before it in a log that begins anew. */
  onGone: (partition: number, offset: number, next: number) => void;
  log: Pick<Logger, 'warn'>;
  retryMs: number;
}

/** The pause until a partition that was added is read, and what a quiet topic costs. */
const limits = { maxWaitMs: 200, maxBytes: 128 * 1024 };

/** Follows partitions that come and go, each from its leader, one request a leader at a time. */
export function followPartitions(parts: FollowerParts): PartitionFollower {
  const { topic, reader } = parts;
  const stopping = new AbortController();
  const positions = new Map<number, number>();
  const loops = new Map<number, Promise<void>>();
  let leaders: number[] = [];
  let finding: Promise<void> | undefined;
  let changed = Promise.withResolvers<void>();

  function wake(): void {
    changed.resolve();
    changed = Promise.withResolvers();
  }

  async function findLeaders(isFresh: boolean): Promise<boolean> {
    try {
      leaders = await reader.leaders(topic, isFresh);
    } catch (thrown) {
      warn(thrown, 'cannot find the leaders of the event bus');
      return false;
    }
    for (const node of new Set(leaders)) if (node >= 0 && !loops.has(node)) loops.set(node, follow(node));
    return leaders.length > 0;
  }

  async function findLeadersAtLast(isFresh: boolean): Promise<void> {
    while (!stopping.signal.aborted && !(await findLeaders(isFresh))) await pause();
  }

  function refreshLeaders(isFresh: boolean): Promise<void> {
    finding ??= findLeadersAtLast(isFresh).finally(() => {
      finding = undefined;
    });
    return finding;
  }

  function warn(thrown: unknown, what: string): void {
    if (!stopping.signal.aborted) parts.log.warn({ topic, reason: describeKafkaError(thrown) }, what);
  }

  async function pause(): Promise<void> {
    await wait(parts.retryMs, undefined, { signal: stopping.signal }).catch(() => undefined);
  }

  async function follow(node: number): Promise<void> {
    while (!stopping.signal.aborted) {
      const wanted = [...positions]
        .filter(([partition]) => leaders[partition] === node)
        .map(([partition, offset]) => ({ topic, partition, offset }));
      if (wanted.length === 0 || !parts.wantsMore()) await changed.promise;
      else await readFrom(node, wanted);
    }
  }

  async function readFrom(node: number, wanted: readonly LogPosition[]): Promise<void> {
    try {
      for (const read of await reader.read(node, wanted, limits)) {
        const asked = wanted.find(({ partition }) => partition === read.partition);
        // Given back, or given back and taken again from elsewhere, while it was read.
        if (asked !== undefined && positions.get(read.partition) === asked.offset) await take(read, asked.offset);
      }
    } catch (thrown) {
      warn(thrown, 'cannot read from the event bus');
      await pause();
      await refreshLeaders(true);
    }
  }

  async function take(read: PartitionRead, asked: number): Promise<void> {
    const { partition } = read;
    if (!read.isGone) {
      // To the end of the line: an answer has room for few, and a broker fills it in the order of the question.
      if (read.records.length > 0) positions.delete(partition);
      positions.set(partition, read.nextOffset);
      parts.onRead(read);
      return;
    }
    const first = (await parts.queries.firstOffsets(topic))[partition] ?? 0;
    const end = (await parts.queries.endOffsets(topic))[partition] ?? 0;
    // Beyond the end of the log: it is another one than it was, or was cut off. What is known of it is known by its states.
    const next = asked < first || asked > end ? first : asked;
    if (positions.get(partition) !== asked) return;
    // It has come to be there in the meantime.
    if (next === asked) return pause();
    positions.set(partition, next);
    parts.onGone(partition, asked, next);
  }

  return {
    add(partition, offset) {
      positions.set(partition, offset);
      void refreshLeaders(false).then(wake);
    },
    remove: (partition) => {
      positions.delete(partition);
    },
    wake,
    async stop() {
      stopping.abort();
      wake();
      await reader.close();
      await Promise.all([...loops.values(), finding]);
    },
  };
}
