import type { ConfiguredSensor } from '../../config/configuration.ts';
import type { GithubEvent } from '../../event/event.ts';
import { withChangedFiles } from '../../event/learned/with-changed-files.ts';
import type { ChangedFile, ChangeRange, GithubFailure } from '../../github/github.ts';
import type { Problem } from '../../problem/problem.ts';
import type { Decision } from '../../sensor/decision.ts';
import type { LoadedConfiguration } from '../file/load-configuration.ts';
import type { FlowTools } from '../flow-tools.ts';
import { joinEvents } from '../join/join-events.ts';
import { askSensor } from './ask-sensor.ts';
import { asksForChangedFiles, withoutChangedFiles } from './changed-files.ts';
import { createEventEvaluators, type EventEvaluators } from './event-evaluators.ts';

export interface SensorDecision {
  sensor: ConfiguredSensor;
  /** The file that it stands in. */
  loaded: LoadedConfiguration;
  decision: Decision;
}

export type Decided =
  | { kind: 'decided'; decisions: SensorDecision[]; problems: Problem[]; event: GithubEvent }
  | { kind: 'failed'; failure: GithubFailure }
  /** The event is to be decided again: scripts could not be run now. */
  | { kind: 'postponed'; problem: Problem };

export interface DecideOptions {
  /** Files that are asked beside the one that decides. */
  others?: readonly LoadedConfiguration[];
  /** False when nothing is to be started, and so nothing to be remembered for later. */
  joins?: boolean;
}

/** A Sensor and the file that it stands in. */
interface Asked {
  configured: ConfiguredSensor;
  loaded: LoadedConfiguration;
}

/**
 * Asks every Sensor of the file that decides this event, and of others: the default branch's for what it remembers. Changed files
 * cost a call, so they are fetched only when a Sensor reads them and everything else about it already lets the event through.
 */
export async function decideEvent(
  event: GithubEvent,
  own: LoadedConfiguration,
  { others = [], joins = true }: DecideOptions,
  tools: Pick<FlowTools, 'github' | 'sandbox' | 'records'>,
): Promise<Decided> {
  const asked = [own, ...others].flatMap((loaded) =>
    loaded.configuration.sensors.map((configured): Asked => ({ configured, loaded })),
  );
  const evaluators = createEventEvaluators(tools.sandbox, event);
  const range = changeRange(event);
  const [wanting] = range === undefined ? [] : await findWanting(asked, event, evaluators);
  const decide = (about: GithubEvent) => decideAll(about, asked, evaluators, { ...tools, joins });
  if (range === undefined || wanting === undefined) return await decide(event);

  const changed = await tools.github.listChangedFiles(wanting.loaded.address, range);
  if (!changed.ok) return { kind: 'failed', failure: changed.failure };
  return await decide(withChangedFiles(event, groupByStatus(changed.value)));
}

/** The first Sensor that needs to know which files changed, if any does. */
async function findWanting(asked: readonly Asked[], event: GithubEvent, evaluators: EventEvaluators): Promise<Asked[]> {
  for (const each of asked) {
    const { sensor } = each.configured;
    if (!asksForChangedFiles(sensor)) continue;
    const relaxed = withoutChangedFiles(sensor);
    const { firings, arrivals } = await askSensor(each.configured, event, relaxed, evaluators);
    if (firings.length > 0 || arrivals.length > 0) return [each];
  }
  return [];
}

async function decideAll(
  event: GithubEvent,
  asked: readonly Asked[],
  evaluators: EventEvaluators,
  { records, joins }: Pick<FlowTools, 'records'> & { joins: boolean },
): Promise<Decided> {
  const all: SensorDecision[] = [];
  for (const { configured, loaded } of asked) {
    const decision = await askSensor(configured, event, configured.sensor, evaluators);
    all.push({ sensor: configured, loaded, decision });
  }
  // Nothing is remembered of a decision that will be made again.
  const postponed = evaluators.postponed();
  if (postponed !== undefined) return { kind: 'postponed', problem: postponed };

  const decisions: SensorDecision[] = [];
  for (const { sensor, loaded, decision: said } of all) {
    // A stranger's event must not lie in wait for a trusted one: what both start together would be trusted as a whole.
    const decision = loaded.trusted && joins ? await joinEvents(said, event, records) : said;
    decisions.push({ sensor, loaded, decision });
  }
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
