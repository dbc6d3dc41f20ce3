import type { Records } from '../../bus/event-bus.ts';
import type { Configuration } from '../../config/configuration.ts';
import { holdsState } from '../../config/holds-state.ts';
import type { GithubEvent } from '../../event/event.ts';

/** Which events the file on a repository's default branch listens to, as it was last read. */
const collection = 'listened-events';

/**
 * Events whose own commit has the deciding file, or that come because it names them: it is read for each. All others are decided by
 * the default branch, and there are many of them (every check run, every comment), so that they cost no call while the file there does
 * not name them.
 */
const alwaysRead: ReadonlySet<string> = new Set([
  ...['push', 'pull_request', 'merge_group', 'create', 'release'],
  // Each names a pipeline.
  ...['manual', 'schedule'],
  ...['webhook', 'calendar'],
]);

interface Listened {
  /** The branch that was the default one then. */
  branch: string;
  events: string[];
  /** Those that Sensors with a memory listen to; absent in rows of an earlier version. */
  stateful?: string[];
  /** GitHub's time of the event that it was read for, milliseconds since 1970; absent in rows of an earlier version. */
  at?: number;
}

/** What is the same as before is written again after so long, to tell it from what is older still. */
const freshMs = 60 * 1000;

/** False when it is known, without asking GitHub, that no pipeline or Sensor names this event. */
export async function isListenedTo({ facts }: GithubEvent, records: Records): Promise<boolean> {
  if (alwaysRead.has(facts.eventName) || facts.comment?.command !== undefined) return true;
  const known = readListened((await records.get(collection, String(facts.repository.id)))?.value);
  if (known === undefined || known.branch !== facts.defaultBranch) return true;
  return known.events.includes(facts.eventName) || known.events.includes('*');
}

/**
 * False when it is known that no Sensor of the default branch that remembers something between events names this one. Such
 * Sensors are asked about events that another commit decides, too.
 */
export async function isStatefullyListenedTo({ facts }: GithubEvent, records: Records): Promise<boolean> {
  const known = readListened((await records.get(collection, String(facts.repository.id)))?.value);
  if (known?.stateful === undefined || known.branch !== facts.defaultBranch) return true;
  return known.stateful.includes(facts.eventName) || known.stateful.includes('*');
}

/** True when it is known that some Sensor on the default branch listens to it, whatever it says. */
export async function isKnownListenedTo({ facts }: GithubEvent, records: Records): Promise<boolean> {
  const known = readListened((await records.get(collection, String(facts.repository.id)))?.value);
  if (known === undefined || known.branch !== facts.defaultBranch) return false;
  return known.events.includes(facts.eventName) || known.events.includes('*');
}

/**
 * Remembers what the file on the default branch listens to; an absent file listens to nothing. What a newer commit said stays,
 * when the push of an older one arrives late.
 */
export async function rememberListenedEvents(
  { facts, occurredAt: at }: GithubEvent,
  sensors: Configuration['sensors'],
  records: Records,
): Promise<void> {
  const stateful = sensors.filter((each) => holdsState(each.sensor));
  // Pipelines that wait for a command are asked only about comments that have one.
  const others = sensors.filter((each) => each.commands === undefined);
  const commanded = sensors.filter((each) => each.commands !== undefined);
  const said = {
    branch: facts.defaultBranch,
    events: [...new Set([...listEvents(others), ...listEvents(commanded).filter((each) => !isComment(each))])].sort(),
    stateful: listEvents(stateful),
  };
  const key = String(facts.repository.id);
  const known = readListened((await records.get(collection, key))?.value);
  const { at: before = 0, ...same } = known ?? {};
  if (before > at) return;
  const isSame = JSON.stringify(same) === JSON.stringify(said);
  if (!isSame || at - before > freshMs) await records.put(collection, key, { ...said, at } satisfies Listened);
}

function isComment(eventName: string): boolean {
  return eventName === 'issue_comment' || eventName === 'commit_comment';
}

function listEvents(sensors: Configuration['sensors']): string[] {
  return [...new Set(sensors.flatMap((each) => Object.values(each.githubEvents).flat()))].sort();
}

function readListened(value: unknown): Listened | undefined {
  const isListened = typeof value === 'object' && value !== null && 'branch' in value && 'events' in value;
  return isListened ? (value as Listened) : undefined;
}
