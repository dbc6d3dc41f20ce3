import type { Connection } from '../connection/call-github.ts';
import type { ChangedFile, ChangeRange, GithubResult, RepositoryAddress } from '../github.ts';
import { compareCommits } from './compare-commits.ts';
import { listPullRequestFiles } from './list-pull-request-files.ts';
import { listTreeChanges } from './list-tree-changes.ts';

type Push = Extract<ChangeRange, { kind: 'push' }>;

/**
 * The files that a push or a pull request changed, complete or not at all.
 *
 * Push: `before` to `after` as they are, so that a forced push also names what it took away. A new branch: what it has beyond
 * the default branch; the first push of the default branch itself: every file. Where GitHub cuts its list (300 of a
 * comparison, 3,000 of a pull request) or no longer has `before`, the trees of both sides are compared.
 */
export async function listChangedFiles(
  connection: Connection,
  repository: RepositoryAddress,
  range: ChangeRange,
): Promise<GithubResult<ChangedFile[]>> {
  return range.kind === 'push'
    ? await listPushFiles(connection, repository, range)
    : await listPullRequestFiles(connection, repository, range.number);
}

async function listPushFiles(
  connection: Connection,
  repository: RepositoryAddress,
  push: Push,
): Promise<GithubResult<ChangedFile[]>> {
  if (isZero(push.after)) {
    return { ok: true, value: [] };
  }
  if (isZero(push.before)) {
    return await listNewBranchFiles(connection, repository, push);
  }
  const compared = await compareCommits(connection, repository, push.before, push.after);
  if (!compared.ok) {
    return compared.failure.kind === 'gone' ? await listNewBranchFiles(connection, repository, push) : compared;
  }
  const { status, files, mayBeCut } = compared.value;
  const isForward = status === 'ahead' || status === 'identical';
  return isForward && !mayBeCut
    ? { ok: true, value: files }
    : await listTreeChanges(connection, repository, push.before, push.after);
}

async function listNewBranchFiles(
  connection: Connection,
  repository: RepositoryAddress,
  push: Push,
): Promise<GithubResult<ChangedFile[]>> {
  if (push.branch === push.defaultBranch) {
    return await listTreeChanges(connection, repository, undefined, push.after);
  }
  const compared = await compareCommits(connection, repository, push.defaultBranch, push.after);
  if (!compared.ok || !compared.value.mayBeCut) {
    return compared.ok ? { ok: true, value: compared.value.files } : compared;
  }
  return await listTreeChanges(connection, repository, compared.value.mergeBase, push.after);
}

function isZero(sha: string): boolean {
  return /^0+$/.test(sha);
}
