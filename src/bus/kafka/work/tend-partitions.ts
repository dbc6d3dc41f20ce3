import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { describeKafkaError } from '../client/explain-kafka-error.ts';

export interface PartitionCare<Owned> {
  /** Takes the partition over; undefined when `signal` came first. */
  acquire(partition: number, signal: AbortSignal): Promise<Owned | undefined>;
  /** It is this process's from now on. */
  begin(owned: Owned): void;
  /** Lets go of it in order. */
  release(owned: Owned): Promise<void>;
  log: Pick<Logger, 'warn'>;
  retryMs: number;
}

export interface TendedPartitions<Owned> {
  /** These are to be worked on, and no others. */
  assign(partitions: readonly number[]): void;
  /** Another process has taken it; it is acquired again if it is still to be worked on after a while. */
  lose(partition: number): void;
  get(partition: number): Owned | undefined;
  all(): Owned[];
  /** Lets go of all of them. */
  stop(): Promise<void>;
}

/** Brings what this process has in line with what the group says that it is to have, one step a partition at a time. */
export function tendPartitions<Owned>(care: PartitionCare<Owned>): TendedPartitions<Owned> {
  const owned = new Map<number, Owned>();
  const wanted = new Map<number, AbortController>();
  const underway = new Map<number, Promise<void>>();

  async function tend(partition: number): Promise<void> {
    while (wanted.has(partition) !== owned.has(partition)) {
      try {
        await takeStep(partition);
      } catch (thrown) {
        const reason = describeKafkaError(thrown);
        care.log.warn({ partition, reason }, 'could not take over or let go of a partition');
        await wait(care.retryMs, undefined, { ref: false });
      }
    }
  }

  async function takeStep(partition: number): Promise<void> {
    const wish = wanted.get(partition);
    const current = owned.get(partition);
    if (wish === undefined && current !== undefined) {
      // What cannot be let go of in order is taken by others when this process is gone from the group.
      await care.release(current).finally(() => owned.delete(partition));
    } else if (wish !== undefined && current === undefined) {
      const acquired = await care.acquire(partition, wish.signal);
      if (acquired === undefined) return;
      owned.set(partition, acquired);
      care.begin(acquired);
    }
  }

  function start(partition: number): void {
    if (underway.has(partition)) return;
    const tending = tend(partition).then(() => {
      underway.delete(partition);
      if (wanted.has(partition) !== owned.has(partition)) start(partition);
    });
    underway.set(partition, tending);
  }

  function assign(partitions: readonly number[]): void {
    for (const [partition, wish] of [...wanted]) {
      if (partitions.includes(partition)) continue;
      wish.abort();
      wanted.delete(partition);
    }
    for (const partition of partitions) if (!wanted.has(partition)) wanted.set(partition, new AbortController());
    for (const partition of new Set([...partitions, ...owned.keys()])) start(partition);
  }

  return {
    assign,
    lose(partition) {
      owned.delete(partition);
      const wish = wanted.get(partition);
      if (wish === undefined) return;
      // Most likely the group has moved on and says so in a moment.
      const again = wait(care.retryMs * 5, undefined, { ref: false, signal: wish.signal });
      again.then(() => start(partition)).catch(() => undefined);
    },
    get: (partition) => owned.get(partition),
    all: () => [...owned.values()],
    async stop() {
      assign([]);
      await Promise.all(underway.values());
    },
  };
}
