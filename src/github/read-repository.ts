import { z } from 'zod';
import { type Connection, callGithub } from './connection/call-github.ts';
import type { GithubResult, RepositoryAddress, RepositoryState } from './github.ts';

const repository = z.object({
  id: z.number(),
  name: z.string(),
  full_name: z.string(),
  owner: z.object({ login: z.string() }),
  html_url: z.string(),
  clone_url: z.string(),
  private: z.boolean(),
  archived: z.boolean().optional(),
  default_branch: z.string(),
  pushed_at: z.string().nullish(),
});

/** `GET /repos/{owner}/{repo}`. Undefined where the installation does not reach it (any more). */
export async function readRepository(
  connection: Connection,
  { installationId, owner, name }: Omit<RepositoryAddress, 'id'>,
): Promise<GithubResult<RepositoryState | undefined>> {
  const read = await callGithub(connection, {
    method: 'readRepository',
    installationId,
    kind: 'read',
    route: 'GET /repos/{owner}/{repo}',
    parameters: { owner, repo: name },
    answer: repository,
  });
  if (!read.ok) return read.failure.kind === 'gone' ? { ok: true, value: undefined } : read;
  const { value } = read;
  return {
    ok: true,
    value: {
      id: value.id,
      owner: value.owner.login,
      name: value.name,
      fullName: value.full_name,
      url: value.html_url,
      cloneUrl: value.clone_url,
      private: value.private,
      isArchived: value.archived === true,
      defaultBranch: value.default_branch,
      pushedAt: Date.parse(value.pushed_at ?? '') || 0,
    },
  };
}
