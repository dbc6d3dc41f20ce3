import type { Records } from '../../bus/event-bus.ts';
import { compareRuns, type OrderedRun } from './run-order.ts';

/**
 * The newest event that a group has had a run for, by the group: what comes later and is older is not started, also when that run
 * ended long ago and its Workflow is gone.
 */
export const newestRuns = 'newest-runs';

export interface NewestRun extends OrderedRun {
  commit: string;
  /** `push`, `pull_request`, … */
  event: string;
  /** When it was written, milliseconds since 1970. */
  at: number;
}

/** Where a group is kept; all of a repository begins alike. */
export interface GroupPlace {
  repositoryId: number;
  group: string;
}

const maxConflicts = 20;

export async function readNewest(place: GroupPlace, records: Records): Promise<NewestRun | undefined> {
  return toNewest((await records.get(newestRuns, keyOf(place)))?.value);
}

/** Says that the group has this run now, unless it has had a newer one. Durable once it resolves. */
export async function claimNewest(place: GroupPlace, run: NewestRun, records: Records): Promise<void> {
  for (let conflicts = 0; conflicts < maxConflicts; conflicts += 1) {
    const stored = await records.get(newestRuns, keyOf(place));
    const known = toNewest(stored?.value);
    if (known !== undefined && compareRuns(known, run) >= 0) return;
    const put = await records.put(newestRuns, keyOf(place), run, stored?.version ?? 0);
    if (put !== 'conflict') return;
  }
  throw new Error(`The newest run of the group ${keyOf(place)} changes too often to be written.`);
}

function keyOf({ repositoryId, group }: GroupPlace): string {
  return `${repositoryId}/${group}`;
}

/** Rows are this app's own writing. */
function toNewest(value: unknown): NewestRun | undefined {
  return value === undefined ? undefined : (value as NewestRun);
}
