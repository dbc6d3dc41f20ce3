import type { Position } from '../../../problem/problem.ts';
import type { Sensor } from '../../../sensor/sensor.ts';
import { shorten } from '../../../yaml/yaml-node.ts';
import { githubEventNames } from '../../pipeline/events/action-names.ts';
import { adviseName } from '../../reading/check-fields.ts';
import { type Reading, report } from '../../reading/reading.ts';
import type { GithubEventSource } from './read-event-source.ts';

/**
 * Which of GitHub's events each dependency listens to: by an EventSource of the file, else `eventSourceName: github` with GitHub's
 * own name of the event. A dependency that no event of GitHub can reach is absent, and a warning.
 */
export function resolveGithubEvents(
  { sensor, positionOf }: { sensor: Sensor; positionOf: (path: (string | number)[]) => Position },
  eventSources: readonly GithubEventSource[],
  reading: Reading,
): Record<string, string[]> {
  const resolved: [string, string[]][] = [];
  for (const [index, { name, eventSourceName, eventName }] of sensor.spec.dependencies.entries()) {
    const named = eventSources.filter((each) => each.name === eventSourceName);
    const events = named.flatMap((each) => each.events.get(eventName) ?? []);
    const position = positionOf(['spec', 'dependencies', index, 'eventName']);
    const isHeard = named.some((each) => [...each.hooks, ...each.calendars].some((own) => own.event === eventName));
    if (isHeard) continue;
    if (events.length > 0) {
      resolved.push([name, [...new Set(events)]]);
    } else if (eventSourceName === 'github' && githubEventNames.includes(eventName)) {
      resolved.push([name, [eventName]]);
    } else if (eventSourceName === 'github' && named.length === 0) {
      report(reading, position, 'config.unknown-github-event', {
        event: shorten(eventName),
        advice: adviseEvent(eventName),
      });
    } else {
      const values = { dependency: shorten(name), event: shorten(eventName), source: shorten(eventSourceName) };
      const advice = adviseSource(eventName, named, eventSources);
      report(reading, position, 'config.unknown-event-source', { ...values, advice });
    }
  }
  return Object.fromEntries(resolved);
}

/** The names that the EventSource has, or those of all that the file defines. */
function adviseSource(
  eventName: string,
  named: readonly GithubEventSource[],
  all: readonly GithubEventSource[],
): string {
  const github = "Use `eventSourceName: github` with GitHub's name of the event, or add an EventSource of type github";
  const names = named.flatMap((each) => [...each.events.keys()]);
  if (names.length > 0) return adviseName(eventName, names);
  const known = all.flatMap((each) => [...each.events.keys()].map((name) => `${each.name}/${name}`));
  return known.length === 0
    ? `${github} with that name.`
    : `${github}. This file defines ${known.slice(0, 10).join(', ')}.`;
}

/** What most files are about; all of GitHub's would fill a page. */
const usualEvents = [
  ...['push', 'pull_request', 'create', 'delete', 'release', 'issue_comment', 'issues', 'merge_group'],
  ...['pull_request_review', 'repository_dispatch', 'workflow_dispatch', 'deployment', 'check_run'],
];

function adviseEvent(name: string): string {
  const advice = adviseName(name, githubEventNames);
  if (advice.startsWith('Did')) return advice;
  const others = githubEventNames.length - usualEvents.length;
  return `Write GitHub's name of the event, or add an EventSource of type github. Known are ${usualEvents.join(', ')} and ${others} others.`;
}
