import type { CheckState, GithubFailure } from '../../github/github.ts';
import { type CheckAddress, type CheckSender, createCheck, listChecks, updateCheck } from '../write/send-check.ts';
import type { CheckRow, WrittenCheck } from './check-row.ts';

/** GitHub takes so many annotations in one request and appends those of later ones. */
export const annotationsPerCall = 50;

export type RowStep =
  | { kind: 'done' }
  | { kind: 'wrote'; written: WrittenCheck }
  | { kind: 'failed'; failure: GithubFailure };

/** Takes a row one call further: looks for its check, makes it, changes it, or adds the next annotations. */
export async function writeRow(
  sender: CheckSender,
  row: CheckRow,
  { now, mayExist }: { now: number; mayExist: boolean },
): Promise<RowStep> {
  const { written } = row;
  if (written === undefined) return await writeFirst(sender, row, { now, mayExist });
  const total = row.check.output.annotations?.length ?? 0;
  if (written.revision === row.revision && written.annotations >= total) return { kind: 'done' };
  const already = written.revision === row.revision ? written.annotations : 0;
  return await update(sender, row, { id: written.id, already, now });
}

async function writeFirst(
  sender: CheckSender,
  row: CheckRow,
  { now, mayExist }: { now: number; mayExist: boolean },
): Promise<RowStep> {
  if (row.known !== undefined) return await update(sender, row, { id: row.known, already: 0, now });
  const to = addressOfRow(row);
  const count = Math.min(row.check.output.annotations?.length ?? 0, annotationsPerCall);
  if (mayExist) {
    const listed = await listChecks(sender, to);
    if (!listed.ok) return { kind: 'failed', failure: listed.failure };
    const found = listed.value.find((each) => each.externalId === row.check.externalId);
    if (found !== undefined) {
      sender.metrics.count('adopted');
      const isShown = found.status === row.check.status && found.conclusion === row.check.conclusion;
      const adopted = { id: found.id, revision: isShown ? row.revision : 0, annotations: isShown ? count : 0, at: now };
      return { kind: 'wrote', written: adopted };
    }
  }
  const created = await createCheck(sender, to, stateOfRow(row, 0));
  if (!created.ok) return { kind: 'failed', failure: created.failure };
  return { kind: 'wrote', written: { id: created.value, revision: row.revision, annotations: count, at: now } };
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
