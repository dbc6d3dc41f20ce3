import type { Outcome } from '../../bus/event-bus.ts';
import type { GithubEvent } from '../../event/event.ts';
import { type EffectivePolicy, effectivePolicy } from '../../policy/effective-policy.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { isReplacement } from '../../run/concurrency/find-replacement.ts';
import type { RunRequest } from '../../run/run-request.ts';
import { findRefusals } from '../../sensor/validate/find-refusals.ts';
import { carryOut } from '../../trigger/carry-out.ts';
import { askApproval } from '../approval/ask-approval.ts';
import { judgeApproval } from '../approval/judge-approval.ts';
import type { Decided } from '../decide/decide-event.ts';
import { headFilesOf, type LoadedConfiguration } from '../file/load-configuration.ts';
import { readWorkflowFile } from '../file/read-workflow-file.ts';
import type { FlowTools } from '../flow-tools.ts';
import type { Handling } from '../handling.ts';
import { forgetFiring } from '../join/join-events.ts';
import { requestVerdict, type Verdict, verdictOfEvent, verdictOfRun } from '../verdict/check-request.ts';
import { verdictOfFailure, verdictOfSuccess } from '../verdict/verdict-of-trigger.ts';
import { createsRun, type PlannedFiring, planFirings, requestOf } from './plan-firings.ts';
import { rememberRunNamespace } from './run-namespaces.ts';

/**
 * Starts what fired, or asks for the approval that it needs. What is refused becomes a failed check of that name; what the cluster
 * or GitHub could not do yet makes the delivery come again, after the others were started.
 */
export async function startFirings(
  event: GithubEvent,
  loaded: LoadedConfiguration,
  decided: Pick<Extract<Decided, { kind: 'decided' }>, 'decisions' | 'event'> & { handling: Handling },
  tools: FlowTools,
): Promise<Outcome> {
  const { handling } = decided;
  const planned = planFirings(decided.decisions, handling, tools.now);
  if (planned.length === 0) return { kind: 'done' };
  for (const { checkName } of planned) handling.tell?.(checkName);

  const allowed = allowFirings(event, loaded, planned, tools);
  if (!allowed.ok) return await refuseEvent(event, { loaded, attempt: handling.attempt }, allowed.problem, tools);
  const { policy } = allowed;
  if (!loaded.trusted && (await judgeApproval(event, loaded, tools)) === 'needed') {
    const requests = planned.map((each) => requestOf(each, decided.event, policy));
    await askApproval(event, loaded, { requests, handling }, tools);
    return { kind: 'done' };
  }

  await rememberRunNamespace(policy.namespace, tools.records);
  tools.watchNamespace(policy.namespace);
  const outcomes = await Promise.all(planned.map((each) => startFiring(each, decided.event, policy, tools)));
  return outcomes.find((each) => each.kind !== 'done') ?? { kind: 'done' };
}

function allowFirings(
  event: GithubEvent,
  loaded: LoadedConfiguration,
  planned: readonly PlannedFiring[],
  tools: FlowTools,
): { ok: true; policy: EffectivePolicy } | { ok: false; problem: Problem } {
  const allowed = effectivePolicy(tools.policy(), {
    fullName: event.facts.repository.fullName,
    argoNamespace: tools.argoNamespace,
    untrusted: !loaded.trusted,
    reservedNamespaces: tools.reservedNamespaces,
  });
  if (!allowed.ok) return allowed;
  const { triggers, limits } = allowed.policy;
  if (!triggers.includes('workflow') && planned.every(createsRun)) {
    return { ok: false, problem: problem('flow.workflows-not-allowed', {}) };
  }
  const limit = limits.runsPerEvent;
  if (planned.length <= limit) return allowed;
  return { ok: false, problem: problem('flow.too-many-runs', { count: planned.length, limit }) };
}

/** Carries out one firing; once that is done, its events need not be remembered any longer. */
async function startFiring(
  planned: PlannedFiring,
  event: GithubEvent,
  policy: EffectivePolicy,
  tools: FlowTools,
): Promise<Outcome> {
  const outcome = await perform(planned, event, policy, tools);
  const { decision } = planned.sensor;
  const trigger = planned.firing.trigger.template.name;
  const isJoined = decision.arrivals.some((each) => each.trigger.template.name === trigger);
  if (isJoined && outcome.kind === 'done') {
    await forgetFiring({ sensor: decision.sensor, trigger }, event, tools.records);
  }
  return outcome;
}

async function perform(
  planned: PlannedFiring,
  event: GithubEvent,
  policy: EffectivePolicy,
  tools: FlowTools,
): Promise<Outcome> {
  const { firing, sensor } = planned;
  const { loaded } = sensor;
  const request = requestOf(planned, event, policy);
  const place = { address: loaded.address, commit: loaded.checkCommit };
  const refusals = findRefusals(firing.trigger).map((each) => each.problem);
  if (refusals.length > 0) {
    await requestVerdict(place, verdictOfRun(request, 'failure', refusals), tools);
    return { kind: 'done' };
  }

  // A stranger's files are those of the commit that was approved.
  const files = loaded.trusted ? loaded : headFilesOf(loaded);
  const readFile = (path: string) => readWorkflowFile(files, path, tools.github);
  const carried = await carryOut(request, { ...tools, ...tools.triggers, readFile });
  switch (carried.kind) {
    case 'done': {
      if (carried.run !== undefined) planned.made?.(carried.run);
      if (carried.run !== undefined && !carried.again) noteRun(carried.run, event, tools);
      if (!createsRun(planned) && carried.run === undefined && request.options.report === 'always') {
        await requestVerdict(place, verdictOfSuccess(request), tools);
      }
      return { kind: 'done' };
    }
    case 'refused': {
      const verdictOf = createsRun(planned) ? verdictOfRefusal : verdictOfFailure;
      await requestVerdict(place, verdictOf(request, carried.problems), tools);
      return { kind: 'done' };
    }
    case 'later':
      return { ...carried, kind: 'retry' };
  }
}

function verdictOfRefusal(request: RunRequest, problems: readonly Problem[]): Verdict {
  return verdictOfRun(request, problems.some(isReplacement) ? 'cancelled' : 'failure', problems);
}

function noteRun(run: { namespace: string; name: string }, event: GithubEvent, tools: FlowTools): void {
  tools.onRunStarted((tools.now() - Date.parse(event.context.time)) / 1000);
  tools.log.info({ delivery: event.deliveryId, workflow: `${run.namespace}/${run.name}` }, 'run started');
}

async function refuseEvent(
  event: GithubEvent,
  { loaded, attempt }: { loaded: LoadedConfiguration; attempt: number },
  reason: Problem,
  tools: FlowTools,
): Promise<Outcome> {
  const place = { address: loaded.address, commit: loaded.checkCommit };
  await requestVerdict(place, verdictOfEvent(event, reason, attempt), tools);
  return { kind: 'done' };
}
