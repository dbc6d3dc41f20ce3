import { evaluateMetadata } from '../../expression/binding-expression/evaluate-metadata.ts';
import { evaluateParameter } from '../../expression/binding-expression/evaluate-parameter.ts';
import type { WorkflowManifest } from '../../kubernetes/workflow.ts';
import { makeHarmless, markEventText } from '../../run/arguments/harmless-text.ts';
import type { Binding, Submit } from '../binding/read-binding.ts';
import type { EventEnvironments } from './make-environments.ts';
import type { Template } from './read-template.ts';

const prefix = 'workflows.argoproj.io';

/** What an event and its sender make of a binding's submission. */
export interface WorkflowParts {
  binding: Binding;
  submit: Submit;
  template: Template;
  environments: EventEnvironments;
  /** Labels that say who sent the event. */
  creator: Record<string, string>;
  /** The name for a Workflow whose binding gives none. */
  nameAfter: (generateName: string) => string;
  /** The value of the annotation that tells this event's Workflow from another of its name. */
  eventId: string;
}

/** On a Workflow of the Event API: the event and binding that it was made for. */
export const eventAnnotation = 'argo-events-app/event';

export type BuiltWorkflow =
  | { ok: true; workflow: WorkflowManifest & { metadata: { name: string } }; isNamed: boolean; notes: string[] }
  | { ok: false; message: string };

/**
 * The Workflow that Argo's server would create (`server/event/dispatch`): a reference to the template, its metadata, that of the
 * binding on top, and the parameters. Braces of event text are broken apart on top of that, because Argo evaluates `{{…}}` inside
 * values.
 */
export function buildWorkflow(parts: WorkflowParts): BuiltWorkflow {
  const { binding, submit, template, creator } = parts;
  const named = evaluateAll(submit, parts.environments);
  if (!named.ok) return named;
  const { name: givenName = '', generateName = `${template.name}-`, labels, annotations } = named.metadata;
  const parameters = evaluateParameters(submit, parts.environments);
  if (!parameters.ok) return parameters;

  const name = givenName === '' ? parts.nameAfter(generateName) : givenName;
  const marked: WorkflowManifest = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: {
      name,
      generateName,
      labels: {
        [`${prefix}/${template.clusterScope ? 'cluster-workflow-template' : 'workflow-template'}`]: template.name,
        ...template.labels,
        ...labels,
        ...creator,
        [`${prefix}/workflow-event-binding`]: binding.name,
      },
      annotations: { ...template.annotations, ...annotations, [eventAnnotation]: parts.eventId },
    },
    spec: {
      workflowTemplateRef: { name: template.name, ...(template.clusterScope ? { clusterScope: true } : {}) },
      arguments: parameters.list.length === 0 ? {} : { parameters: parameters.list },
    },
  };
  const { value, changed } = makeHarmless(marked);
  const workflow = value as WorkflowManifest;
  return {
    ok: true,
    workflow: { ...workflow, metadata: { ...workflow.metadata, name } },
    isNamed: givenName !== '',
    notes: changed.map((path) => `"{{" in text of the event was written "{ {" at ${path}.`),
  };
}

/** The API server takes no larger request; a payload is passed on whole easily, and by many bindings at a time. */
const maxCharacters = 3 * 1024 * 1024;
const tooLarge = `the parameters of the workflow have more than ${maxCharacters} characters`;

interface EvaluatedMetadata {
  name?: string;
  generateName?: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/** In Argo's order, so that of several mistakes the same one is told. */
function evaluateAll(
  { metadata }: Submit,
  environments: EventEnvironments,
): { ok: true; metadata: EvaluatedMetadata } | { ok: false; message: string } {
  const evaluated: EvaluatedMetadata = { labels: {}, annotations: {} };
  const steps: [expression: string, what: string, keep: (value: string) => void][] = [];
  if (metadata.name !== undefined) steps.push([metadata.name, 'name', (value) => assign({ name: value })]);
  if (metadata.generateName !== undefined)
    steps.push([metadata.generateName, 'generateName', (value) => assign({ generateName: value })]);
  for (const [key, expression] of Object.entries(metadata.labels))
    steps.push([expression, `label "${key}"`, (value) => assign({ labels: { ...evaluated.labels, [key]: value } })]);
  for (const [key, expression] of Object.entries(metadata.annotations))
    steps.push([
      expression,
      `annotation "${key}"`,
      (value) => assign({ annotations: { ...evaluated.annotations, [key]: markEventText(value, false) } }),
    ]);

  function assign(change: Partial<EvaluatedMetadata>): void {
    Object.assign(evaluated, change);
  }

  for (const [expression, what, keep] of steps) {
    const result = evaluateMetadata(expression, environments.withFunctions(), { what, ...environments.using });
    if (!result.ok) return { ok: false, message: result.message };
    keep(result.value);
  }
  return { ok: true, metadata: evaluated };
}

function evaluateParameters(
  submit: Submit,
  { plain, using }: EventEnvironments,
): { ok: true; list: { name: string; value: string }[] } | { ok: false; message: string } {
  const list: { name: string; value: string }[] = [];
  let length = 0;
  for (const { name, event } of submit.parameters) {
    if (event === undefined) {
      return { ok: false, message: `malformed workflow template parameter "${name}": valueFrom is nil` };
    }
    const result = evaluateParameter(event, plain, using);
    if (!result.ok) return { ok: false, message: describe(result.stage, name) + result.message };
    length += result.value.length;
    if (length > maxCharacters) return { ok: false, message: tooLarge };
    list.push({ name, value: markEventText(result.value, false) });
  }
  return { ok: true, list };
}

function describe(stage: 'compile' | 'run' | 'cast', name: string): string {
  switch (stage) {
    case 'compile':
      return `failed to compile workflow template parameter ${name} expression: `;
    case 'run':
      return `failed to evaluate workflow template parameter "${name}" expression: `;
    case 'cast':
      return `failed to convert result to JSON "${name}" expression: `;
  }
}
