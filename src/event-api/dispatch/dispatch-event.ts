import { randomUUID } from 'node:crypto';
import { evaluateSelector } from '../../expression/binding-expression/evaluate-selector.ts';
import type { CallerClient } from '../../kubernetes/callers/callers.ts';
import type { Binding, Submit } from '../binding/read-binding.ts';
import { creatorLabels } from '../caller/creator-labels.ts';
import { buildWorkflow } from './build-workflow.ts';
import { type Creation, type CreationTools, createWorkflow, mayPass } from './create-workflow.ts';
import { type EventEnvironments, makeEnvironments } from './evaluate-event.ts';
import type { ApiEvent, BindingOutcome } from './event.ts';
import { explainSelector } from './explain-selector.ts';
import { endName, eventIdOf } from './name-workflow.ts';
import type { ReadTemplate, Template } from './read-template.ts';

export interface DispatchTools extends Omit<CreationTools, 'client'> {
  asCaller: (authorization: string) => CallerClient;
  readTemplate: ReadTemplate;
  /** Milliseconds since 1970. */
  now: () => number;
  random: () => number;
}

/** Names of Workflows that this event has made before, by `namespace/binding`. */
export type MadeBefore = ReadonlyMap<string, string>;

/** Tells a binding from the others of all namespaces. */
export function bindingKey({ namespace, name }: Pick<Binding, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

/** Carries out every binding for the event, one after another as Argo does; what fails at one does not touch the others. */
export async function dispatchEvent(
  event: ApiEvent,
  bindings: readonly Binding[],
  before: MadeBefore,
  tools: DispatchTools,
): Promise<BindingOutcome[]> {
  const environments = makeEnvironments(event, { now: new Date(tools.now()), random: tools.random });
  const outcomes: BindingOutcome[] = [];
  for (const binding of bindings) {
    const where = { namespace: binding.namespace, binding: binding.name };
    const made = before.get(bindingKey(binding));
    const outcome: Told =
      made === undefined
        ? await dispatchBinding(event, binding, environments, tools)
        : { kind: 'started', workflow: made, isRepeat: true, notes: [] };
    outcomes.push({ ...where, ...outcome });
  }
  return outcomes;
}

/** An outcome without its binding. */
type Told = BindingOutcome extends infer Outcome
  ? Outcome extends BindingOutcome
    ? Omit<Outcome, 'namespace' | 'binding'>
    : never
  : never;

async function dispatchBinding(
  event: ApiEvent,
  binding: Binding,
  environments: EventEnvironments,
  tools: DispatchTools,
): Promise<Told> {
  const { selector, submit } = binding;
  if (binding.malformed !== undefined) return fail(`malformed workflow event binding: ${binding.malformed}`);
  const matched = evaluateSelector(selector, environments.plain, environments.now);
  if (!matched.ok) return fail(`failed to evaluate workflow template expression: ${matched.message}`);
  if (!matched.value) return { kind: 'not-matched', because: explainSelector(selector, environments) };
  if (submit === undefined) return { kind: 'matched' };
  const template = await readTemplate(event, binding, submit, tools);
  if ('kind' in template) return template;
  return await submitWorkflow(event, { ...binding, submit }, { template, environments }, tools);
}

async function submitWorkflow(
  event: ApiEvent,
  binding: Binding & { submit: Submit },
  { template, environments }: { template: Template; environments: EventEnvironments },
  tools: DispatchTools,
): Promise<Told> {
  const id = eventIdOf(event, binding);
  const built = buildWorkflow({
    binding,
    submit: binding.submit,
    template,
    environments,
    creator: creatorLabels(event.caller.claims),
    nameAfter: (generateName) => endName(generateName, id),
    eventId: id ?? randomUUID(),
  });
  if (!built.ok) return fail(built.message);
  const generated = id === undefined ? 'random' : 'event';
  const creation: Creation = {
    namespace: binding.namespace,
    workflow: built.workflow,
    naming: built.isNamed ? 'binding' : generated,
  };
  const created = await createWorkflow(creation, {
    client: tools.asCaller(event.caller.authorization),
    getWorkflow: tools.getWorkflow,
    sleep: tools.sleep,
  });
  if (!created.ok) return fail(created.message);
  return { kind: 'started', workflow: created.name, isRepeat: created.isRepeat, notes: built.notes };
}

/** Between tries to read a template. */
const pauseMs = 100;

async function readTemplate(
  { caller }: ApiEvent,
  binding: Binding,
  { template: reference }: Submit,
  tools: DispatchTools,
): Promise<Template | Extract<Told, { kind: 'failed' }>> {
  let reading = await tools.readTemplate(caller, binding.namespace, reference);
  for (let tries = 1; tries < 5 && reading.kind === 'refused' && mayPass(reading.failure); tries++) {
    await tools.sleep(pauseMs * tries);
    reading = await tools.readTemplate(caller, binding.namespace, reference);
  }
  switch (reading.kind) {
    case 'template':
      return reading.template;
    case 'foreign':
      return fail(
        `failed to validate workflow template instanceid: '${reference.name}' is not managed by the current Argo Server`,
      );
    case 'refused':
      return fail(`failed to get workflow template: ${reading.failure.message}`);
  }
}

function fail(message: string): Extract<Told, { kind: 'failed' }> {
  return { kind: 'failed', message };
}
