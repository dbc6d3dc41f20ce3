import type { GithubResult } from '../../github/github.ts';
import type { GithubInstallations } from '../../github/installations/installations.ts';

/** Whether the App was removed from the installation, or is suspended there. */
export async function isAwayFromInstallation(
  installationId: number,
  installations: Pick<GithubInstallations, 'isActive'>,
): Promise<GithubResult<boolean>> {
  const active = await installations.isActive(installationId);
  return active.ok ? { ok: true, value: !active.value } : active;
}

/** @param fullName `owner/name` */
export async function isAwayFromRepository(
  fullName: string,
  installations: Pick<GithubInstallations, 'findInstallation'>,
): Promise<GithubResult<boolean>> {
  const found = await installations.findInstallation(fullName);
  return found.ok ? { ok: true, value: found.value === undefined } : found;
}
