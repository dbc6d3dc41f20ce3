import type { GithubEvent } from '../../event/event.ts';
import { problem } from '../../problem/problem.ts';
import type { FilterTrace } from '../../sensor/decision.ts';
import type { SensorDecision } from '../decide/decide-event.ts';
import type { LoadedConfiguration } from '../file/load-configuration.ts';
import type { Handling } from '../handling.ts';
import { type CheckTools, requestVerdict, verdictIdOf } from './check-request.ts';
import { renderProblems } from './describe-problems.ts';

/**
 * The filter of a pipeline that cannot be evaluated for this event (it compares a text with a number, say), and the name of its
 * check; undefined where another filter says no anyway. Of a native Sensor such a failure is ordinary (a path that this event does
 * not have), and stays in the trace.
 */
export function failedFilterOf({
  sensor,
  decision,
}: SensorDecision): { name: string; filter: FilterTrace } | undefined {
  if (sensor.origin !== 'pipeline' || decision.firings.length > 0) return undefined;
  const filter = decision.trace.dependencies
    .filter(({ filters }) => filters.every((each) => each.outcome !== 'rejected'))
    .flatMap((each) => each.filters)
    .find((each) => each.outcome === 'failed');
  const [name = decision.sensor] = Object.values(sensor.runs).map((each) => each.checkName);
  return filter === undefined ? undefined : { name, filter };
}

/** A pipeline of which it cannot be told whether it is to run must not just stay silent: it gets a failed check of its name. */
export async function reportFailedFilters(
  event: GithubEvent,
  loaded: LoadedConfiguration,
  { decisions, handling: { attempt, only, tell } }: { decisions: readonly SensorDecision[]; handling: Handling },
  tools: CheckTools,
): Promise<void> {
  for (const each of decisions) {
    const failed = failedFilterOf(each);
    if (failed === undefined || only?.(failed.name) === false) continue;
    const { name, filter } = failed;
    const reason = problem('flow.filter-failed', {
      filter: filter.subject,
      reason: filter.message ?? 'no reason given',
    });
    const verdict = {
      name,
      externalId: verdictIdOf(event, [each.decision.sensor, 'filters'], attempt),
      conclusion: 'failure' as const,
      title: reason.message,
      summary: renderProblems('Whether this pipeline is to run cannot be told.', [reason]),
      annotations: [],
    };
    await requestVerdict({ address: loaded.address, commit: loaded.checkCommit }, verdict, tools);
    tell?.(name);
  }
}
