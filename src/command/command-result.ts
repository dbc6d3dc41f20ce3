import type { GithubFailure } from '../github/github.ts';
import type { ClusterFailure } from '../kubernetes/kubernetes.ts';
import { type Problem, problem } from '../problem/problem.ts';

/** What came of something that somebody asked for. `later` may pass: the same again carries it on. */
export type CommandResult = { kind: 'done' } | Refused | Later;

export interface Refused {
  kind: 'refused';
  problem: Problem;
}

export interface Later {
  kind: 'later';
  problem: Problem;
  afterMs?: number;
}

export const done: CommandResult = { kind: 'done' };

export function refuse(reason: Problem): Refused {
  return { kind: 'refused', problem: reason };
}

export function later(reason: Problem, afterMs: number | undefined): Later {
  return { kind: 'later', problem: reason, ...(afterMs === undefined ? {} : { afterMs }) };
}

export function fromGithub(failure: GithubFailure): Refused | Later {
  const reason = failure.message;
  return failure.kind === 'later'
    ? later(problem('flow.github-away', { reason }), failure.retryAfterMs)
    : refuse(problem('flow.github-refused', { reason }));
}

export function fromCluster(failure: ClusterFailure): Later {
  const reason = problem('command.cluster-away', { reason: failure.message });
  return later(reason, failure.kind === 'later' ? failure.retryAfterMs : undefined);
}
