import { concludeInterrupted, listInterrupted } from '../flow/leave/interrupted-checks.ts';
import { isAwayFromInstallation } from '../flow/leave/is-away.ts';
import { leave } from '../flow/leave/leave-repositories.ts';
import { forgetLookedThrough, listLookedThrough, lookFromBeginning } from '../schedule/finding/looked-through.ts';
import { listScheduleRows } from '../schedule/repository/schedule-rows.ts';
import { addressOfScheduled } from '../schedule/repository/scheduled-repository.ts';
import { type ResyncTools, resyncRepository } from '../schedule/sync/resync-repository.ts';
import { type InstallationSweepTools, leaveLostRepositories } from './leave-lost-repositories.ts';
import { type Held, listHeld } from './list-held.ts';

export interface WelcomeTools extends InstallationSweepTools {
  syncing: ResyncTools;
  github: Parameters<typeof concludeInterrupted>[1]['github'];
  wakeReporter: () => void;
}

/**
 * Makes good what events about installations would have done that never came, or came while the app was not there. Runs of
 * installations that are gone or suspended, and of repositories that were taken out of one, are ended and let go; an installation
 * that works again has its interrupted checks concluded and its schedules back; the repositories of a new one are looked at.
 */
export async function sweepInstallations(tools: WelcomeTools, signal: AbortSignal): Promise<void> {
  const listed = await tools.installations.listInstallations();
  if (!listed.ok) {
    tools.log.warn({ reason: listed.failure.message }, 'installations could not be listed; it is tried again');
    return;
  }
  const active = listed.value;
  await leaveWhatIsGone(await listHeld(tools), active, { tools, signal });
  await welcomeBack(active, { tools, signal });
  await noteInstallations(active, tools);
}

interface Sweeping {
  tools: WelcomeTools;
  signal: AbortSignal;
}

async function leaveWhatIsGone(held: Held, active: ReadonlySet<number>, { tools, signal }: Sweeping): Promise<void> {
  for (const [installationId, repositories] of held) {
    if (signal.aborted) return;
    if (active.has(installationId)) await leaveLostRepositories(installationId, repositories, tools);
    else await leaveInstallation(installationId, tools);
  }
}

async function leaveInstallation(installationId: number, tools: InstallationSweepTools): Promise<void> {
  if (!(await isGone(installationId, tools))) return;
  const left = { installationId, repositoryIds: undefined, maybeBack: true };
  const result = await leave(left, [], tools);
  if (result.kind === 'later')
    tools.log.warn({ reason: result.problem.message }, 'an installation could not be left yet');
}

/** A list of several pages may miss one while others come and go, and say of one what has changed since. */
async function isGone(installationId: number, { installations }: InstallationSweepTools): Promise<boolean> {
  const away = await isAwayFromInstallation(installationId, installations);
  return away.ok && away.value;
}

async function welcomeBack(active: ReadonlySet<number>, { tools, signal }: Sweeping): Promise<void> {
  const interrupted = await listInterrupted(tools.records);
  const waiting = (await listScheduleRows(tools.records)).filter(({ left }) => left === true);
  const returned = new Set([...interrupted, ...waiting.map(({ repository }) => repository.installationId)]);
  for (const installationId of returned) {
    if (signal.aborted) return;
    if (!active.has(installationId)) continue;
    const stillActive = await tools.installations.isActive(installationId);
    if (!stillActive.ok || !stillActive.value) continue;
    if (interrupted.has(installationId)) await concludeInterrupted(installationId, tools);
    for (const { repository } of waiting.filter((each) => each.repository.installationId === installationId)) {
      if (signal.aborted) return;
      await resyncRepository(addressOfScheduled(repository), tools.syncing);
    }
  }
}

/** One that was suspended counts as new when it works again: what was pushed meanwhile nobody told. */
async function noteInstallations(active: ReadonlySet<number>, tools: InstallationSweepTools): Promise<void> {
  const known = new Set((await listLookedThrough(tools.records)).map((each) => each.installationId));
  for (const installationId of active) {
    if (!known.has(installationId)) await lookFromBeginning(installationId, tools.records);
  }
  for (const installationId of known) {
    if (active.has(installationId) || !(await isGone(installationId, tools))) continue;
    await forgetLookedThrough(installationId, tools.records);
  }
}
