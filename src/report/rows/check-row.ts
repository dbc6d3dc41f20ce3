import type { Records } from '../../bus/event-bus.ts';
import type { NewCheck, RepositoryAddress } from '../../github/github.ts';

/** The collection of checks that have no Workflow (any more). */
export const checkRows = 'checks';

/** A check to be written without a Workflow, and how far that has come. */
export interface CheckRow {
  repository: RepositoryAddress;
  check: NewCheck;
  /** Milliseconds since 1970. */
  requestedAt: number;
  /** Grows with each change of `check`. */
  revision: number;
  /** GitHub may have a check with this external id that no row knows. */
  mayExist?: boolean;
  /** It may come over nothing: it is dropped where the commit has, or is about to get, another check of its name. */
  unlessNamed?: true;
  /** Another replica may know better how it ended: it is dropped where GitHub has the check, and that has concluded. */
  unlessConcluded?: true;
  /** Id of a check run that was made for it elsewhere. */
  known?: number;
  written?: WrittenCheck;
}

export interface WrittenCheck {
  id: number;
  /** The revision that GitHub has. */
  revision: number;
  /** How many of its annotations. */
  annotations: number;
  /** Milliseconds since 1970. */
  at: number;
}

/** A stored value as a row, if it is one. */
export function readCheckRow(value: unknown): CheckRow | undefined {
  return isCheckRow(value) ? value : undefined;
}

/** Rows are this app's own writing: it is enough to see that one is complete. */
function isCheckRow(value: unknown): value is CheckRow {
  if (typeof value !== 'object' || value === null) return false;
  const row: Partial<Record<keyof CheckRow, unknown>> = value;
  const { repository, check } = row;
  if (typeof repository !== 'object' || repository === null || typeof check !== 'object' || check === null)
    return false;
  const hasAddress = 'installationId' in repository && 'owner' in repository && 'name' in repository;
  const hasCheck = 'externalId' in check && 'headSha' in check && 'status' in check && 'output' in check;
  return hasAddress && hasCheck && typeof row.requestedAt === 'number' && typeof row.revision === 'number';
}

/**
 * What is asked for: a row without what the writer adds. `key` tells requests apart, by default the check's external id; the
 * check of a Workflow needs its uid too, because another Workflow may have had the same name.
 */
export type CheckRequest = Omit<CheckRow, 'revision' | 'written'> & { key?: string };

export function keyOfRequest({ key, check }: CheckRequest): string {
  return key ?? check.externalId;
}

const maxConflicts = 10;

/**
 * Asks for a check run without a Workflow: a failed `argo-events`, a fork that waits for approval, a run that could not be
 * created. Durable once it resolves. Asking again under the same key changes nothing, except that a check that is not
 * completed yet may move on. `new`: nobody has asked under this key before.
 */
export async function requestCheck(records: Records, request: CheckRequest): Promise<'new' | 'known'> {
  const key = keyOfRequest(request);
  for (let conflicts = 0; conflicts < maxConflicts; conflicts += 1) {
    const stored = await records.get(checkRows, key);
    const row = stored === undefined ? undefined : readCheckRow(stored.value);
    if (row !== undefined && !isNews(row.check, request.check)) return 'known';
    const next = row === undefined ? { ...request, revision: 1 } : moveOn(row, request);
    const put = await records.put(checkRows, key, next, stored?.version ?? 0);
    if (put !== 'conflict') return stored === undefined ? 'new' : 'known';
  }
  throw new Error(`The row of the check ${key} changes too often to be written.`);
}

/** Notes what GitHub has of the row, also when the row was asked to move on meanwhile. */
export async function saveWritten(records: Records, key: string, written: WrittenCheck): Promise<void> {
  for (let conflicts = 0; conflicts < maxConflicts; conflicts += 1) {
    const stored = await records.get(checkRows, key);
    const row = stored === undefined ? undefined : readCheckRow(stored.value);
    if (stored === undefined || row === undefined) return;
    const put = await records.put(checkRows, key, compact({ ...row, written }), stored.version);
    if (put !== 'conflict') return;
  }
  throw new Error(`The row of the check ${key} changes too often to be written.`);
}

/** Whether GitHub has all of the row. */
export function isWritten(row: CheckRow): row is CheckRow & { written: WrittenCheck } {
  const total = row.check.output.annotations?.length ?? 0;
  return row.written !== undefined && row.written.revision === row.revision && row.written.annotations >= total;
}

/** What is written and final stays only to be recognised when it is asked for again: its texts may go. */
function compact(row: CheckRow): CheckRow {
  if (row.check.status !== 'completed' || !isWritten(row)) return row;
  return { ...row, check: { ...row.check, output: { title: row.check.output.title, summary: '' } } };
}

function isNews(stored: NewCheck, asked: NewCheck): boolean {
  return stored.status !== 'completed' && JSON.stringify(stored) !== JSON.stringify(asked);
}

function moveOn(row: CheckRow, request: CheckRequest): CheckRow {
  return { ...row, check: request.check, requestedAt: request.requestedAt, revision: row.revision + 1 };
}
