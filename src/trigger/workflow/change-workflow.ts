import type { Workflow } from '../../kubernetes/workflow.ts';
import { problem } from '../../problem/problem.ts';
import type { RunRequest } from '../../run/run-request.ts';
import { type Attempt, fromClusterFailure, later } from '../attempt.ts';
import { nameOf } from '../object/object-task.ts';
import type { TriggerTools } from '../trigger-tools.ts';
import { servedWorkflow } from './after-start.ts';
import { readOwnWorkflow } from './read-operand.ts';

/** What is to become of a Workflow that was read: a merge patch, nothing, or an end of another kind. */
export type WorkflowChange =
  | { kind: 'patch'; spec: object; status?: object }
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
  const done: Attempt = { kind: 'done', made: { served: servedWorkflow, namespace, name } };
  for (let races = 0; races < maxRaces; races += 1) {
    const found = await readOwnWorkflow(name, request, tools);
    if (found.kind !== 'workflow') return found;
    const change = describe(found.workflow);
    if (change.kind === 'refused') return change;
    if (change.kind === 'nothing') return done;
    const { kind: _kind, ...parts } = change;
    const { resourceVersion } = found.workflow.metadata;
    const patch = { ...(resourceVersion === undefined ? {} : { metadata: { resourceVersion } }), ...parts };
    const patched = await tools.kubernetes.patchWorkflow(namespace, name, patch);
    if (patched.ok) return done;
    if (patched.failure.kind !== 'conflict') return fromClusterFailure(patched.failure, nameOf(request));
  }
  return later(problem('trigger.changed-meanwhile', { kind: 'Workflow', name }), undefined);
}
