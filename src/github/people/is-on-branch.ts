import { z } from 'zod';
import { compareCommits } from '../changes/compare-commits.ts';
import { type Connection, callGithub } from '../connection/call-github.ts';
import type { GithubResult, RepositoryAddress } from '../github.ts';

const tips = z.array(z.object({ name: z.string() }));

const pullRequests = z.array(
  z.object({ state: z.string(), head: z.object({ repo: z.object({ id: z.number() }).nullish() }) }),
);

/** See `GithubPeople`: the tips of branches, then the default branch, then open pull requests; one call each, while it is not certain. */
export async function isOnBranch(
  connection: Connection,
  repository: RepositoryAddress,
  commit: string,
  defaultBranch: string,
): Promise<GithubResult<boolean>> {
  const atTip = await ask(connection, repository, { commit, list: 'branches-where-head', answer: tips });
  if (!atTip.ok) return isNoCommit(atTip.failure) ? no : atTip;
  if (atTip.value.length > 0) return { ok: true, value: true };

  const compared = await compareCommits(connection, repository, defaultBranch, commit);
  if (!compared.ok && compared.failure.kind !== 'gone') return compared;
  if (compared.ok && ['behind', 'identical'].includes(compared.value.status)) return { ok: true, value: true };

  const proposed = await ask(connection, repository, { commit, list: 'pulls', answer: pullRequests });
  if (!proposed.ok) return isNoCommit(proposed.failure) ? no : proposed;
  const isOwn = proposed.value.some(({ state, head }) => state === 'open' && head.repo?.id === repository.id);
  return { ok: true, value: isOwn };
}

const no: GithubResult<boolean> = { ok: true, value: false };

interface Question<Value> {
  commit: string;
  list: string;
  answer: z.ZodType<Value>;
}

function ask<Value>(
  connection: Connection,
  repository: RepositoryAddress,
  { commit, list, answer }: Question<Value>,
): Promise<GithubResult<Value>> {
  return callGithub(connection, {
    method: 'isOnBranch',
    installationId: repository.installationId,
    kind: 'read',
    route: `GET /repos/{owner}/{repo}/commits/{commit_sha}/${list}`,
    parameters: { owner: repository.owner, repo: repository.name, commit_sha: commit },
    answer,
  });
}

/** GitHub answers 422 to what is no commit of the repository, and 404 to a repository that is not there. */
function isNoCommit({ kind }: { kind: string }): boolean {
  return kind === 'refused' || kind === 'gone';
}
