import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import type { WorkflowManifest } from '../../kubernetes/workflow.ts';
import { tokenParameter } from '../../policy/guard/token-parameter.ts';
import type { Later } from '../../problem/later.ts';
import type { Problem } from '../../problem/problem.ts';
import { applyParameters } from '../../sensor/parameters/apply-parameters.ts';
import type { TriggerTemplate } from '../../sensor/sensor.ts';
import { filledParameterNames, fillParameters } from '../arguments/fill-parameters.ts';
import { markEventText } from '../arguments/harmless-text.ts';
import { readSubmitArguments } from '../arguments/read-submit-arguments.ts';
import { readTemplateParameters } from '../arguments/read-template-parameters.ts';
import {
  isUnfilled,
  readParameters,
  setParameter,
  type WorkflowParameter,
  withParameters,
} from '../arguments/workflow-parameter.ts';
import type { RunRequest } from '../run-request.ts';
import { asWorkflow } from '../source/as-workflow.ts';
import { readSource } from '../source/read-source.ts';
import type { SourceReaders } from '../source/resolve-source.ts';

export type PlacedObject =
  | { kind: 'placed'; workflow: WorkflowManifest }
  | { kind: 'refused'; problem: Problem }
  | Later;

/** What placing an object needs from the world. */
export interface PlacingTools extends SourceReaders {
  kubernetes: Pick<Kubernetes, 'getWorkflowTemplate'>;
}

const marking = { transformEventValue: markEventText };

/**
 * From what the trigger names to the Workflow with all parameters in place: trigger-level parameters, source, resource-level
 * parameters, `args`, and the parameters that fill themselves, in Argo Events' order. Braces of the event's text are still
 * marked; `finishWorkflow` makes them harmless.
 */
export async function placeObject(request: RunRequest, tools: PlacingTools): Promise<PlacedObject> {
  const source = await readSource(request, tools);
  if (source.kind !== 'source') return source;
  const workflow = asWorkflow(source.object, source.where);
  if (!workflow.ok) return refuse(workflow.problem);
  const placed = placeParameters(workflow.workflow, source.template, request, source.where);
  if (placed.kind !== 'placed') return placed;
  return await fillPlaced(placed.workflow, request, tools);
}

function placeParameters(
  workflow: WorkflowManifest,
  template: TriggerTemplate,
  request: RunRequest,
  where: string,
): PlacedObject {
  const parameters = (template.argoWorkflow ?? template.k8s)?.parameters ?? [];
  const applied = applyParameters(JSON.stringify(workflow), parameters, request.firing.events, marking);
  if (!applied.ok) return refuse(applied.problem);
  const changed = asWorkflow(JSON.parse(applied.json) as Record<string, unknown>, where);
  if (!changed.ok) return refuse(changed.problem);
  const submitted = readSubmitArguments(template.argoWorkflow?.args ?? []);
  if (!submitted.ok) return refuse(submitted.problem);

  const given = submitted.parameters.reduce(
    (list, [name, value]) => setParameter(list, name, value),
    readParameters(changed.workflow.spec),
  );
  return { kind: 'placed', workflow: withParameters(changed.workflow, setInputs(given, request)) };
}

/**
 * What a person gave for a run, or its default, takes the place of what the file writes for all events. What they left out and nothing
 * else gives a value is the parameter's own default or the empty text: Argo refuses an argument without a value.
 */
function setInputs(parameters: WorkflowParameter[], { event, options }: RunRequest): WorkflowParameter[] {
  if (!('pipeline' in event) || event.pipeline === undefined) return parameters;
  const given = event.facts.inputs ?? {};
  return (options.inputs ?? []).reduce((list, name) => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value !== undefined) return setParameter(list, name, markEventText(value, false));
    return list.map((each) => {
      return each.name === name && isUnfilled(each) ? { ...each, value: each.default ?? '' } : each;
    });
  }, parameters);
}

/** Fills what the Workflow declares and nothing gave a value, and what the template declares that it refers to. */
export async function fillPlaced(
  workflow: WorkflowManifest,
  request: RunRequest,
  tools: Pick<PlacingTools, 'kubernetes'>,
): Promise<PlacedObject> {
  const own = readParameters(workflow.spec);
  const declared = await readTemplateParameters(workflow.spec, request.policy.namespace, tools.kubernetes);
  if (declared.kind === 'later') return declared;
  const inherited = declared.parameters.filter(({ name }) => isFilled(name) && !own.some((each) => each.name === name));

  const mark = (text: string) => markEventText(text, false);
  const { facts } = request.event;
  if (facts === undefined) return { kind: 'placed', workflow };
  const filled = fillParameters([...own, ...inherited], facts, request.commit, mark);
  return { kind: 'placed', workflow: withParameters(workflow, filled) };
}

function isFilled(name: string): boolean {
  return name === tokenParameter || filledParameterNames.some((each) => each === name);
}

function refuse(reason: Problem): PlacedObject {
  return { kind: 'refused', problem: reason };
}
