import type { CheckState, FoundCheck, GithubFailure } from '../../github/github.ts';
import { type CheckAddress, type CheckSender, createCheck, listChecks, updateCheck } from '../write/send-check.ts';
import { type CheckRow, isWritten, type WrittenCheck } from './check-row.ts';

/** GitHub takes so many annotations in one request and appends those of later ones. */
const annotationsPerCall = 50;

export type RowStep =
  | { kind: 'done' }
  | { kind: 'wrote'; written: WrittenCheck }
  | { kind: 'failed'; failure: GithubFailure };

/**
 * Takes a row one call further: looks for its check, makes it, changes it, or adds the next annotations. `isUnsure`: GitHub may
 * have more of it than the row says. Then it is asked first wherever doing something twice would be seen.
 */
export async function writeRow(
  sender: CheckSender,
  row: CheckRow,
  { now, isUnsure }: { now: number; isUnsure: boolean },
): Promise<RowStep> {
  if (isWritten(row)) return { kind: 'done' };
  if ((isUnsure && showsRepeats(row)) || mayBeConcluded(row)) {
    const looked = await lookFor(sender, row, now);
    if (looked !== undefined) return looked;
  }
  const { written, known } = row;
  if (written === undefined) {
    return known === undefined
      ? await create(sender, row, now)
      : await update(sender, row, { id: known, already: 0, now });
  }
  const already = written.revision === row.revision ? written.annotations : 0;
  return await update(sender, row, { id: written.id, already, now });
}

/** A check that is made twice is there twice, and so are annotations. Everything else may be written again. */
function showsRepeats({ check, known, written }: CheckRow): boolean {
  const isNew = known === undefined && written === undefined;
  return isNew || (check.output.annotations ?? []).length > 0;
}

function mayBeConcluded({ unlessConcluded, written }: CheckRow): boolean {
  return unlessConcluded === true && written === undefined;
}

/** What GitHub has of the row; undefined where it has nothing. */
async function lookFor(sender: CheckSender, row: CheckRow, now: number): Promise<RowStep | undefined> {
  const listed = await listChecks(sender, addressOfRow(row));
  if (!listed.ok) return { kind: 'failed', failure: listed.failure };
  const id = row.written?.id ?? row.known;
  const found = listed.value.find((each) =>
    id === undefined ? each.externalId === row.check.externalId : each.id === id,
  );
  if (found === undefined) return undefined;
  sender.metrics.count('adopted');
  return { kind: 'wrote', written: { ...compareWith(row, found), at: now } };
}

function compareWith(row: CheckRow, found: FoundCheck): Omit<WrittenCheck, 'at'> {
  const { id } = found;
  const total = row.check.output.annotations?.length ?? 0;
  const arrived = Math.min(total, found.annotations ?? Math.min(total, annotationsPerCall));
  if (row.written?.revision === row.revision) {
    return { id, revision: row.revision, annotations: Math.max(row.written.annotations, arrived) };
  }
  if (mayBeConcluded(row) && found.status === 'completed') return { id, revision: row.revision, annotations: total };
  const isShown = found.status === row.check.status && found.conclusion === row.check.conclusion;
  return { id, revision: isShown ? row.revision : 0, annotations: isShown ? arrived : 0 };
}

async function create(sender: CheckSender, row: CheckRow, now: number): Promise<RowStep> {
  const created = await createCheck(sender, addressOfRow(row), stateOfRow(row, 0));
  if (!created.ok) return { kind: 'failed', failure: created.failure };
  const annotations = Math.min(row.check.output.annotations?.length ?? 0, annotationsPerCall);
  return { kind: 'wrote', written: { id: created.value, revision: row.revision, annotations, at: now } };
}

async function update(
  sender: CheckSender,
  row: CheckRow,
  { id, already, now }: { id: number; already: number; now: number },
): Promise<RowStep> {
  const updated = await updateCheck(sender, { ...addressOfRow(row), id }, stateOfRow(row, already));
  if (!updated.ok) return { kind: 'failed', failure: updated.failure };
  const total = row.check.output.annotations?.length ?? 0;
  const annotations = Math.min(total, already + annotationsPerCall);
  return { kind: 'wrote', written: { id, revision: row.revision, annotations, at: now } };
}

export function addressOfRow(row: CheckRow): CheckAddress {
  const { name, headSha, externalId } = row.check;
  return { repository: row.repository, name, headSha, externalId };
}

function stateOfRow(row: CheckRow, from: number): CheckState {
  const { name: _name, headSha: _headSha, externalId: _externalId, ...state } = row.check;
  const { annotations, ...output } = state.output;
  const part = annotations?.slice(from, from + annotationsPerCall) ?? [];
  return { ...state, output: { ...output, ...(part.length === 0 ? {} : { annotations: part }) } };
}
