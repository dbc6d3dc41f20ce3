import type { Outcome } from '../../bus/event-bus.ts';
import type { RunOptions } from '../../config/configuration.ts';
import { reportAnnotation } from '../../config/document/read-run-options.ts';
import type { GithubEvent } from '../../event/event.ts';
import type { EffectivePolicy } from '../../policy/effective-policy.ts';
import { effectivePolicy } from '../../policy/effective-policy.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { isReplacement } from '../../run/concurrency/find-replacement.ts';
import type { RunRequest } from '../../run/run-request.ts';
import type { Firing } from '../../sensor/decision.ts';
import { findRefusals } from '../../sensor/validate/find-refusals.ts';
import { carryOut } from '../../trigger/carry-out.ts';
import type { Decided, SensorDecision } from '../decide/decide-event.ts';
import type { LoadedConfiguration } from '../file/load-configuration.ts';
import { readWorkflowFile } from '../file/read-workflow-file.ts';
import type { FlowTools } from '../flow-tools.ts';
import type { Handling } from '../handling.ts';
import { forgetFiring } from '../join/join-events.ts';
import { requestVerdict, type Verdict, verdictOfEvent, verdictOfRun } from '../verdict/check-request.ts';
import { verdictOfFailure, verdictOfSuccess } from '../verdict/verdict-of-trigger.ts';
import { explainFiring } from './explain-firing.ts';
import { rememberRunNamespace } from './run-namespaces.ts';

interface PlannedFiring {
  sensor: SensorDecision;
  firing: Firing;
  attempt: number;
  askedAt: number | undefined;
}

/**
 * Starts what fired. What is refused becomes a failed check of that name; what the cluster or GitHub could not do yet makes
 * the delivery come again, after the others were started.
 */
export async function startFirings(
  event: GithubEvent,
  loaded: LoadedConfiguration,
  decided: Extract<Decided, { kind: 'decided' }> & { handling: Handling },
  tools: FlowTools,
): Promise<Outcome> {
  const { attempt, only = () => true, tell } = decided.handling;
  // What is asked for again is as new as that, or it would give way to whatever came after its event.
  const askedAt = decided.handling.askedAt ?? (attempt > 1 ? tools.now() : undefined);
  const planned = decided.decisions
    .flatMap((sensor) => sensor.decision.firings.map((firing): PlannedFiring => ({ sensor, firing, attempt, askedAt })))
    .filter((each) => only((runOptionsOf(each) ?? optionsOfOther(each)).checkName));
  if (planned.length === 0) return { kind: 'done' };
  for (const each of planned) tell?.((runOptionsOf(each) ?? optionsOfOther(each)).checkName);
  const refuse = (reason: Problem) => refuseEvent(event, { loaded, attempt }, reason, tools);

  const allowed = effectivePolicy(tools.policy(), {
    fullName: event.facts.repository.fullName,
    argoNamespace: tools.argoNamespace,
    untrusted: !loaded.trusted,
    reservedNamespaces: tools.reservedNamespaces,
  });
  if (!allowed.ok) return await refuse(allowed.problem);
  const { policy } = allowed;
  if (!policy.triggers.includes('workflow') && planned.every((each) => runOptionsOf(each) !== undefined)) {
    return await refuse(problem('flow.workflows-not-allowed', {}));
  }
  const limit = policy.limits.runsPerEvent;
  if (planned.length > limit) {
    return await refuse(problem('flow.too-many-runs', { count: planned.length, limit }));
  }

  await rememberRunNamespace(policy.namespace, tools.records);
  tools.watchNamespace(policy.namespace);
  const outcomes = await Promise.all(planned.map((each) => startFiring(each, decided.event, policy, tools)));
  return outcomes.find((each) => each.kind !== 'done') ?? { kind: 'done' };
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
  const { sensor, firing } = planned;
  const { loaded } = sensor;
  const refusals = findRefusals(firing.trigger).map((each) => each.problem);
  const runOptions = runOptionsOf(planned);
  const options = runOptions ?? optionsOfOther(planned);
  const request: RunRequest = {
    sensor: sensor.decision.sensor,
    firing,
    options,
    event,
    commit: loaded.checkCommit,
    policy,
    untrusted: !loaded.trusted,
    attempt: planned.attempt,
    askedAt: planned.askedAt,
    why: explainFiring(sensor.decision, firing),
    notes: describeWarnings(loaded),
  };
  const place = { address: loaded.address, commit: loaded.checkCommit };
  if (!loaded.trusted) {
    await requestVerdict(place, verdictOfRun(request, 'action_required', [describeFork(event)]), tools);
    return { kind: 'done' };
  }

  if (refusals.length > 0) {
    await requestVerdict(place, verdictOfRun(request, 'failure', refusals), tools);
    return { kind: 'done' };
  }

  const readFile = (path: string) => readWorkflowFile(loaded, path, tools.github);
  const carried = await carryOut(request, { ...tools, ...tools.triggers, readFile });
  switch (carried.kind) {
    case 'done': {
      if (carried.run !== undefined && !carried.again) noteRun(carried.run, event, tools);
      if (runOptions === undefined && carried.run === undefined && options.report === 'always') {
        await requestVerdict(place, verdictOfSuccess(request), tools);
      }
      return { kind: 'done' };
    }
    case 'refused': {
      const verdictOf = runOptions === undefined ? verdictOfFailure : verdictOfRefusal;
      await requestVerdict(place, verdictOf(request, carried.problems), tools);
      return { kind: 'done' };
    }
    case 'later':
      return {
        kind: 'retry',
        problem: carried.problem,
        ...(carried.afterMs === undefined ? {} : { afterMs: carried.afterMs }),
      };
  }
}

