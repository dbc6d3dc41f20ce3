import type { Records } from '../../bus/event-bus.ts';
import type { GithubEvent } from '../../event/event.ts';
import { compareRuns, type OrderedRun } from './run-order.ts';

/** Pull requests that were closed and merge groups that are gone, by what they are: their runs are over. */
export const closedSubjects = 'closed-subjects';

export interface ClosedSubject extends OrderedRun {
  /** A sentence: "Pull request #12 was closed". */
  because: string;
  /** When it was written, milliseconds since 1970. */
  at: number;
}

const maxConflicts = 20;

/** `pull/12`, `merge-group/<commit>`; undefined for what is never closed. */
export function subjectOf({ facts }: GithubEvent): string | undefined {
  if (facts.pullRequest !== undefined) return `pull/${facts.pullRequest.number}`;
  return facts.mergeGroup === undefined ? undefined : `merge-group/${facts.mergeGroup.headSha}`;
}

export async function readClosed(event: GithubEvent, records: Records): Promise<ClosedSubject | undefined> {
  const subject = subjectOf(event);
  if (subject === undefined) return undefined;
  return toClosed((await records.get(closedSubjects, keyOf(event, subject)))?.value);
}

/** Says that the event's subject is closed since then, unless a later event has said so. Durable once it resolves. */
export async function rememberClosed(event: GithubEvent, closed: ClosedSubject, records: Records): Promise<void> {
  const subject = subjectOf(event);
  if (subject === undefined) return;
  const key = keyOf(event, subject);
  for (let conflicts = 0; conflicts < maxConflicts; conflicts += 1) {
    const stored = await records.get(closedSubjects, key);
    const known = toClosed(stored?.value);
    if (known !== undefined && compareRuns(known, closed) >= 0) return;
    if ((await records.put(closedSubjects, key, closed, stored?.version ?? 0)) !== 'conflict') return;
  }
  throw new Error(`The row of ${key} changes too often to be written.`);
}

function keyOf({ facts }: GithubEvent, subject: string): string {
  return `${facts.repository.id}/${subject}`;
}

/** Rows are this app's own writing. */
function toClosed(value: unknown): ClosedSubject | undefined {
  return value === undefined ? undefined : (value as ClosedSubject);
}
