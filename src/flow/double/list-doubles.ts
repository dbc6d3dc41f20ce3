import type { GithubEvent } from '../../event/event.ts';
import type { SensorDecision } from '../decide/decide-event.ts';

/** True for a pipeline that listens both to pushes of branches and to pull requests. Native Sensors mean what they say. */
export function listensToBoth({ sensor }: Pick<SensorDecision, 'sensor'>): boolean {
  const events = new Set(Object.values(sensor.githubEvents).flat());
  return sensor.origin === 'pipeline' && events.has('push') && events.has('pull_request');
}

/** A push to a branch; that of a tag is in no pull request. */
export function isBranchPush({ facts }: GithubEvent): boolean {
  return facts.eventName === 'push' && facts.branch !== undefined;
}

/** Where both run, each has a check of its own: `ci (push)` beside the pull request's `ci`. */
export function withPushName(decided: SensorDecision): SensorDecision {
  const { sensor } = decided;
  const runs = Object.entries(sensor.runs).map(([trigger, options]) => [
    trigger,
    { ...options, checkName: `${options.checkName} (push)` },
  ]);
  return { ...decided, sensor: { ...sensor, runs: Object.fromEntries(runs) } };
}
