import type { ClusterFailure } from '../../kubernetes/kubernetes.ts';
import { type Problem, problem } from '../../problem/problem.ts';

export type LetGo =
  /** The repositories whose runs were let go, but those that have live runs of another installation. */
  { kind: 'done'; repositoryIds: Set<number> } | { kind: 'later'; problem: Problem; afterMs?: number };

/** Where nothing may be looked at, or nothing is, there is nothing to let go of; all else may pass. */
export function afterFailure(failure: ClusterFailure, namespace: string): LetGo {
  if (failure.kind === 'absent' || failure.kind === 'forbidden') return { kind: 'done', repositoryIds: new Set() };
  const afterMs = failure.kind === 'later' ? failure.retryAfterMs : undefined;
  const reason = problem('run.cluster-not-read', { namespace, reason: failure.message });
  return { kind: 'later', problem: reason, ...(afterMs === undefined ? {} : { afterMs }) };
}
