import type { Records } from '../bus/event-bus.ts';
import type { GitHub, GithubResult } from '../github/github.ts';
import type { RunIdentity } from '../run/identity/run-identity.ts';
import { checkRows } from './rows/check-row.ts';

/**
 * Whether GitHub has a check of the Workflow that has, or had, this place, or a row asks for one. Costs one call, and none where there
 * is a row.
 */
export async function hasRunCheck(
  run: RunIdentity,
  place: { namespace: string; name: string },
  { records, github }: { records: Records; github: Pick<GitHub, 'listCheckRuns'> },
): Promise<GithubResult<boolean>> {
  const start = `${place.namespace}/${place.name}/`;
  if ((await records.list(checkRows, start)).length > 0) return { ok: true, value: true };
  const { installationId, repositoryId: id, owner, repository: name, commit, checkName } = run;
  const listed = await github.listCheckRuns({ installationId, id, owner, name }, commit, checkName);
  return listed.ok ? { ok: true, value: listed.value.some(({ externalId }) => externalId.startsWith(start)) } : listed;
}
