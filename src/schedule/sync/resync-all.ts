import type { Logger } from 'pino';
import { listScheduleRows } from '../repository/schedule-rows.ts';
import { addressOfScheduled } from '../repository/scheduled-repository.ts';
import { type ResyncTools, resyncRepository } from './resync-repository.ts';

/** Looks at every repository that has CronWorkflows: what somebody changed in the cluster, or an event that never came, is made good. */
export async function resyncAll(
  tools: ResyncTools & { log: Pick<Logger, 'warn'> },
  signal: AbortSignal,
): Promise<void> {
  for (const { repository, left } of await listScheduleRows(tools.records)) {
    if (signal.aborted) return;
    if (left === true) continue;
    const resynced = await resyncRepository(addressOfScheduled(repository), tools);
    if (resynced.kind !== 'later') continue;
    const { code, message } = resynced.problem;
    tools.log.warn({ code, repository: repository.fullName }, message);
  }
}
