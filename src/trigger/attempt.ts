import type { ObjectPlace } from '../kubernetes/cluster-objects.ts';
import type { ClusterFailure } from '../kubernetes/kubernetes.ts';
import { type Later, laterAfter } from '../problem/later.ts';
import { type Problem, problem } from '../problem/problem.ts';

/**
 * What one try at a trigger came to. `refused` stays as it is however often it is tried; `failed` may go better, so a `retryStrategy`
 * tries again; `later` is the cluster or GitHub not answering, which counts as no try.
 */
export type Attempt =
  /** `again`: an earlier try at the same event had made the run. */
  | { kind: 'done'; made?: ObjectPlace; run?: { namespace: string; name: string }; again?: true }
  | { kind: 'refused'; problems: Problem[] }
  | { kind: 'failed'; problems: Problem[] }
  | Later;

export function refuse(...problems: Problem[]): { kind: 'refused'; problems: Problem[] } {
  return { kind: 'refused', problems };
}

/** What the cluster's refusal means to a trigger. */
export function fromClusterFailure(failure: ClusterFailure, trigger: string): Exclude<Attempt, { kind: 'done' }> {
  const values = { trigger, reason: failure.message };
  if (failure.kind === 'later' || failure.kind === 'conflict') {
    return laterAfter(failure, problem('trigger.cluster-away', values));
  }
  return { kind: 'failed', problems: [problem('trigger.cluster-refused', values)] };
}
