import { setTimeout as sleep } from 'node:timers/promises';
import { describeFailure } from '../../bus/describe-failure.ts';
import { problem } from '../../problem/problem.ts';
import type { HeardEvent, SourceFeed } from '../source-feed.ts';
import type { SourceWorld } from '../source-kind.ts';

/** Given to the bus at once; each waits for the same commit. */
const batch = 64;
const firstPauseMs = 250;
const longestPauseMs = 30_000;

/**
 * Stores events in their order. What the bus does not take is tried again with growing pauses until it does: nothing is let fall, and
 * whoever reads on only after this resolved is held up as long. Rejects when the source is to stop; what was not stored yet may then be
 * heard and stored again, under the same ids.
 */
export async function publishAll(
  events: readonly HeardEvent[],
  feed: SourceFeed,
  { kind, onTrouble }: { kind: string } & Pick<SourceWorld, 'onTrouble'>,
): Promise<void> {
  for (let first = 0; first < events.length; first += batch) {
    let pauseMs = firstPauseMs;
    let left = events.slice(first, first + batch);
    let isTroubled = false;
    while (left.length > 0) {
      feed.signal.throwIfAborted();
      const stored = await Promise.allSettled(left.map((event) => feed.publish(event)));
      const failed = stored.find((each) => each.status === 'rejected');
      left = left.filter((_, index) => stored[index]?.status === 'rejected');
      if (failed === undefined) break;
      isTroubled = true;
      onTrouble(problem('source.not-stored', { kind, reason: describeFailure(failed.reason) }));
      await sleep(pauseMs, undefined, { signal: feed.signal, ref: false });
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
    if (isTroubled) onTrouble(undefined);
  }
}
