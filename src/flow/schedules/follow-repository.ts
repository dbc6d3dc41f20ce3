import type { Delivery, Outcome } from '../../bus/event-bus.ts';
import type { GithubEvent } from '../../event/event.ts';
import { parseBody } from '../../event/payload/parse-body.ts';
import { fieldAt } from '../../event/payload/read-field.ts';
import type { InstallationChange, InstalledRepository } from '../../event/payload/read-installation-change.ts';
import type { RepositoryAddress } from '../../github/github.ts';
import { forgetLookedThrough, lookFromBeginning, noteLookedThrough } from '../../schedule/finding/looked-through.ts';
import { listScheduleRows, readScheduleRow } from '../../schedule/repository/schedule-rows.ts';
import { removeRepository } from '../../schedule/sync/remove-repository.ts';
import { type Resynced, resyncRepository } from '../../schedule/sync/resync-repository.ts';
import { addressOf } from '../file/load-configuration.ts';
import type { FlowTools } from '../flow-tools.ts';
import { outcomeOf } from '../outcome-of.ts';
import { scheduleTools } from './schedule-tools.ts';

/** What happens to a repository that its CronWorkflows have to follow. */
const actions: ReadonlySet<string> = new Set(['renamed', 'archived', 'unarchived', 'transferred', 'edited']);

/** Repositories of one event that are asked for CronWorkflows at once; of more the leader asks, page by page. */
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

/**
 * The App got repositories, or may look at them again: those that have CronWorkflows get them into the cluster. What came of pushes
 * while it was suspended nobody told, so that all repositories are looked at, by and by.
 */
export async function welcomeRepositories(change: InstallationChange, tools: FlowTools): Promise<Outcome> {
  const { installationId, action, eventName, added } = change;
  if (action === 'deleted' || action === 'suspend') await forgetLookedThrough(installationId, tools.records);
  if (added.length === 0 && action !== 'unsuspend') return { kind: 'done' };
  // Such an event may come late.
  const active = await tools.installations.isActive(installationId);
  if (!active.ok) return outcomeOf(active.failure);
  if (!active.value) return { kind: 'done' };
  const isMuch = added.length > maxAdded;
  if (isMuch || action === 'unsuspend') await lookFromBeginning(installationId, tools.records);
  const returning = action === 'unsuspend' ? await listRowsOf(installationId, tools) : [];
  const listed = isMuch ? [] : added.map((each) => addressIn(installationId, each));
  const looked = await lookAtAll([...returning, ...listed], tools);
  const isWhole = eventName === 'installation' && action === 'created' && !isMuch;
  if (looked.kind === 'done' && isWhole) await noteLookedThrough(installationId, tools.records);
  return looked;
}

async function lookAtAll(addresses: readonly RepositoryAddress[], tools: FlowTools): Promise<Outcome> {
  for (const address of addresses) {
    const resynced = await resyncRepository(address, scheduleTools(tools));
    if (resynced.kind === 'later') return asOutcome(resynced);
  }
  return { kind: 'done' };
}

function addressIn(installationId: number, { id, fullName }: InstalledRepository): RepositoryAddress {
  const [owner = '', name = ''] = fullName.split('/');
  return { installationId, id, owner, name };
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
  {
    appId,
    records,
    signer,
    triggers,
  }: Pick<FlowTools, 'appId' | 'records' | 'signer'> & {
    triggers: Pick<FlowTools['triggers'], 'cluster'>;
  },
): Promise<Resynced> {
  const { installationId, repositoryIds, maybeBack } = left;
  const removing = { appId, records, signer, cluster: triggers.cluster };
  for (const { repository } of await listScheduleRows(records)) {
    const isLeft = repositoryIds?.has(repository.id) ?? repository.installationId === installationId;
    if (!isLeft) continue;
    const removed = await removeRepository(repository.id, removing, maybeBack ? { remember: true } : {});
    if (removed.kind === 'later') return removed;
  }
  return { kind: 'done' };
}

function asOutcome(resynced: Resynced): Outcome {
  return resynced.kind === 'later' ? { ...resynced, kind: 'retry' } : resynced;
}
