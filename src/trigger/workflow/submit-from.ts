import { recordOf } from '../../json/is-record.ts';
import type { ClusterObject } from '../../kubernetes/cluster-objects.ts';
import type { WorkflowManifest } from '../../kubernetes/workflow.ts';
import { matchesAny } from '../../policy/match-name.ts';
import { problem } from '../../problem/problem.ts';
import { readSubmitArguments } from '../../run/arguments/read-submit-arguments.ts';
import { readParameters, setParameter, withParameters } from '../../run/arguments/workflow-parameter.ts';
import { fillPlaced } from '../../run/manifest/place-object.ts';
import type { RunRequest } from '../../run/run-request.ts';
import { startPlaced } from '../../run/start-run.ts';
import { type Attempt, fromClusterFailure, refuse } from '../attempt.ts';
import { nameOf } from '../object/object-task.ts';
import type { TriggerTools } from '../trigger-tools.ts';
import { afterStart } from './after-start.ts';
import type { Operand } from './read-operand.ts';

type Otherwise = Exclude<Attempt, { kind: 'done' }>;
type Made = { kind: 'workflow'; workflow: WorkflowManifest } | Otherwise;

const apiVersion = 'argoproj.io/v1alpha1';

/**
 * `argo submit --from`: a Workflow of a WorkflowTemplate (which it refers to) or of a CronWorkflow (whose `workflowSpec` it has)
 * in the namespace. Of the source only kind and name count, as upstream; `args` set parameters. Whether the template is there,
 * Argo says in the run's check: upstream looks for a Workflow of the template's name, does not find it, and submits again.
 *
 * Problems: `trigger.template-kind`, `trigger.template-missing`, `policy.template`, and those of any run.
 */
export async function submitFrom(operand: Operand, request: RunRequest, tools: TriggerTools): Promise<Attempt> {
  const submitted = readSubmitArguments(operand.args);
  if (!submitted.ok) return refuse(submitted.problem);
  const made = await makeWorkflow(operand, request, tools);
  if (made.kind !== 'workflow') return made;
  const given = submitted.parameters.reduce(
    (list, [name, value]) => setParameter(list, name, value),
    readParameters(made.workflow.spec),
  );
  const placed = await fillPlaced(withParameters(made.workflow, given), request, tools);
  if (placed.kind === 'refused') return refuse(placed.problem);
  if (placed.kind === 'later') return placed;
  return afterStart(await startPlaced(placed.workflow, request, tools));
}

async function makeWorkflow(operand: Operand, request: RunRequest, tools: TriggerTools): Promise<Made> {
  const { object, name, where } = operand;
  switch (object.kind.toLowerCase()) {
    case 'workflowtemplate': {
      const spec = { workflowTemplateRef: { name } };
      return {
        kind: 'workflow',
        workflow: { apiVersion, kind: 'Workflow', metadata: { generateName: `${name}-` }, spec },
      };
    }
    case 'cronworkflow':
      return await makeFromCron(name, request, tools);
    default:
      return refuse(problem('trigger.template-kind', { where, found: object.kind }));
  }
}

/** The operator's CronWorkflows are opened by the same list as templates: both are made to be run by others. */
async function makeFromCron(name: string, request: RunRequest, tools: TriggerTools): Promise<Made> {
  const { namespace, templates } = request.policy;
  if (!matchesAny(templates, name)) {
    const line = `\`templates: [${JSON.stringify(name)}]\``;
    return refuse(problem('policy.template', { path: 'source.metadata.name', name, line }));
  }
  const served = await tools.cluster.findKind(apiVersion, 'CronWorkflow');
  if (!served.ok) return fromClusterFailure(served.failure, nameOf(request));
  const found = await tools.cluster.getObject({ served: served.value, namespace, name });
  if (!found.ok && found.failure.kind === 'absent') {
    return refuse(problem('trigger.template-missing', { kind: 'CronWorkflow', name, namespace }));
  }
  return found.ok ? fromCron(found.value, request) : fromClusterFailure(found.failure, nameOf(request));
}

/**
 * Without the owner and the label by which the CronWorkflow's history would count this run among its own and delete it.
 */
function fromCron({ metadata, spec }: ClusterObject, { event }: RunRequest): Made {
  const { workflowSpec, workflowMetadata } = recordOf(spec);
  const { labels, annotations } = recordOf(workflowMetadata);
  return {
    kind: 'workflow',
    workflow: {
      apiVersion,
      kind: 'Workflow',
      metadata: {
        generateName: `${metadata.name}-`,
        labels: { ...recordOf(labels) } as Record<string, string>,
        annotations: {
          ...(recordOf(annotations) as Record<string, string>),
          'workflows.argoproj.io/scheduled-time': event.context.time,
        },
      },
      spec: recordOf(workflowSpec),
    },
  };
}
