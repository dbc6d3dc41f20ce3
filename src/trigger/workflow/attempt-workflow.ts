import { problem } from '../../problem/problem.ts';
import type { RunRequest } from '../../run/run-request.ts';
import { startRun } from '../../run/start-run.ts';
import type { TriggerTemplate } from '../../sensor/sensor.ts';
import { type Attempt, refuse } from '../attempt.ts';
import { judgeTrigger } from '../judge-trigger.ts';
import { nameOf } from '../object/object-task.ts';
import type { TriggerTools } from '../trigger-tools.ts';
import { afterStart } from './after-start.ts';
import { halt } from './halt.ts';
import { type Operand, readOperand } from './read-operand.ts';
import { resubmit } from './resubmit.ts';
import { resume } from './resume.ts';
import { retry } from './retry.ts';
import { submitFrom } from './submit-from.ts';

/**
 * An `argoWorkflow` trigger: each operation of Argo Events, through the cluster's API or, where only that does it rightly, Argo's.
 * A repository controls the Workflows that this app made for it; `kinds: [Workflow/any]` opens all of the namespace.
 */
export async function attemptWorkflow(
  template: TriggerTemplate,
  request: RunRequest,
  tools: TriggerTools,
): Promise<Attempt> {
  const refused = judgeTrigger('workflow', request);
  if (refused !== undefined) return refuse(refused);
  if (template.argoWorkflow?.operation === 'submit') return afterStart(await startRun(request, tools));
  const operand = await readOperand(request, tools);
  if (operand.kind !== 'operand') return operand;
  const { namespace } = operand;
  return await operate(operand, { ...request, policy: { ...request.policy, namespace } }, tools);
}

async function operate(operand: Operand, request: RunRequest, tools: TriggerTools): Promise<Attempt> {
  const { operation, args } = operand;
  switch (operation) {
    case 'submit-from':
      return await submitFrom(operand, request, tools);
    case 'resubmit':
      return await resubmit(operand, request, tools);
    case 'retry':
      return await retry(operand, request, tools);
  }
  const [argument] = args;
  if (argument !== undefined) return refuse(problem('trigger.arguments', { argument, operation, expected: 'none' }));
  switch (operation) {
    case 'resume':
      return await resume(operand, request, tools);
    case 'suspend':
    case 'stop':
    case 'terminate':
      return await halt(operation, operand, request, tools);
    default: {
      const kind = `argoWorkflow with the operation "${operation}"`;
      return refuse(problem('trigger.kind-unknown', { trigger: nameOf(request), kind }));
    }
  }
}
