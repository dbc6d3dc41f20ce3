import { z } from 'zod';
import { type Connection, callGithub } from '../connection/call-github.ts';
import type { GithubResult, RepositoryAddress } from '../github.ts';
import type { PullRequest } from './people.ts';

const answer = z.array(
  z.looseObject({
    number: z.number(),
    state: z.string(),
    head: z.looseObject({ sha: z.string(), ref: z.string() }),
  }),
);

/** `GET commits/{sha}/pulls`, the first hundred: a commit is in few pull requests. */
export async function listPullRequests(
  connection: Connection,
  repository: RepositoryAddress,
  commit: string,
): Promise<GithubResult<PullRequest[]>> {
  const result = await callGithub(connection, {
    method: 'listPullRequests',
    installationId: repository.installationId,
    kind: 'read',
    route: 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls',
    parameters: { owner: repository.owner, repo: repository.name, commit_sha: commit, per_page: 100 },
    answer,
  });
  if (!result.ok) return result;
  const read = result.value.map(
    (each): PullRequest => ({
      number: each.number,
      isOpen: each.state === 'open',
      head: { sha: each.head.sha, ref: each.head.ref },
      body: each,
    }),
  );
  return { ok: true, value: read };
}
