import type { Delivery, Outcome } from '../../bus/event-bus.ts';
import type { GithubEvent } from '../../event/event.ts';
import { parseBody } from '../../event/payload/parse-body.ts';
import { fieldAt } from '../../event/payload/read-field.ts';
import type { InstallationChange } from '../../event/payload/read-installation-change.ts';
import { removeRepository } from '../../schedule/sync/remove-repository.ts';
import { type Resynced, resyncRepository } from '../../schedule/sync/resync-repository.ts';
import { listScheduleRows, readScheduleRow } from '../../schedule/sync/schedule-rows.ts';
import { addressOf } from '../file/load-configuration.ts';
import type { FlowTools } from '../flow-tools.ts';
import { outcomeOf } from '../outcome-of.ts';
import { scheduleTools } from './schedule-tools.ts';

/** What happens to a repository that its CronWorkflows have to follow. */
const actions: ReadonlySet<string> = new Set(['renamed', 'archived', 'unarchived', 'transferred', 'edited']);

/** Repositories of one event that are asked for CronWorkflows; the others' next pushes tell. */
const maxAdded = 500;

/** A repository that was renamed, archived or given another default branch has its CronWorkflows looked at, at once. */
export async function followRepository(event: GithubEvent, delivery: Delivery, tools: FlowTools): Promise<Outcome> {
  const { eventName, action = '', repository } = event.facts;
  if (eventName !== 'repository') return { kind: 'done' };
  if (action === 'deleted') return asOutcome(await removeRepository(repository.id, scheduleTools(tools)));
  if (!actions.has(action)) return { kind: 'done' };
  const isKnown = (await readScheduleRow(repository.id, tools.records)) !== undefined;
  // The new default branch may be the first to have some.
  const mayBegin = action === 'edited' && changesBranch(delivery);
  if (!isKnown && !mayBegin) return { kind: 'done' };
  return asOutcome(await resyncRepository(addressOf(event), scheduleTools(tools)));
}

function changesBranch(delivery: Delivery): boolean {
  const parsed = parseBody(delivery);
  return parsed.ok && fieldAt(parsed.body, 'changes', 'default_branch') !== undefined;
}

/** The App got repositories, or may look at them again: those that have CronWorkflows get them into the cluster. */
export async function welcomeRepositories(change: InstallationChange, tools: FlowTools): Promise<Outcome> {
  const { installationId, action, added } = change;
  const returning = action === 'unsuspend' ? await listRowsOf(installationId, tools) : [];
  const listed = added.slice(0, maxAdded).map(({ id, fullName }) => {
    const [owner = '', name = ''] = fullName.split('/');
    return { installationId, id, owner, name };
  });
  if (returning.length + listed.length === 0) return { kind: 'done' };
  // Such an event may come late.
  const active = await tools.installations.isActive(installationId);
  if (!active.ok) return outcomeOf(active.failure);
  if (!active.value) return { kind: 'done' };
  for (const address of [...returning, ...listed]) {
    const resynced = await resyncRepository(address, scheduleTools(tools));
    if (resynced.kind === 'later') return asOutcome(resynced);
  }
  return { kind: 'done' };
}

async function listRowsOf(installationId: number, { records }: FlowTools) {
  const rows = await listScheduleRows(records);
  return rows
    .filter(({ repository }) => repository.installationId === installationId)
    .map(({ repository: { id, owner, name } }) => ({ installationId, id, owner, name }));
}

/**
 * The App lost an installation or repositories: their CronWorkflows go.
 *
 * @param repositoryIds undefined: all of the installation
 */
export async function leaveSchedules(
  left: { installationId: number; repositoryIds: ReadonlySet<number> | undefined; maybeBack: boolean },
  tools: FlowTools,
): Promise<Resynced> {
  const { installationId, repositoryIds, maybeBack } = left;
  for (const { repository } of await listScheduleRows(tools.records)) {
    const isLeft = repositoryIds?.has(repository.id) ?? repository.installationId === installationId;
    if (!isLeft) continue;
    const removed = await removeRepository(repository.id, scheduleTools(tools), maybeBack ? { remember: true } : {});
    if (removed.kind === 'later') return removed;
  }
  return { kind: 'done' };
}

function asOutcome(resynced: Resynced): Outcome {
  if (resynced.kind === 'done') return { kind: 'done' };
  const { problem, afterMs } = resynced;
  return { kind: 'retry', problem, ...(afterMs === undefined ? {} : { afterMs }) };
}
