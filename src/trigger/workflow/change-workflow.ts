import type { ClusterFailure, Kubernetes } from '../../kubernetes/kubernetes.ts';
import type { Workflow } from '../../kubernetes/workflow.ts';
import { later } from '../../problem/later.ts';
import { problem } from '../../problem/problem.ts';
import type { RunRequest } from '../../run/run-request.ts';
import { type Attempt, fromClusterFailure } from '../attempt.ts';
import { nameOf } from '../object/object-task.ts';
import type { TriggerTools } from '../trigger-tools.ts';
import { servedWorkflow } from './after-start.ts';
import { readOwnWorkflow } from './read-operand.ts';

/** What is to become of a Workflow that was read: a merge patch, nothing, or an end of another kind. */
export type WorkflowChange =
  | { kind: 'patch'; spec: object; status?: object; metadata?: object }
  | { kind: 'nothing' }
  | Extract<Attempt, { kind: 'refused' }>;

const maxRaces = 5;

/**
 * Reads a Workflow of the repository, and patches exactly the version that was read: Argo's controller works on it too, and one of
 * the same name may be another's by then.
 */
export async function changeWorkflow(
  name: string,
  request: RunRequest,
  tools: TriggerTools,
  describe: (workflow: Workflow) => WorkflowChange,
): Promise<Attempt> {
  const { namespace } = request.policy;
  const changed = await changeAsRead({
    ...{ namespace, name, describe },
    kubernetes: tools.kubernetes,
    read: () => readOwnWorkflow(name, request, tools),
  });
  switch (changed.kind) {
    case 'changed':
      return { kind: 'done', made: { served: servedWorkflow, namespace, name } };
    case 'races':
      return later(problem('trigger.changed-meanwhile', { kind: 'Workflow', name }), undefined);
    case 'not-changed':
      return fromClusterFailure(changed.failure, nameOf(request));
    default:
      return changed;
  }
}

interface ChangeAsRead<Otherwise> {
  namespace: string;
  name: string;
  kubernetes: Pick<Kubernetes, 'patchWorkflow'>;
  read: () => Promise<{ kind: 'workflow'; workflow: Workflow } | Otherwise>;
  describe: (workflow: Workflow) => WorkflowChange;
}

/** Describes the change anew for each version, until one is patched as it was read. */
export async function changeAsRead<Otherwise extends { kind: string }>({
  namespace,
  name,
  kubernetes,
  read,
  describe,
}: ChangeAsRead<Otherwise>): Promise<
  | { kind: 'changed' }
  | { kind: 'races' }
  | { kind: 'not-changed'; failure: ClusterFailure }
  | Extract<WorkflowChange, { kind: 'refused' }>
  | Otherwise
> {
  for (let races = 0; races < maxRaces; races += 1) {
    const found = await read();
    if (!isWorkflow(found)) return found;
    const change = describe(found.workflow);
    if (change.kind === 'refused') return change;
    if (change.kind === 'nothing') return { kind: 'changed' };
    const { kind: _kind, metadata, ...parts } = change;
    const { resourceVersion } = found.workflow.metadata;
    const pinned = { ...metadata, ...(resourceVersion === undefined ? {} : { resourceVersion }) };
    const patch = { ...(Object.keys(pinned).length === 0 ? {} : { metadata: pinned }), ...parts };
    const patched = await kubernetes.patchWorkflow(namespace, name, patch);
    if (patched.ok) return { kind: 'changed' };
    if (patched.failure.kind !== 'conflict') return { kind: 'not-changed', failure: patched.failure };
  }
  return { kind: 'races' };
}

function isWorkflow(
  found: { kind: 'workflow'; workflow: Workflow } | { kind: string },
): found is { kind: 'workflow'; workflow: Workflow } {
  return found.kind === 'workflow';
}
