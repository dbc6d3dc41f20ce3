import type { CheckAddress } from './send-check.ts';

/** Checks whose creation GitHub was asked for and has not answered. */
export interface UnansweredCreations {
  /** The request ended without an answer. */
  note(to: CheckAddress): void;
  /** How long it may still be carried out, milliseconds; 0: there is none, or it is over. */
  remainingMs(to: CheckAddress): number;
}

/** GitHub ends what takes it longer than ten seconds. */
const carriedOutWithinMs = 11_000;

/**
 * A request that was cut off may be with GitHub by then, and be carried out a moment later: whoever looks for the check in between finds
 * none, and makes a second one, which nobody can take away again. So it is made once more only when the first cannot come any more.
 */
export function createUnansweredCreations(now: () => number): UnansweredCreations {
  const endedAt = new Map<string, number>();

  function forgetOld(): void {
    for (const [key, at] of endedAt) {
      if (now() - at < carriedOutWithinMs) break;
      endedAt.delete(key);
    }
  }

  return {
    note(to) {
      forgetOld();
      const key = keyOf(to);
      // At the end, where the newest are.
      endedAt.delete(key);
      endedAt.set(key, now());
    },
    remainingMs(to) {
      const at = endedAt.get(keyOf(to));
      return at === undefined ? 0 : Math.max(at + carriedOutWithinMs - now(), 0);
    },
  };
}

function keyOf({ repository, headSha, name, externalId }: CheckAddress): string {
  return JSON.stringify([repository.id, headSha, name, externalId]);
}
