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
  /** Milliseconds since 1970. */
  at: number;
}

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
export async function noteNamedChecks(
  records: Records,
  place: CommitPlace,
  learned: { names: readonly string[]; complete: boolean; now: number },
): Promise<NamedChecks> {
  for (;;) {
    const stored = await records.get(collection, keyOf(place));
    const known = asNamedChecks(stored?.value);
    const names = [...new Set([...(known?.names ?? []), ...learned.names])].slice(0, maxNames);
    const complete = (known?.complete ?? false) || learned.complete;
    if (known !== undefined && known.complete === complete && known.names.length === names.length) return known;
    const next: NamedChecks = { names, complete, at: learned.now };
    if ((await records.put(collection, keyOf(place), next, stored?.version ?? 0)) !== 'conflict') return next;
  }
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
