import type { ClusterFailure } from '../../kubernetes/kubernetes.ts';
import { type Later, laterAfter } from '../../problem/later.ts';
import { type Problem, problem } from '../../problem/problem.ts';

export type NotKept = { kind: 'refused'; problem: Problem } | Later;

/** What the cluster's answer about a Secret or ConfigMap that a run needs means to the run. */
export function notKept(failure: ClusterFailure, kind: 'Secret' | 'ConfigMap'): NotKept {
  const reason = failure.message;
  if (failure.kind === 'forbidden' || failure.kind === 'invalid') {
    return { kind: 'refused', problem: problem('run.helper-refused', { kind, reason }) };
  }
  return laterAfter(failure, problem('run.cluster-away', { reason }));
}
