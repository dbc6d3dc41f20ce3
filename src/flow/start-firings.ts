import type { Outcome } from '../bus/event-bus.ts';
import type { RunOptions } from '../config/configuration.ts';
import type { GithubEvent } from '../event/event.ts';
import type { EffectivePolicy } from '../policy/effective-policy.ts';
import { effectivePolicy } from '../policy/effective-policy.ts';
import { type Problem, problem } from '../problem/problem.ts';
import type { RunRequest } from '../run/run-request.ts';
import { startRun } from '../run/start-run.ts';
import type { Firing } from '../sensor/decision.ts';
import { findRefusals } from '../sensor/validate/find-refusals.ts';
import { requestVerdict, verdictOfEvent, verdictOfRun } from './check-request.ts';
import type { Decided, SensorDecision } from './decide-event.ts';
import { explainFiring } from './explain-firing.ts';
import type { FlowTools } from './flow-tools.ts';
import { forgetFiring } from './join/join-events.ts';
import type { LoadedConfiguration } from './load-configuration.ts';
import { readWorkflowFile } from './read-workflow-file.ts';
import { rememberRunNamespace } from './run-namespaces.ts';

interface PlannedFiring {
  sensor: SensorDecision;
  firing: Firing;
}

/**
 * Starts what fired. What is refused becomes a failed check of that name; what the cluster or GitHub could not do yet makes
 * the delivery come again, after the others were started.
 */
export async function startFirings(
  event: GithubEvent,
  loaded: LoadedConfiguration,
  decided: Extract<Decided, { kind: 'decided' }>,
  tools: FlowTools,
): Promise<Outcome> {
  const planned = decided.decisions.flatMap((sensor) =>
    sensor.decision.firings.map((firing): PlannedFiring => ({ sensor, firing })),
  );
  if (planned.length === 0) return { kind: 'done' };

  const allowed = effectivePolicy(tools.policy(), {
    fullName: event.facts.repository.fullName,
    argoNamespace: tools.argoNamespace,
    untrusted: !loaded.trusted,
    reservedNamespaces: tools.reservedNamespaces,
  });
  if (!allowed.ok) return await refuseEvent(event, loaded, allowed.problem, tools);
  const { policy } = allowed;
  if (!policy.triggers.includes('workflow')) {
    return await refuseEvent(event, loaded, problem('flow.workflows-not-allowed', {}), tools);
  }
  const limit = policy.limits.runsPerEvent;
  if (planned.length > limit) {
    return await refuseEvent(event, loaded, problem('flow.too-many-runs', { count: planned.length, limit }), tools);
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
  const outcome = await carryOut(planned, event, policy, tools);
  const { decision } = planned.sensor;
  const trigger = planned.firing.trigger.template.name;
  const isJoined = decision.arrivals.some((each) => each.trigger.template.name === trigger);
  if (isJoined && outcome.kind === 'done') {
    await forgetFiring({ sensor: decision.sensor, trigger }, event, tools.records);
  }
  return outcome;
}

async function carryOut(
  { sensor, firing }: PlannedFiring,
  event: GithubEvent,
  policy: EffectivePolicy,
  tools: FlowTools,
): Promise<Outcome> {
  const { loaded } = sensor;
  const refusals = findRefusals(firing.trigger).map((each) => each.problem);
  const options =
    sensor.sensor.runs[firing.trigger.template.name] ??
    (refusals.length > 0 ? optionsOfOther(sensor, firing) : undefined);
  if (options === undefined) return { kind: 'done' };
  const request: RunRequest = {
    sensor: sensor.decision.sensor,
    firing,
    options,
    event,
    commit: loaded.checkCommit,
    policy,
    untrusted: !loaded.trusted,
    attempt: 1,
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
  const started = await startRun(request, { ...tools, readFile });
  switch (started.kind) {
    case 'started':
      tools.onRunStarted((tools.now() - Date.parse(event.context.time)) / 1000);
      tools.log.info({ delivery: event.deliveryId, workflow: `${started.namespace}/${started.name}` }, 'run started');
      return { kind: 'done' };
    case 'refused':
      await requestVerdict(place, verdictOfRun(request, 'failure', started.problems), tools);
      return { kind: 'done' };
    case 'later':
      return {
        kind: 'retry',
        problem: started.problem,
        ...(started.afterMs === undefined ? {} : { afterMs: started.afterMs }),
      };
  }
}

/** A trigger that creates no Workflow has no options of its own; what is refused is said under its name. */
function optionsOfOther({ decision }: SensorDecision, { trigger }: Firing): RunOptions {
  return { checkName: `${decision.sensor}/${trigger.template.name}`, report: 'always' };
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
  loaded: LoadedConfiguration,
  reason: Problem,
  tools: FlowTools,
): Promise<Outcome> {
  const place = { address: loaded.address, commit: loaded.checkCommit };
  await requestVerdict(place, verdictOfEvent(event, reason), tools);
  return { kind: 'done' };
}

function describeFork(event: GithubEvent): Problem {
  const { pullRequest } = event.facts;
  return problem('flow.fork-not-supported', {
    number: pullRequest?.number ?? 0,
    head: pullRequest?.head.repository ?? 'a fork',
  });
}
