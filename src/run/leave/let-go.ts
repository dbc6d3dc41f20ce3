import type { ClusterFailure } from '../../kubernetes/kubernetes.ts';
import { type Later, laterAfter } from '../../problem/later.ts';
import { problem } from '../../problem/problem.ts';

export type LetGo =
  /**
   * `repositoryIds`: those whose runs were let go, but those that have live runs of another installation. `back`: those that the App
   * turned out to be back in.
   */
  { kind: 'done'; repositoryIds: Set<number>; back?: ReadonlySet<number> } | Later;

/** Where nothing may be looked at, or nothing is, there is nothing to let go of; all else may pass. */
export function afterFailure(failure: ClusterFailure, namespace: string): LetGo {
  if (failure.kind === 'absent' || failure.kind === 'forbidden') return { kind: 'done', repositoryIds: new Set() };
  return laterAfter(failure, problem('run.cluster-not-read', { namespace, reason: failure.message }));
}
