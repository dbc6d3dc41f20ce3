import { createHash } from 'node:crypto';
import type { GithubFailure } from '../github.ts';

/** A read: as which installation, on whose behalf, with which parameters. JSON. */
export type Asked = readonly unknown[];

/** Remembers what GitHub refused of late. */
export interface Refusals {
  /** The failure, or, while it may well be a moment's, the same as one that passes. */
  judge(asked: Asked, failure: GithubFailure): GithubFailure;
  /** It was answered: the next refusal is a new one. */
  forget(asked: Asked): void;
}

/** So often, and for so long, the same is refused until that is believed. */
const fewestTimes = 4;
const forMs = 10_000;
/** Of so many it is remembered that they are being refused; beyond that the oldest count from the beginning. */
const mostAsked = 10_000;

/**
 * A 403 that is no limit mostly stands for a permission that is missing, and then everybody who waits is to hear of it soon. But GitHub
 * answers it for a moment, too, while permissions or lists of addresses are being changed, or where it is not well: an event is not
 * given up for that. What is refused is one read, not all of its kind: a single repository or file may be blocked.
 */
export function createRefusals(now: () => number): Refusals {
  const refused = new Map<string, { since: number; times: number }>();
  return {
    judge(asked, failure) {
      if (failure.kind !== 'refused' || failure.isForbidden !== true) return failure;
      const key = keyOf(asked);
      const { since, times } = refused.get(key) ?? { since: now(), times: 0 };
      refused.set(key, { since, times: times + 1 });
      const [oldest] = refused.keys();
      if (refused.size > mostAsked && oldest !== undefined) refused.delete(oldest);
      const isBelieved = times + 1 >= fewestTimes && now() - since >= forMs;
      return isBelieved ? failure : { kind: 'later', message: failure.message };
    },
    forget(asked) {
      if (refused.size > 0) refused.delete(keyOf(asked));
    },
  };
}

function keyOf(asked: Asked): string {
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64');
}