function verdictOfRefusal(request: RunRequest, problems: readonly Problem[]): Verdict {
  return verdictOfRun(request, problems.some(isReplacement) ? 'cancelled' : 'failure', problems);
}

function noteRun(run: { namespace: string; name: string }, event: GithubEvent, tools: FlowTools): void {
  tools.onRunStarted((tools.now() - Date.parse(event.context.time)) / 1000);
  tools.log.info({ delivery: event.deliveryId, workflow: `${run.namespace}/${run.name}` }, 'run started');
}

/** What the file says about the runs of a trigger that creates Workflows; undefined for all others. */
function runOptionsOf({ sensor, firing }: PlannedFiring): RunOptions | undefined {
  return sensor.sensor.runs[firing.trigger.template.name];
}

/**
 * A trigger that creates no Workflow has a check under its name when it fails, and when it does not only if its Sensor asks for
 * that.
 */
function optionsOfOther({ sensor, firing }: PlannedFiring): RunOptions {
  const { metadata } = sensor.sensor.sensor;
  return {
    checkName: `${sensor.decision.sensor}/${firing.trigger.template.name}`,
    report: metadata.annotations?.[reportAnnotation] === 'always' ? 'always' : 'started',
  };
}

const maxWarnings = 5;

/** Warnings make no check of their own; they go with each run of the file that they are about. */
function describeWarnings({ configuration, path }: LoadedConfiguration): string[] {
  const warnings = configuration.problems.filter((each) => each.severity === 'warning');
  const sentences = warnings.map((each) => `${path}:${each.position?.line ?? 1}: ${each.message} ${each.hint}`);
  const more = sentences.length - maxWarnings;
  return more > 0 ? [...sentences.slice(0, maxWarnings), `${path} has ${more} more warnings.`] : sentences;
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

function describeFork(event: GithubEvent): Problem {
  const { pullRequest } = event.facts;
  return problem('flow.fork-not-supported', {
    number: pullRequest?.number ?? 0,
    head: pullRequest?.head.repository ?? 'a fork',
  });
}
