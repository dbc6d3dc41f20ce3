import type { GithubEvent } from '../../event/event.ts';
import { problem } from '../../problem/problem.ts';
import type { SensorDecision } from '../decide/decide-event.ts';
import type { LoadedConfiguration } from '../file/load-configuration.ts';
import type { Handling } from '../handling.ts';
import { type CheckTools, requestVerdict, verdictIdOf } from './check-request.ts';
import { renderProblems } from './describe-problems.ts';

/**
 * A pipeline whose condition cannot be evaluated for this event (it compares a text with a number, say) must not just stay
 * silent: it gets a failed check of its name, unless another filter says no anyway. Of a native Sensor such a failure is
 * ordinary (a path that this event does not have), and stays in the trace.
 */
export async function reportFailedFilters(
  event: GithubEvent,
  loaded: LoadedConfiguration,
  { decisions, handling: { attempt, only, tell } }: { decisions: readonly SensorDecision[]; handling: Handling },
  tools: CheckTools,
): Promise<void> {
  for (const { sensor, decision } of decisions) {
    const failed = decision.trace.dependencies
      .filter(({ filters }) => filters.every((each) => each.outcome !== 'rejected'))
      .flatMap((each) => each.filters)
      .find((each) => each.outcome === 'failed');
    if (sensor.origin !== 'pipeline' || failed === undefined || decision.firings.length > 0) continue;
    const [name = decision.sensor] = Object.values(sensor.runs).map((each) => each.checkName);
    if (only?.(name) === false) continue;
    const reason = problem('flow.filter-failed', {
      filter: failed.subject,
      reason: failed.message ?? 'no reason given',
    });
    const verdict = {
      name,
      externalId: verdictIdOf(event, [decision.sensor, 'filters'], attempt),
      conclusion: 'failure' as const,
      title: reason.message,
      summary: renderProblems('Whether this pipeline is to run cannot be told.', [reason]),
      annotations: [],
    };
    await requestVerdict({ address: loaded.address, commit: loaded.checkCommit }, verdict, tools);
    tell?.(name);
  }
}
