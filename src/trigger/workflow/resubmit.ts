import type { Workflow, WorkflowManifest } from '../../kubernetes/workflow.ts';
import { tokenParameter } from '../../policy/guard/token-parameter.ts';
import { readSubmitArguments } from '../../run/arguments/read-submit-arguments.ts';
import {
  readParameters,
  setParameter,
  type WorkflowParameter,
  withParameters,
} from '../../run/arguments/workflow-parameter.ts';
import { withoutGroupLocks } from '../../run/locks/without-group-locks.ts';
import type { RunRequest } from '../../run/run-request.ts';
import { startPlaced } from '../../run/start-run.ts';
import { type Attempt, refuse } from '../attempt.ts';
import type { TriggerTools } from '../trigger-tools.ts';
import { afterStart } from './after-start.ts';
import { type Operand, readOwnWorkflow } from './read-operand.ts';

/**
 * `argo resubmit`: a new Workflow with the spec of an earlier one, as it was created, for the event at hand; `args` set parameters
 * anew. The policy judges it like any other.
 */
export async function resubmit(operand: Operand, request: RunRequest, tools: TriggerTools): Promise<Attempt> {
  const submitted = readSubmitArguments(operand.args);
  if (!submitted.ok) return refuse(submitted.problem);
  const found = await readOwnWorkflow(operand.name, request, tools);
  if (found.kind !== 'workflow') return found;
  const copied = copyWorkflow(found.workflow, operand.name);
  const parameters = submitted.parameters.reduce(
    (list, [name, value]) => setParameter(list, name, value),
    withoutOwnToken(readParameters(copied.spec), operand.name),
  );
  return afterStart(await startPlaced(withParameters(copied, parameters), request, tools));
}

/** What Argo and this app wrote on a Workflow is about that one. */
const written = ['argo-events-app/', 'events.argoproj.io/', 'workflows.argoproj.io/', 'cronworkflows.argoproj.io/'];

/** The Workflow once more, as it was created. Upstream `FormulateResubmitWorkflow`: without what stopped it, and without a deadline of 0, which once meant "stop". */
export function copyWorkflow({ apiVersion, metadata, spec }: Workflow, name: string): WorkflowManifest {
  const { shutdown: _stopped, activeDeadlineSeconds, ...rest } = spec;
  const deadline = activeDeadlineSeconds ? { activeDeadlineSeconds } : {};
  return {
    apiVersion,
    kind: 'Workflow',
    metadata: {
      generateName: metadata.generateName ?? `${name}-`,
      labels: withoutWritten(metadata.labels),
      annotations: withoutWritten(metadata.annotations),
    },
    spec: withoutGroupLocks({ ...rest, ...deadline }),
  };
}

/** The Secret with the token of the earlier one is that one's alone: the new one gets its own. */
function withoutOwnToken(parameters: WorkflowParameter[], name: string): WorkflowParameter[] {
  return parameters.map((each) => {
    const { value, ...declared } = each;
    return each.name === tokenParameter && value === name ? declared : each;
  });
}

function withoutWritten(entries: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(entries).filter(([key]) => !written.some((prefix) => key.startsWith(prefix))),
  );
}
