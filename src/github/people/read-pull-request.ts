import { z } from 'zod';
import { type Connection, callGithub } from '../connection/call-github.ts';
import type { GithubResult, RepositoryAddress } from '../github.ts';
import type { PullRequest } from './people.ts';

const answer = z.looseObject({
  number: z.number(),
  state: z.string(),
  head: z.looseObject({ sha: z.string(), ref: z.string() }),
});

/** `GET pulls/{number}`; GitHub's webhooks carry the same object. */
export async function readPullRequest(
  connection: Connection,
  repository: RepositoryAddress,
  number: number,
): Promise<GithubResult<PullRequest | undefined>> {
  const result = await callGithub(connection, {
    method: 'readPullRequest',
    installationId: repository.installationId,
    kind: 'read',
    route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}',
    parameters: { owner: repository.owner, repo: repository.name, pull_number: number },
    answer,
  });
  if (!result.ok) return result.failure.kind === 'gone' ? { ok: true, value: undefined } : result;
  const { head, state } = result.value;
  const read = { number: result.value.number, isOpen: state === 'open', head: { sha: head.sha, ref: head.ref } };
  return { ok: true, value: { ...read, body: result.value } };
}
