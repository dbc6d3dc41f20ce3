import type { GithubFailure } from '../github/github.ts';
import type { ClusterFailure } from '../kubernetes/kubernetes.ts';
import { type Later, laterAfter } from '../problem/later.ts';
import { type Problem, problem } from '../problem/problem.ts';

/** What came of something that somebody asked for. `later` may pass: the same again carries it on. */
export type CommandResult = { kind: 'done' } | Refused | Later;

export interface Refused {
  kind: 'refused';
  problem: Problem;
}

export const done: CommandResult = { kind: 'done' };

export function refuse(reason: Problem): Refused {
  return { kind: 'refused', problem: reason };
}

export function fromGithub(failure: GithubFailure): Refused | Later {
  const reason = failure.message;
  return failure.kind === 'later'
    ? laterAfter(failure, problem('flow.github-away', { reason }))
    : refuse(problem('flow.github-refused', { reason }));
}

export function fromCluster(failure: ClusterFailure): Later {
  return laterAfter(failure, problem('command.cluster-away', { reason: failure.message }));
}
