import { z } from 'zod';
import { type Connection, callGithub } from '../connection/call-github.ts';
import type { ChangedFile, GithubResult, RepositoryAddress } from '../github.ts';
import { changedFileList, compareCommits } from './compare-commits.ts';
import { listTreeChanges } from './list-tree-changes.ts';

const perPage = 100;
const maxPages = 30;

const pullRequest = z.object({ base: z.object({ sha: z.string() }), head: z.object({ sha: z.string() }) });

/** GitHub's own list, three-dot; where it ends at 3,000 files, the trees of the merge base and the head. */
export async function listPullRequestFiles(
  connection: Connection,
  repository: RepositoryAddress,
  number: number,
): Promise<GithubResult<ChangedFile[]>> {
  const files: ChangedFile[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const result = await callGithub(connection, {
      ...request(repository, number),
      route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files',
      parameters: { ...request(repository, number).parameters, per_page: perPage, page },
      answer: changedFilePage,
    });
    if (!result.ok) {
      return result;
    }
    files.push(...result.value.files);
    if (result.value.count < perPage) {
      return { ok: true, value: files };
    }
  }
  return await listFromTrees(connection, repository, number);
}

/** The page's length counts before files without a change are left out. */
const changedFilePage = z
  .array(z.unknown())
  .transform((list) => ({ count: list.length, list }))
  .pipe(z.object({ count: z.number(), list: changedFileList }))
  .transform(({ count, list }) => ({ count, files: list }));

async function listFromTrees(
  connection: Connection,
  repository: RepositoryAddress,
  number: number,
): Promise<GithubResult<ChangedFile[]>> {
  const found = await callGithub(connection, {
    ...request(repository, number),
    route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}',
    answer: pullRequest,
  });
  if (!found.ok) {
    return found;
  }
  const { base, head } = found.value;
  const compared = await compareCommits(connection, repository, base.sha, head.sha);
  return compared.ok ? await listTreeChanges(connection, repository, compared.value.mergeBase, head.sha) : compared;
}

function request(repository: RepositoryAddress, number: number) {
  return {
    method: 'listChangedFiles',
    installationId: repository.installationId,
    kind: 'read' as const,
    parameters: { owner: repository.owner, repo: repository.name, pull_number: number },
  };
}
