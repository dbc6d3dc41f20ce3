import { isAwayFromRepository } from '../flow/leave/is-away.ts';
import { type LeaveTools, leave } from '../flow/leave/leave-repositories.ts';
import type { GithubFailure } from '../github/github.ts';
import type { GithubInstallations } from '../github/installations/installations.ts';

export interface InstallationSweepTools extends LeaveTools {
  installations: Pick<GithubInstallations, 'listInstallations' | 'isActive' | 'listRepositories' | 'findInstallation'>;
}

/**
 * Leaves the repositories that an installation which works does not reach any more, where the event that says so never came. GitHub's
 * list may miss one while others come and go, so it is asked for each that is missing whether the App is there.
 *
 * @param held `owner/name` by id
 */
export async function leaveLostRepositories(
  installationId: number,
  held: ReadonlyMap<number, string>,
  tools: InstallationSweepTools,
): Promise<void> {
  const missing = await listMissing(installationId, held, tools);
  if (!missing.ok) {
    const reason = missing.failure.message;
    tools.log.warn({ installation: installationId, reason }, 'its repositories could not be listed; it is tried again');
    return;
  }
  const repositoryIds = new Set<number>();
  for (const id of missing.value) {
    const away = await isAwayFromRepository(held.get(id) ?? '', tools.installations);
    if (away.ok && away.value) repositoryIds.add(id);
  }
  if (repositoryIds.size === 0) return;
  const left = { installationId, repositoryIds, maybeBack: false };
  const result = await leave(left, [], tools);
  if (result.kind === 'later') tools.log.warn({ reason: result.problem.message }, 'repositories could not be left yet');
}

type Missing = { ok: true; value: Set<number> } | { ok: false; failure: GithubFailure };

/** Reads no more pages than it takes to have seen all. */
async function listMissing(
  installationId: number,
  held: ReadonlyMap<number, string>,
  { installations }: InstallationSweepTools,
): Promise<Missing> {
  const missing = new Set(held.keys());
  for (let page = 1; missing.size > 0; page += 1) {
    const listed = await installations.listRepositories(installationId, page);
    if (!listed.ok) return listed;
    for (const { id } of listed.value.repositories) missing.delete(id);
    if (listed.value.isLast) break;
  }
  return { ok: true, value: missing };
}
