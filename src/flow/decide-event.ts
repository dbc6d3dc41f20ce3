import type { ConfiguredSensor } from '../config/configuration.ts';
import type { GithubEvent } from '../event/event.ts';
import { withChangedFiles } from '../event/with-changed-files.ts';
import type { ChangedFile, ChangeRange, GithubFailure } from '../github/github.ts';
import type { Problem } from '../problem/problem.ts';
import type { Decision } from '../sensor/decision.ts';
import { askSensor } from './ask-sensor.ts';
import { asksForChangedFiles, withoutChangedFiles } from './changed-files.ts';
import type { FlowTools } from './flow-tools.ts';
import type { LoadedConfiguration } from './load-configuration.ts';

export interface SensorDecision {
  sensor: ConfiguredSensor;
  decision: Decision;
}

export type Decided =
  | { kind: 'decided'; decisions: SensorDecision[]; problems: Problem[]; event: GithubEvent }
  | { kind: 'failed'; failure: GithubFailure };

/**
 * Asks every Sensor of the file. Changed files cost a call, so they are fetched only when a Sensor reads them and everything
 * else about it already lets the event through.
 */
export async function decideEvent(event: GithubEvent, loaded: LoadedConfiguration, tools: FlowTools): Promise<Decided> {
  const { sensors } = loaded.configuration;
  const range = changeRange(event);
  const isAsked = range !== undefined && sensors.some((each) => isWantedBy(each, event));
  if (!isAsked) return decideAll(event, sensors);

  const changed = await tools.github.listChangedFiles(loaded.address, range);
  if (!changed.ok) return { kind: 'failed', failure: changed.failure };
  return decideAll(withChangedFiles(event, groupByStatus(changed.value)), sensors);
}

function isWantedBy(configured: ConfiguredSensor, event: GithubEvent): boolean {
  if (!asksForChangedFiles(configured.sensor)) return false;
  return askSensor(configured, event, withoutChangedFiles(configured.sensor)).firings.length > 0;
}

function decideAll(event: GithubEvent, sensors: ConfiguredSensor[]): Decided {
  const decisions = sensors.map((sensor) => ({ sensor, decision: askSensor(sensor, event) }));
  return { kind: 'decided', decisions, problems: decisions.flatMap((each) => each.decision.problems), event };
}

function changeRange({ facts }: GithubEvent): ChangeRange | undefined {
  if (facts.pullRequest !== undefined) return { kind: 'pull-request', number: facts.pullRequest.number };
  if (facts.eventName !== 'push' || facts.sha === undefined) return undefined;
  // GitHub writes the first push of a branch as coming from this commit, which is none.
  const before = facts.before ?? '0'.repeat(40);
  const { sha: after, defaultBranch, branch } = facts;
  return { kind: 'push', before, after, defaultBranch, ...(branch === undefined ? {} : { branch }) };
}

function groupByStatus(files: ChangedFile[]) {
  const pathsOf = (status: ChangedFile['status']) =>
    files.filter((each) => each.status === status).map((each) => each.path);
  const previous = files.flatMap((each) => (each.previousPath === undefined ? [] : [each.previousPath]));
  return {
    added: pathsOf('added'),
    modified: pathsOf('modified'),
    removed: pathsOf('removed'),
    renamed: pathsOf('renamed'),
    all: [...new Set([...files.map((each) => each.path), ...previous])],
  };
}
