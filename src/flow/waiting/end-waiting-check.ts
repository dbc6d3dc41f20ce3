import type { NewCheck } from '../../github/github.ts';
import { checkRows, readCheckRow, requestCheck } from '../../report/rows/check-row.ts';
import type { CheckTools } from '../verdict/check-request.ts';
import { forgetWaitingCheck, rowKeyOf, type WaitingPlace } from './waiting-notes.ts';

export type CheckOutput = NewCheck['output'];

/** Concludes the check of an event that waits no more. One that is concluded stays as it is. */
export async function endWaitingCheck(
  place: WaitingPlace,
  conclusion: 'neutral' | 'cancelled',
  output: CheckOutput,
  tools: CheckTools,
): Promise<void> {
  const key = rowKeyOf(place);
  const row = readCheckRow((await tools.records.get(checkRows, key))?.value);
  if (row !== undefined && row.check.status !== 'completed') {
    const { name, headSha, externalId } = row.check;
    const completedAt = new Date(tools.now()).toISOString();
    const check: NewCheck = { name, headSha, externalId, status: 'completed', conclusion, completedAt, output };
    await requestCheck(tools.records, { key, repository: row.repository, requestedAt: row.requestedAt, check });
    tools.wakeReporter();
  }
  await forgetWaitingCheck(place, tools.records);
}
