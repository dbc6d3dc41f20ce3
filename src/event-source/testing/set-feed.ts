import type { HeardEvent, SourceFeed } from '../source-feed.ts';

/** A feed onto a list, with the bus's memory of ids. */
export interface TestFeed {
  feed: SourceFeed;
  events: HeardEvent[];
  /** Ids that were heard again. */
  doubled: string[];
  /** How often the bus refuses before it takes something. */
  refuse(times: number): void;
  stop(): void;
  /** Resolves once there are so many events. */
  until(count: number): Promise<HeardEvent[]>;
}

export function setFeed(events: HeardEvent[] = []): TestFeed {
  const stopping = new AbortController();
  const doubled: string[] = [];
  let refusals = 0;
  const waiting = new Set<() => void>();
  return {
    events,
    doubled,
    refuse(times) {
      refusals = times;
    },
    stop: () => stopping.abort(),
    async until(count) {
      while (events.length < count) {
        const { promise, resolve } = Promise.withResolvers<void>();
        waiting.add(resolve);
        await promise;
      }
      return events;
    },
    feed: {
      signal: stopping.signal,
      async publish(event) {
        if (refusals > 0) {
          refusals -= 1;
          throw new Error('the disk is full');
        }
        if (events.some(({ id }) => id === event.id)) {
          doubled.push(event.id);
          return 'duplicate';
        }
        events.push(event);
        for (const wake of waiting) wake();
        waiting.clear();
        return 'stored';
      },
    },
  };
}
