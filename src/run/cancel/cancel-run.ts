import type { ClusterFailure, Kubernetes } from '../../kubernetes/kubernetes.ts';
import { annotations } from '../../kubernetes/labels.ts';
import type { Workflow } from '../../kubernetes/workflow.ts';
import { type Later, laterAfter } from '../../problem/later.ts';
import { type Problem, problem } from '../../problem/problem.ts';

/** The Workflow to end; with `uid` that very one, and no other that has its name by now. */
export interface CancelledRun {
  namespace: string;
  name: string;
  uid?: string | undefined;
}

export type Cancelling =
  /** It was told to end, now or before, and will conclude `cancelled`. */
  | { kind: 'cancelled' }
  /** It had ended already, or is gone: its check says how. */
  | { kind: 'ended' }
  | { kind: 'refused'; problem: Problem }
  | Later;

/** Argo's controller writes on a running Workflow all the time. */
const maxRaces = 10;
const maxReason = 500;

/**
 * Ends a run before its time. `because` is a sentence for its check ("Replaced by 1a2b3c4 (push)"). What has begun is stopped, so
 * that its exit handler still runs. What has not is terminated: Argo (3.5 to 4.1) never looks at a `Stop` while a Workflow waits
 * for a lock or for its turn. Only the version that was read is changed, so that a run that ended meanwhile keeps its result.
 *
 * Problems: `run.not-cancelled`.
 */
export async function cancelRun(
  { namespace, name, uid }: CancelledRun,
  because: string,
  kubernetes: Pick<Kubernetes, 'getWorkflow' | 'patchWorkflow'>,
): Promise<Cancelling> {
  for (let races = 0; races < maxRaces; races += 1) {
    const read = await kubernetes.getWorkflow(namespace, name);
    if (!read.ok) return fromFailure(read.failure, name);
    const workflow = read.value;
    if ((uid !== undefined && workflow.metadata.uid !== uid) || hasEnded(workflow)) return { kind: 'ended' };
    const shutdown = wantedShutdown(workflow);
    if (shutdown === undefined) return { kind: 'cancelled' };
    const patched = await kubernetes.patchWorkflow(namespace, name, makePatch(workflow, shutdown, because));
    if (patched.ok) return { kind: 'cancelled' };
    if (patched.failure.kind !== 'conflict') return fromFailure(patched.failure, name);
  }
  return { kind: 'later', problem: problem('run.not-cancelled', { name, reason: 'it changes all the time' }) };
}

function hasEnded({ metadata, status }: Workflow): boolean {
  return (
    metadata.deletionTimestamp !== undefined ||
    status?.phase === 'Succeeded' ||
    status?.phase === 'Failed' ||
    status?.phase === 'Error'
  );
}

/** Undefined where it is on its way to its end already. */
function wantedShutdown({ spec, status }: Workflow): 'Stop' | 'Terminate' | undefined {
  const wanted = status?.phase === 'Running' ? 'Stop' : 'Terminate';
  return spec.shutdown === wanted || spec.shutdown === 'Terminate' ? undefined : wanted;
}

function makePatch({ metadata, spec }: Workflow, shutdown: 'Stop' | 'Terminate', because: string): object {
  // What made it end first stays: a `Stop` that turned out to be too little is no second reason.
  const isFirst = !spec.shutdown;
  return {
    metadata: {
      ...(metadata.resourceVersion === undefined ? {} : { resourceVersion: metadata.resourceVersion }),
      ...(isFirst ? { annotations: { [annotations.endedBecause]: because.slice(0, maxReason) } } : {}),
    },
    // Argo does not go on with a suspended Workflow, not even to its end.
    spec: { shutdown, ...(spec.suspend === true ? { suspend: null } : {}) },
  };
}

function fromFailure(failure: ClusterFailure, name: string): Cancelling {
  if (failure.kind === 'absent') return { kind: 'ended' };
  const reason = problem('run.not-cancelled', { name, reason: failure.message });
  if (failure.kind === 'invalid' || failure.kind === 'forbidden') return { kind: 'refused', problem: reason };
  return laterAfter(failure, reason);
}
