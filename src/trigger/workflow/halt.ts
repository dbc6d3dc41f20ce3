import type { Workflow } from '../../kubernetes/workflow.ts';
import { problem } from '../../problem/problem.ts';
import type { RunRequest } from '../../run/run-request.ts';
import { type Attempt, refuse } from '../attempt.ts';
import type { TriggerTools } from '../trigger-tools.ts';
import { changeWorkflow, type WorkflowChange } from './change-workflow.ts';
import type { Operand } from './read-operand.ts';
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
export function halt(
  operation: keyof typeof changes,
  { name }: Operand,
  request: RunRequest,
  tools: TriggerTools,
): Promise<Attempt> {
  return changeWorkflow(name, request, tools, (workflow) => describeHalt(operation, name, workflow));
}

/** What the operation writes on the Workflow as it is. */
export function describeHalt(operation: keyof typeof changes, name: string, workflow: Workflow): WorkflowChange {
  if (isAsWanted(workflow.spec, operation)) return { kind: 'nothing' };
  if (!hasEnded(workflow)) return { kind: 'patch', spec: changes[operation] };
  const values = { name, phase: phaseOf(workflow), operation: participles[operation] };
  return refuse(problem('trigger.workflow-ended', values));
}

/** To be terminated is more than to be stopped. */
function isAsWanted(spec: Record<string, unknown>, operation: keyof typeof changes): boolean {
  if (operation === 'suspend') return spec.suspend === true;
  return spec.shutdown === changes[operation].shutdown || spec.shutdown === 'Terminate';
}
