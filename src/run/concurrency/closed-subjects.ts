import type { Records } from '../../bus/event-bus.ts';
import { compareRuns, type OrderedRun } from './run-order.ts';

/** Pull requests that were closed and merge groups that are gone, by what they are: their runs are over. */
export const closedSubjects = 'closed-subjects';

export interface ClosedSubject extends OrderedRun {
  /** A sentence: "Pull request #12 was closed". */
  because: string;
  /** When it was written, milliseconds since 1970. */
  at: number;
}

/** What a run is about, as far as that can be closed. */
export interface RunSubject {
  repositoryId: number;
  pullRequest?: number;
  event: string;
  commit: string;
}

const maxConflicts = 20;

export async function readClosed(subject: RunSubject, records: Records): Promise<ClosedSubject | undefined> {
  const key = keyOf(subject);
  return key === undefined ? undefined : toClosed((await records.get(closedSubjects, key))?.value);
}

/** Says that the subject is closed since then, unless a later event has said so. Durable once it resolves. */
export async function rememberClosed(subject: RunSubject, closed: ClosedSubject, records: Records): Promise<void> {
  const key = keyOf(subject);
  if (key === undefined) return;
  for (let conflicts = 0; conflicts < maxConflicts; conflicts += 1) {
    const stored = await records.get(closedSubjects, key);
    const known = toClosed(stored?.value);
    if (known !== undefined && compareRuns(known, closed) >= 0) return;
    if ((await records.put(closedSubjects, key, closed, stored?.version ?? 0)) !== 'conflict') return;
  }
  throw new Error(`The row of ${key} changes too often to be written.`);
}

/** All of a repository begins alike. Undefined for what is never closed. */
function keyOf({ repositoryId, pullRequest, event, commit }: RunSubject): string | undefined {
  if (pullRequest !== undefined) return `${repositoryId}/pull/${pullRequest}`;
  return event === 'merge_group' ? `${repositoryId}/merge-group/${commit}` : undefined;
}

/** Rows are this app's own writing. */
function toClosed(value: unknown): ClosedSubject | undefined {
  return value === undefined ? undefined : (value as ClosedSubject);
}
