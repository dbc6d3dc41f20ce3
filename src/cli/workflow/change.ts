import type { ClusterClient } from '../../kubernetes/create-kubernetes.ts';
import type { ClusterFailure } from '../../kubernetes/kubernetes.ts';
import type { Workflow } from '../../kubernetes/workflow.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { type Done, failed, refusedByCluster, type WorkflowPlace } from './workflow-command.ts';

type Unread = { kind: 'unread'; failure: ClusterFailure };

export async function readWorkflow(
  { namespace, name }: WorkflowPlace,
  cluster: Pick<ClusterClient, 'getWorkflow'>,
): Promise<{ kind: 'workflow'; workflow: Workflow } | Unread> {
  const read = await cluster.getWorkflow(namespace, name);
  return read.ok ? { kind: 'workflow', workflow: read.value } : { kind: 'unread', failure: read.failure };
}

/** What came of a change, in words. */
export function changed(
  done:
    | { kind: 'changed' }
    | { kind: 'races' }
    | { kind: 'not-changed'; failure: ClusterFailure }
    | { kind: 'refused'; problems: Problem[] }
    | Unread,
  name: string,
  said: string,
): Done {
  switch (done.kind) {
    case 'changed':
      return { ok: true, said };
    case 'races':
      return failed(problem('workflow.changed-meanwhile', { name }));
    case 'refused':
      return failed(...done.problems);
    case 'unread':
      return refusedByCluster(`read the Workflow "${name}"`, done.failure);
    case 'not-changed':
      return refusedByCluster(`change the Workflow "${name}"`, done.failure);
  }
}
