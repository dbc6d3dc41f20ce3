import { randomUUID } from 'node:crypto';
import { evaluateSelector } from '../../expression/binding-expression/evaluate-selector.ts';
import { lendWork } from '../../expression/work/lend-work.ts';
import { makeWorkAllowance } from '../../expression/work/work-allowance.ts';
import type { CallerClient } from '../../kubernetes/callers/callers.ts';
import type { Binding, Submit } from '../binding/read-binding.ts';
import { creatorLabels } from '../caller/creator-labels.ts';
import { buildWorkflow } from './build-workflow.ts';
import { type Creation, type CreationTools, createWorkflow } from './create-workflow.ts';
import type { ApiEvent, BindingOutcome } from './event.ts';
import { explainSelector } from './explain-selector.ts';
import { type EventEnvironments, makeEnvironments } from './make-environments.ts';
import { mayPass } from './may-pass.ts';
import { endName, eventIdOf } from './name-workflow.ts';
import type { ReadTemplate, Template } from './read-template.ts';

export interface DispatchTools extends Omit<CreationTools, 'client'> {
  asCaller: (authorization: string) => CallerClient;
  readTemplate: ReadTemplate;
  /** Milliseconds since 1970. */
  now: () => number;
  random: () => number;
  /** Lets what else waits in this process have its turn. */
  giveWay: () => Promise<unknown>;
}

/** Names of Workflows that this event has made before, by `namespace/binding`. */
export type MadeBefore = ReadonlyMap<string, string>;

/** Tells a binding from the others of all namespaces. */
export function bindingKey({ namespace, name }: Pick<Binding, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

/** An outcome without its binding. */
type Told =
  | { kind: 'not-matched' }
  | (Exclude<BindingOutcome, { kind: 'not-matched' }> extends infer Outcome
      ? Outcome extends BindingOutcome
        ? Omit<Outcome, 'namespace' | 'binding'>
        : never
      : never);

type Failed = Extract<Told, { kind: 'failed' }>;

const notMatched: Told = { kind: 'not-matched' };

/** What came of a binding's expressions: nothing to create, or a Workflow; `isShort` where the work that it was lent was not enough. */
type Prepared =
  | { kind: 'told'; told: Told; isShort: boolean }
  | { kind: 'workflow'; creation: Creation; notes: string[] };

/** Work after which others get their turn, in units of a `WorkAllowance`. */
const longWork = 2_000_000;
/** Which part of the work that is left when all is done explanations may take. */
const explainingPart = 10;

/**
 * Carries out every binding for the event, one after another as Argo does; what fails at one does not touch the others. They share the
 * work that one event may take: each may first spend an equal part of what is left, and those that need more get it when all others
 * are done, from what these did not need.
 */
export async function dispatchEvent(
  event: ApiEvent,
  bindings: readonly Binding[],
  before: MadeBefore,
  tools: DispatchTools,
): Promise<BindingOutcome[]> {
  const now = new Date(tools.now());
  const work = makeWorkAllowance(event.length);
  const environments = makeEnvironments(event, { now, random: tools.random });
  const told = new Map<Binding, Told>();

  async function carryOut(binding: Binding, readers: number): Promise<'done' | 'short'> {
    const share = lendWork(work, readers);
    const prepared = await prepareBinding(event, binding, { ...environments, using: { now, work: share.work } }, tools);
    if (share.giveBack() > longWork) await tools.giveWay();
    const outcome = prepared.kind === 'told' ? prepared.told : await submitWorkflow(event, prepared, tools);
    told.set(binding, outcome);
    return prepared.kind === 'told' && prepared.isShort ? 'short' : 'done';
  }

  const short: Binding[] = [];
  for (const [index, binding] of bindings.entries()) {
    const made = before.get(bindingKey(binding));
    if (made !== undefined) told.set(binding, { kind: 'started', workflow: made, isRepeat: true, notes: [] });
    else if ((await carryOut(binding, bindings.length - index)) === 'short') short.push(binding);
  }
  for (const [index, binding] of short.entries()) await carryOut(binding, short.length - index);

  // Whoever asks why gets it from what the bindings have left.
  const using = { now, work: lendWork(work, explainingPart).work };
  const because = ({ selector }: Binding) => explainSelector(selector, { ...environments, using });
  return bindings.map((binding) => {
    const where = { namespace: binding.namespace, binding: binding.name };
    const outcome = told.get(binding) ?? notMatched;
    return outcome.kind === 'not-matched'
      ? { ...where, kind: 'not-matched', because: () => because(binding) }
      : { ...where, ...outcome };
  });
}

async function prepareBinding(
  event: ApiEvent,
  binding: Binding,
  environments: EventEnvironments,
  tools: DispatchTools,
): Promise<Prepared> {
  const { selector, submit } = binding;
  const tell = (told: Told): Prepared => ({ kind: 'told', told, isShort: environments.using.work?.left === 0 });
  if (binding.malformed !== undefined) return tell(fail(`malformed workflow event binding: ${binding.malformed}`));
  const matched = evaluateSelector(selector, environments.plain, environments.using);
  if (!matched.ok) return tell(fail(`failed to evaluate workflow template expression: ${matched.message}`));
  if (!matched.value) return tell(notMatched);
  if (submit === undefined) return tell({ kind: 'matched' });
  const template = await readTemplate(event, binding, submit, tools);
  if ('kind' in template) return tell(template);
  const id = eventIdOf(event, binding);
  const built = buildWorkflow({
    binding,
    submit,
    template,
    environments,
    creator: creatorLabels(event.caller.claims),
    nameAfter: (generateName) => endName(generateName, id),
    eventId: id ?? randomUUID(),
  });
  if (!built.ok) return tell(fail(built.message));
  const generated = id === undefined ? 'random' : 'event';
  const { workflow, isNamed, notes } = built;
  const creation: Creation = { namespace: binding.namespace, workflow, naming: isNamed ? 'binding' : generated };
  return { kind: 'workflow', creation, notes };
}

async function submitWorkflow(
  { caller }: ApiEvent,
  { creation, notes }: Extract<Prepared, { kind: 'workflow' }>,
  { asCaller, getWorkflow, sleep }: DispatchTools,
): Promise<Told> {
  const created = await createWorkflow(creation, { client: asCaller(caller.authorization), getWorkflow, sleep });
  if (!created.ok) return fail(created.message);
  return { kind: 'started', workflow: created.name, isRepeat: created.isRepeat, notes };
}

/** Between tries to read a template. */
const pauseMs = 100;

async function readTemplate(
  { caller }: ApiEvent,
  binding: Binding,
  { template: reference }: Submit,
  tools: DispatchTools,
): Promise<Template | Failed> {
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

function fail(message: string): Failed {
  return { kind: 'failed', message };
}
