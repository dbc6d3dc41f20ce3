import { problem } from '../../problem/problem.ts';
import type { RunRequest } from '../../run/run-request.ts';
import { type Attempt, fromClusterFailure, refuse } from '../attempt.ts';
import { nameOf } from '../object/object-task.ts';
import type { TriggerTools } from '../trigger-tools.ts';
import { servedWorkflow } from './after-start.ts';
import { type Operand, readOwnWorkflow } from './read-operand.ts';
import { hasEnded, phaseOf } from './workflow-state.ts';

/** What each operation writes into the spec, as Argo's own program does. */
const changes = {
  suspend: { suspend: true },
  stop: { shutdown: 'Stop' },
  terminate: { shutdown: 'Terminate' },
} as const;

const participles = { suspend: 'suspended', stop: 'stopped', terminate: 'terminated' } as const;

/**
 * `argo suspend`, `argo stop` (exit handlers still run) and `argo terminate` (they do not), of a Workflow that has not ended
 * (`trigger.workflow-ended`). One that is as wanted already is done.
 */
export async function halt(
  operation: keyof typeof changes,
  { name }: Operand,
  request: RunRequest,
  tools: TriggerTools,
): Promise<Attempt> {
  const found = await readOwnWorkflow(name, request, tools);
  if (found.kind !== 'workflow') return found;
  const { workflow } = found;
  const { namespace } = request.policy;
  const done: Attempt = { kind: 'done', made: { served: servedWorkflow, namespace, name } };
  if (isAsWanted(workflow.spec, operation)) return done;
  if (hasEnded(workflow)) {
    const values = { name, phase: phaseOf(workflow), operation: participles[operation] };
    return refuse(problem('trigger.workflow-ended', values));
  }
  const { uid } = workflow.metadata;
  const metadata = uid === undefined ? {} : { metadata: { uid } };
  const patched = await tools.kubernetes.patchWorkflow(namespace, name, { ...metadata, spec: changes[operation] });
  return patched.ok ? done : fromClusterFailure(patched.failure, nameOf(request));
}

/** To be terminated is more than to be stopped. */
function isAsWanted(spec: Record<string, unknown>, operation: keyof typeof changes): boolean {
  if (operation === 'suspend') return spec.suspend === true;
  return spec.shutdown === changes[operation].shutdown || spec.shutdown === 'Terminate';
}
