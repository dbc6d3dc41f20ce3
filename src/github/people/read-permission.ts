import { z } from 'zod';
import { type Connection, callGithub } from '../connection/call-github.ts';
import type { GithubResult, RepositoryAddress } from '../github.ts';
import type { Permission } from './people.ts';

/** `maintain` counts as write and `triage` as read: GitHub answers so itself, and writes the finer word in `role_name`. */
const answer = z.object({
  permission: z.string().transform((word): Permission => permissions.get(word) ?? 'none'),
});

const permissions: ReadonlyMap<string, Permission> = new Map([
  ['admin', 'admin'],
  ['maintain', 'write'],
  ['write', 'write'],
  ['triage', 'read'],
  ['read', 'read'],
]);

export async function readPermission(
  connection: Connection,
  repository: RepositoryAddress,
  login: string,
): Promise<GithubResult<Permission>> {
  const result = await callGithub(connection, {
    method: 'readPermission',
    installationId: repository.installationId,
    kind: 'read',
    route: 'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
    parameters: { owner: repository.owner, repo: repository.name, username: login },
    answer,
  });
  if (result.ok) return { ok: true, value: result.value.permission };
  return result.failure.kind === 'gone' ? { ok: true, value: 'none' } : result;
}
