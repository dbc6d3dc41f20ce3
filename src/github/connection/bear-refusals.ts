import { type Asked, countRefusals } from '../../exchange/count-refusals.ts';
import type { GithubFailure } from '../github.ts';

/** Remembers what GitHub refused of late: reads, as which installation, on whose behalf, with which parameters. */
export interface Refusals {
  /** The failure, or, while it may well be a moment's, the same as one that passes. */
  judge(asked: Asked, failure: GithubFailure): GithubFailure;
  /** It was answered: the next refusal is a new one. */
  forget(asked: Asked): void;
}

/**
 * Bears with a 403 that is no limit, which GitHub answers for a moment while lists of addresses are being changed, or where it is not
 * well. What is refused is one read, not all of its kind: a single repository or file may be blocked.
 */
export function createRefusals(now: () => number): Refusals {
  const refusals = countRefusals(now);
  return {
    judge(asked, failure) {
      if (failure.kind !== 'refused' || failure.isForbidden !== true) return failure;
      return refusals.count(asked) === 'lasting' ? failure : { kind: 'later', message: failure.message };
    },
    forget: refusals.forget,
  };
}
