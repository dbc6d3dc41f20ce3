import type { RetryOptions } from '../../kubernetes/argo-server/argo-server.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { makeHarmless } from '../../run/arguments/harmless-text.ts';
import type { RunRequest } from '../../run/run-request.ts';
import { type Attempt, fromClusterFailure, refuse } from '../attempt.ts';
import { nameOf } from '../object/object-task.ts';
import type { TriggerTools } from '../trigger-tools.ts';
import { servedWorkflow } from './after-start.ts';
import { type Operand, readOwnWorkflow } from './read-operand.ts';
import { hasEnded, phaseOf } from './workflow-state.ts';

/**
 * `argo retry`: runs the failed steps of a Workflow again and keeps the others. Which nodes, pods and outputs that takes, only
 * Argo's own API knows rightly (`trigger.needs-argo-server`). A Workflow that runs is being retried already.
 */
export async function retry(operand: Operand, request: RunRequest, tools: TriggerTools): Promise<Attempt> {
  const { name } = operand;
  const { namespace } = request.policy;
  const read = readRetryArguments(makeHarmless(operand.args).value as string[]);
  if ('problem' in read) return refuse(read.problem);
  if (tools.argoServer === undefined) {
    const why = 'to retry failed steps, their pods and the state of every step have to be put back';
    return refuse(problem('trigger.needs-argo-server', { operation: 'retry', name, why }));
  }
  const found = await readOwnWorkflow(name, request, tools);
  if (found.kind !== 'workflow') return found;
  const phase = phaseOf(found.workflow);
  const done: Attempt = { kind: 'done', made: { served: servedWorkflow, namespace, name } };
  if (!hasEnded(found.workflow)) return done;
  if (phase === 'Succeeded' && !restartsSucceeded(read.options)) {
    return refuse(problem('trigger.workflow-not-failed', { name, phase }));
  }
  const retried = await tools.argoServer.retryWorkflow(namespace, name, read.options);
  return retried.ok ? done : fromClusterFailure(retried.failure, nameOf(request));
}

/** Argo runs again what succeeded as a whole only where it is told which steps. */
export function restartsSucceeded({ restartSuccessful, nodeFieldSelector = '' }: RetryOptions): boolean {
  return restartSuccessful === true && nodeFieldSelector !== '';
}

const expected = '`-p name=value`, `--restart-successful` and `--node-field-selector SELECTOR`';

/** `args` of `argo retry`, as far as its API has them. */
function readRetryArguments(args: readonly string[]): { options: RetryOptions } | { problem: Problem } {
  const options: RetryOptions = {};
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    if (argument === '--restart-successful') {
      options.restartSuccessful = true;
      continue;
    }
    const [flag, attached] = splitFlag(argument);
    const value = attached ?? args[++index];
    if (value !== undefined && flag === '--node-field-selector') options.nodeFieldSelector = value;
    else if (value?.includes('=') === true && (flag === '-p' || flag === '--parameter')) {
      options.parameters = [...(options.parameters ?? []), value];
    } else return { problem: problem('trigger.arguments', { argument, operation: 'retry', expected }) };
  }
  return { options };
}

function splitFlag(argument: string): [flag: string, attached: string | undefined] {
  const equals = argument.startsWith('--') ? argument.indexOf('=') : -1;
  return equals < 0 ? [argument, undefined] : [argument.slice(0, equals), argument.slice(equals + 1)];
}
