import type { Outcome } from '../../bus/event-bus.ts';
import type { InstallationChange } from '../../event/payload/read-installation-change.ts';
import type { GithubResult } from '../../github/github.ts';
import { laterAfter } from '../../problem/later.ts';
import { problem } from '../../problem/problem.ts';
import type { LetGo } from '../../run/leave/let-go.ts';
import { letGoOfKept } from '../../run/leave/let-go-of-kept.ts';
import { type LeaveRunTools, type LeftRuns, letGoOfRuns } from '../../run/leave/let-go-of-runs.ts';
import { lookFromBeginning } from '../../schedule/finding/looked-through.ts';
import { usedNamespaces } from '../close/used-namespaces.ts';
import type { FlowTools } from '../flow-tools.ts';
import { outcomeOf } from '../outcome-of.ts';
import { leaveSchedules } from '../schedules/follow-repository.ts';
import { forgetRepository } from './forget-repository.ts';
import { concludeInterrupted, forgetInterrupted, noteInterrupted } from './interrupted-checks.ts';
import { isAwayFromInstallation, isAwayFromRepository } from './is-away.ts';

/** What leaving takes. */
export type LeaveTools = Pick<
  FlowTools,
  'appId' | 'argoNamespace' | 'policy' | 'records' | 'kubernetes' | 'signer' | 'log' | 'now'
> & {
  triggers: Pick<FlowTools['triggers'], 'cluster'>;
  installations: Pick<FlowTools['installations'], 'isActive' | 'findInstallation'>;
};

/** What this app has no access to any more. */
export interface Left extends Omit<LeftRuns, 'because'> {
  /** It may be suspended only: checks that were interrupted conclude once the App works there again. */
  maybeBack: boolean;
}

/**
 * The App was removed or suspended, or lost repositories: its runs there are ended and let go, and what is kept of them goes. GitHub is
 * asked first whether that still holds, because such an event may come late, after the App is back. Doing it again changes nothing.
 */
export async function leaveRepositories(change: InstallationChange, tools: FlowTools): Promise<Outcome> {
  const { action, eventName, installationId } = change;
  if (eventName === 'installation' && action === 'unsuspend') {
    const failure = await concludeInterrupted(installationId, tools);
    if (failure !== undefined) return outcomeOf(failure);
  }
  const found = await findLeft(change, tools);
  if (!found.ok) {
    const { failure } = found;
    const reason = problem('flow.github-away', { reason: failure.message });
    return { ...laterAfter(failure, reason), kind: 'retry' };
  }
  if (found.value === undefined) return { kind: 'done' };
  const left = { ...found.value, maybeBack: action === 'suspend' };
  const letGo = await leave(left, change.removed, tools);
  if (letGo.kind === 'later') return { ...letGo, kind: 'retry' };
  if (eventName === 'installation' && action === 'deleted') await forgetInterrupted(installationId, tools.records);
  return { kind: 'done' };
}

/**
 * Lets go of what was left: its schedules, its runs, and what is kept of them.
 *
 * @param listed repositories of it that GitHub named, whatever runs they have
 */
export async function leave(left: Left, listed: readonly { id: number }[], tools: LeaveTools): Promise<LetGo> {
  // First: they would start more runs.
  const schedules = await leaveSchedules(left, tools);
  if (schedules.kind === 'later') return schedules;
  const letGo = await letGoOf(left, tools);
  if (letGo.kind === 'later') return letGo;
  const gone = new Set([...letGo.repositoryIds, ...(left.repositoryIds ?? listed.map(({ id }) => id))]);
  for (const id of letGo.back ?? []) gone.delete(id);
  // Their schedules may have gone before that was known.
  if ((letGo.back?.size ?? 0) > 0) await lookFromBeginning(left.installationId, tools.records);
  for (const id of gone) await forgetRepository(id, tools.records);
  tools.log.info({ installation: left.installationId, repositories: gone.size }, 'left repositories');
  return letGo;
}

async function findLeft(
  { action, eventName, installationId, removed }: InstallationChange,
  { installations }: FlowTools,
): Promise<GithubResult<Omit<Left, 'maybeBack'> | undefined>> {
  const isEnd = eventName === 'installation' && (action === 'deleted' || action === 'suspend');
  if (isEnd) {
    const away = await isAwayFromInstallation(installationId, installations);
    if (!away.ok) return away;
    return { ok: true, value: away.value ? { installationId, repositoryIds: undefined } : undefined };
  }
  const ids = new Set<number>();
  for (const { id, fullName } of removed) {
    const away = await isAwayFromRepository(fullName, installations);
    if (!away.ok) return away;
    if (away.value) ids.add(id);
  }
  return { ok: true, value: ids.size === 0 ? undefined : { installationId, repositoryIds: ids } };
}

async function letGoOf(left: Left, tools: LeaveTools): Promise<LetGo> {
  const seen = new Set<number>();
  const back = new Set<number>();
  for (const namespace of await usedNamespaces(tools)) {
    const letGo = await letGoIn(namespace, left, tools);
    if (letGo.kind === 'later') return letGo;
    for (const id of letGo.repositoryIds) seen.add(id);
    for (const id of letGo.back ?? []) back.add(id);
  }
  return { kind: 'done', repositoryIds: seen, back };
}

async function letGoIn(namespace: string, left: Left, tools: LeaveTools): Promise<LetGo> {
  const { repositoryIds, maybeBack } = left;
  const because = maybeBack ? 'The App was suspended' : 'The App was removed from the repository';
  const onLeft: LeaveRunTools['onLeft'] = maybeBack
    ? (head, identity) => noteInterrupted(head, identity, tools)
    : undefined;
  const isStillAway: LeaveRunTools['isStillAway'] = ({ owner, repository }) =>
    repositoryIds === undefined
      ? isAwayFromInstallation(left.installationId, tools.installations)
      : isAwayFromRepository(`${owner}/${repository}`, tools.installations);
  const runs = await letGoOfRuns(namespace, { ...left, because }, { ...tools, onLeft, isStillAway });
  if (runs.kind === 'later') return runs;
  for (const id of repositoryIds ?? runs.repositoryIds) {
    if (runs.back?.has(id)) continue;
    const kept = await letGoOfKept(namespace, id, { appId: tools.appId, cluster: tools.triggers.cluster });
    if (kept.kind === 'later') return kept;
  }
  return runs;
}
