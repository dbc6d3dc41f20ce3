import type { GithubEvent } from '../../event/event.ts';
import type { EffectivePolicy } from '../../policy/effective-policy.ts';
import type { RunRequest } from '../../run/run-request.ts';
import type { Firing } from '../../sensor/decision.ts';
import { checkOptionsOf, runOptionsOf } from '../decide/check-options.ts';
import type { SensorDecision } from '../decide/decide-event.ts';
import type { LoadedConfiguration } from '../file/load-configuration.ts';
import type { Handling } from '../handling.ts';
import { explainFiring } from './explain-firing.ts';

/** One trigger that fired, and its check. */
export interface PlannedFiring {
  sensor: SensorDecision;
  firing: Firing;
  checkName: string;
  attempt: number;
  askedAt: number | undefined;
  made: Handling['made'];
}

/**
 * What fired, as far as it is meant. What is asked for again is as new as that, or it would give way to whatever came after its
 * event.
 */
export function planFirings(
  decisions: readonly SensorDecision[],
  { attempt, only = () => true, askedAt: asked, made }: Handling,
  now: () => number,
): PlannedFiring[] {
  const askedAt = asked ?? (attempt > 1 ? now() : undefined);
  return decisions
    .flatMap((sensor) =>
      sensor.decision.firings.map((firing): PlannedFiring => {
        const { checkName } = checkOptionsOf(sensor.sensor, firing.trigger.template.name);
        return { sensor, firing, checkName, attempt, askedAt, made };
      }),
    )
    .filter((each) => only(each.checkName));
}

/** True when the trigger creates Workflows, which report on themselves. */
export function createsRun({ sensor, firing }: PlannedFiring): boolean {
  return runOptionsOf(sensor.sensor, firing.trigger.template.name) !== undefined;
}

export function requestOf(planned: PlannedFiring, event: GithubEvent, policy: EffectivePolicy): RunRequest {
  const { sensor, firing, attempt, askedAt } = planned;
  const { loaded, decision } = sensor;
  return {
    sensor: decision.sensor,
    firing,
    options: checkOptionsOf(sensor.sensor, firing.trigger.template.name),
    event,
    commit: loaded.checkCommit,
    policy,
    untrusted: !loaded.trusted,
    attempt,
    askedAt,
    why: explainFiring(decision, firing),
    notes: describeWarnings(loaded),
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
