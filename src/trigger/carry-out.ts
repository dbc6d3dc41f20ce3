import { type Later, later } from '../problem/later.ts';
import { type Problem, problem } from '../problem/problem.ts';
import type { RunRequest } from '../run/run-request.ts';
import type { TriggerPlan } from '../sensor/plan/plan-trigger.ts';
import { kindsOf } from '../sensor/trigger-kinds.ts';
import { attemptTrigger } from './attempt-trigger.ts';
import { hashFiring } from './hash-firing.ts';
import { nameOf } from './object/object-task.ts';
import { type FiringRow, recallFiring, rememberFiring } from './progress/firing-row.ts';
import { takeStep } from './progress/take-step.ts';
import type { AttemptTools, TriggerTools } from './trigger-tools.ts';

/** What a firing came to. `run` is the Workflow that it made; `again` tells what was remembered from what was done now. */
export type TriggerOutcome =
  | { kind: 'done'; run?: { namespace: string; name: string }; again: boolean }
  | { kind: 'refused'; problems: Problem[] }
  | Later;

/** Pauses up to this long in all are waited for here; the event comes again for longer ones. */
const patienceMs = 5000;
/** After this long the event gives its place to others, and comes again at once. */
const inHandMs = 30_000;

/**
 * Carries out one firing to its end: its place in the rate limit, tries with pauses, labels that its object must get, and where all
 * fails its `dlqTrigger`. Everything is at least once: how far it is, is kept by the firing's hash, so that a repeated event goes on
 * where it was and never repeats what is known to be done; what a crash leaves unknown is done again, under the same name, mark or
 * `Idempotency-Key`.
 *
 * Problems: all of `trigger.`, `run.`, `policy.` and `sensor.` that come of carrying it out.
 */
export async function carryOut(request: RunRequest, tools: TriggerTools): Promise<TriggerOutcome> {
  const hash = hashFiring(request);
  const own: AttemptTools = { ...tools, hash };
  if (isPlainRun(request)) return await runOnce(request, own);
  const startedAt = tools.now();
  let row = await recallFiring(hash, tools);
  if (isOver(row)) return outcomeOf(row, true);
  let patienceLeft = patienceMs;
  while (!isOver(row)) {
    const pause = Math.max((row.notBefore ?? 0) - tools.now(), 0);
    if (pause > patienceLeft) return waitFor(pause, row, request);
    if (tools.now() - startedAt > inHandMs) return waitFor(0, row, request);
    if (pause > 0) await tools.sleep(pause);
    patienceLeft -= pause;

    const step = row.state === 'failed' ? await turnToDeadLetter(row, request, own) : await takeStep(row, request, own);
    if (step.kind === 'later') return step;
    row = step.row;
    await rememberFiring(hash, row, tools);
  }
  return outcomeOf(row, false);
}

/** A Workflow's name follows from the event, so that without retries and the like nothing else needs to be kept of its run. */
function isPlainRun({ firing }: RunRequest): boolean {
  const { template } = firing.trigger;
  const [kind] = kindsOf(template);
  return kind === 'argoWorkflow' && template.argoWorkflow?.operation === 'submit' && isPlain(firing.plan);
}

function isPlain({ retry, rateLimit, policy, dlqTrigger }: TriggerPlan): boolean {
  const isAwaited = policy?.kind === 'labels' && policy.failsOnTimeout;
  return retry.ok && retry.retry.attempts === 1 && rateLimit === undefined && !isAwaited && dlqTrigger === undefined;
}

async function runOnce(request: RunRequest, tools: AttemptTools): Promise<TriggerOutcome> {
  const tried = await attemptTrigger(request, tools);
  if (tried.kind === 'later') return tried;
  if (tried.kind !== 'done') return { kind: 'refused', problems: tried.problems };
  return { kind: 'done', again: tried.again === true, ...(tried.run === undefined ? {} : { run: tried.run }) };
}

function isOver({ state }: FiringRow): boolean {
  return state === 'done' || state === 'refused';
}

function outcomeOf({ state, run, problems = [] }: FiringRow, again: boolean): TriggerOutcome {
  if (state === 'refused') return { kind: 'refused', problems };
  return { kind: 'done', again, ...(run === undefined ? {} : { run }) };
}

function waitFor(pauseMs: number, row: FiringRow, request: RunRequest): Later {
  const reason = describeWait(row);
  return later(problem('trigger.waiting', { trigger: nameOf(request), reason }), pauseMs);
}

function describeWait({ made, failures, slotAt, notBefore }: FiringRow): string {
  if (made !== undefined) return 'it waits for labels of what it made';
  if (failures === 0 && slotAt !== undefined && slotAt === notBefore) return 'its rate limit has no free place before';
  return `try ${failures} failed and the next comes after a pause`;
}

type Step = { kind: 'row'; row: FiringRow } | Later;

/**
 * Argo Events 1.9: when all tries failed, the `dlqTrigger` is carried out with the same events and by its own plan. The firing has
 * failed all the same, and its problems say so.
 */
async function turnToDeadLetter(row: FiringRow, request: RunRequest, tools: TriggerTools): Promise<Step> {
  const { problems = [] } = row;
  const { dlqTrigger } = request.firing.plan;
  if (dlqTrigger === undefined) return { kind: 'row', row: { ...row, state: 'refused' } };
  const letter = addressLetter(request, dlqTrigger);
  const carried = await carryOut(letter, tools);
  if (carried.kind === 'later') return carried;
  const values = { trigger: nameOf(request), deadLetter: nameOf(letter) };
  const more = carried.kind === 'done' ? [problem('trigger.dead-letter', values)] : carried.problems;
  return { kind: 'row', row: { ...row, state: 'refused', problems: [...problems, ...more] } };
}

/** Under a name of its own, so that it is told apart from the trigger that it stands in for. */
function addressLetter(request: RunRequest, { trigger, plan }: NonNullable<TriggerPlan['dlqTrigger']>): RunRequest {
  const { name: own } = trigger.template;
  const name = own === nameOf(request) ? `${own}-dlq` : own;
  const renamed = { ...trigger, template: { ...trigger.template, name } };
  return {
    ...request,
    firing: { ...request.firing, trigger: renamed, plan },
    options: { checkName: `${request.sensor}/${name}`, report: request.options.report },
  };
}
