import type { Records } from '../../bus/event-bus.ts';
import type { Later } from '../../problem/later.ts';
import { type RemoveTools, removeOthers } from '../cron-workflow/remove-others.ts';
import { readScheduleRow, removeScheduleRow, writeScheduleRow } from '../repository/schedule-rows.ts';

export interface RemoveRepositoryTools extends RemoveTools {
  records: Records;
}

export type RepositoryRemoved = { kind: 'done' } | Later;

/**
 * Takes a repository's CronWorkflows out of the cluster: it is gone, or the App has no access to it.
 *
 * @param options `remember`: it may come back (a suspended installation, an archived repository), so that it is asked for again then
 */
export async function removeRepository(
  id: number,
  tools: RemoveRepositoryTools,
  options: { remember?: true } = {},
): Promise<RepositoryRemoved> {
  const kept = await readScheduleRow(id, tools.records);
  if (kept === undefined) return { kind: 'done' };
  const { row, version } = kept;
  for (const namespace of new Set(Object.values(row.applied).map((each) => each.namespace))) {
    const removed = await removeOthers({ namespace, repositoryId: id, keep: new Set() }, tools);
    if (removed.kind === 'later') return removed;
  }
  if (options.remember === true) await writeScheduleRow({ ...row, applied: {}, left: true }, version, tools.records);
  else await removeScheduleRow(id, tools.records);
  return { kind: 'done' };
}
