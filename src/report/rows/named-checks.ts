import type { Records } from '../../bus/event-bus.ts';

/** Which checks the App has on a commit, as far as this app made them or GitHub was asked. */
const collection = 'named-checks';

/** More names than these are not kept; what is above them counts as there. */
const maxNames = 1000;

export interface CommitPlace {
  /** GitHub's numeric id. */
  repositoryId: number;
  commit: string;
}

export interface NamedChecks {
  names: string[];
  /** Whether these are all: the commit was new when the first was noted, or GitHub was asked. */
  complete: boolean;
  /** Deliveries that were decided about the commit, the newest last; absent in rows of an earlier version. */
  events?: string[];
  /** Milliseconds since 1970. */
  at: number;
}

const maxEvents = 10;

/** What is known of the checks on a commit; undefined when nothing is. */
export async function readNamedChecks(records: Records, place: CommitPlace): Promise<NamedChecks | undefined> {
  return asNamedChecks((await records.get(collection, keyOf(place)))?.value);
}

/**
 * Notes names of checks that a commit has or is about to get. Those that say only that something was skipped are not among them:
 * anything else may come over such a check, and it may come over nothing.
 *
 * @param learned.complete with these the names are all that there are
 */
export async function noteNamedChecks(records: Records, place: CommitPlace, learned: Learned): Promise<NamedChecks> {
  for (;;) {
    const stored = await records.get(collection, keyOf(place));
    const known = asNamedChecks(stored?.value);
    const next = addTo(known, learned);
    if (next === known) return next;
    if ((await records.put(collection, keyOf(place), next, stored?.version ?? 0)) !== 'conflict') return next;
  }
}

interface Learned {
  names: readonly string[];
  complete: boolean;
  now: number;
  /** The delivery that was decided about the commit. */
  event?: string;
}

/** The very row that is known where there is nothing to add. */
function addTo(known: NamedChecks | undefined, learned: Learned): NamedChecks {
  const before: Omit<NamedChecks, 'at'> = known ?? { names: [], complete: false };
  const { events: had = [] } = before;
  const names = [...new Set([...before.names, ...learned.names])].slice(0, maxNames);
  const complete = before.complete || learned.complete;
  const events = addEvent(had, learned.event);
  const isSame = before.complete === complete && before.names.length === names.length && events === had;
  if (known !== undefined && isSame) return known;
  return { names, complete, ...(events.length === 0 ? {} : { events }), at: learned.now };
}

function addEvent(events: string[], event: string | undefined): string[] {
  return event === undefined || events.includes(event) ? events : [...events, event].slice(-maxEvents);
}

/** Whether the commit has, or may have, a check of that name that says more than that something was skipped. */
export function hasCheckNamed(known: NamedChecks | undefined, name: string): boolean {
  return known !== undefined && (known.names.includes(name) || known.names.length >= maxNames);
}

/** Forgets commits that nothing was noted for since then; whoever wants to know more of them asks GitHub. */
export async function forgetNamedChecks(records: Records, before: number): Promise<void> {
  for (const { key, value } of await records.list(collection, '')) {
    if ((asNamedChecks(value)?.at ?? 0) < before) await records.remove(collection, key);
  }
}

function keyOf({ repositoryId, commit }: CommitPlace): string {
  return `${repositoryId}/${commit}`;
}

function asNamedChecks(value: unknown): NamedChecks | undefined {
  const isOne = typeof value === 'object' && value !== null && 'names' in value && 'complete' in value && 'at' in value;
  return isOne ? (value as NamedChecks) : undefined;
}
