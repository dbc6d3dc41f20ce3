import type { Problem } from './problem.ts';

/** What is outside did not answer now: the same again carries it on. */
export interface Later {
  kind: 'later';
  problem: Problem;
  /** Not before so many milliseconds have passed, where that is known. */
  afterMs?: number;
}

export function later(reason: Problem, afterMs?: number): Later {
  return { kind: 'later', problem: reason, ...(afterMs === undefined ? {} : { afterMs }) };
}

/** As `later`, with the time that a failure of GitHub or of the cluster asks for. */
export function laterAfter(failure: { message: string; retryAfterMs?: number }, reason: Problem): Later {
  return later(reason, failure.retryAfterMs);
}
