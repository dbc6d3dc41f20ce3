import { listDifferences } from '../../git/diff.ts';
import { findMergeBase, listCommitIds } from '../../git/history.ts';
import { mergeTrees } from '../../git/merge-trees.ts';
import { fetchCommit, readRef, writeRef } from '../../git/refs.ts';
import { writeCommits } from '../../git/write-commit.ts';
import { accountPayload } from '../../payload/account-payload.ts';
import { type PullRequestFigures, pullRequestPayload } from '../../payload/pull-request-payload.ts';
import { repositoryPayload } from '../../payload/repository-payload.ts';
import type { Account } from '../../store/account.ts';
import type { IssueRecord, PullRequestRecord, RepositoryRecord } from '../../store/repository-record.ts';
import type { Store } from '../../store/store.ts';
import type { Announcement } from '../../webhook/announce.ts';
import { requestCheckSuites } from '../check/check-suites.ts';
import type { MovedRef } from '../repository/move-ref.ts';

const figuresOf = new WeakMap<PullRequestRecord, { key: string; figures: PullRequestFigures }>();

/** Counts a pull request's commits and files; kept until its head or base changes. */
export async function measurePullRequest(
  repository: RepositoryRecord,
  pullRequest: PullRequestRecord,
): Promise<PullRequestFigures> {
  const { head, base } = pullRequest;
  const key = `${base.sha}...${head.sha}`;
  const known = figuresOf.get(pullRequest);
  if (known?.key === key) return known.figures;
  const mergeBase = await findMergeBase(repository.git, base.sha, head.sha);
  const [files, commits] = await Promise.all([
    listDifferences(repository.git, mergeBase ?? base.sha, head.sha),
    listCommitIds(repository.git, head.sha, [base.sha]),
  ]);
  const figures = {
    commits: commits.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changedFiles: files.length,
  };
  figuresOf.set(pullRequest, { key, figures });
  return figures;
}

/** Brings head and base up to date: `refs/pull/N/head` in the base repository (for forks too) and the trial merge. */
export async function refreshPullRequest(
  store: Store,
  repository: RepositoryRecord,
  pullRequest: PullRequestRecord,
): Promise<void> {
  const { git } = repository;
  const { head, base, issue } = pullRequest;
  const tip = await readRef(head.repository.git, `refs/heads/${head.ref}`);
  if (tip !== undefined) head.sha = tip;
  base.sha = (await readRef(git, `refs/heads/${base.ref}`)) ?? base.sha;
  const ref = `refs/pull/${issue.number}/head`;
  if (head.repository === repository) await writeRef(git, ref, head.sha);
  else await fetchCommit(git, head.repository.git, { oid: head.sha, ref });
  pullRequest.mergeCommitSha = await writeTrialMerge(store, repository, pullRequest);
}

async function writeTrialMerge(
  store: Store,
  { git }: RepositoryRecord,
  { head, base, issue }: PullRequestRecord,
): Promise<string | undefined> {
  const { tree } = await mergeTrees(git, base.sha, head.sha);
  if (tree === undefined) return undefined;
  const [merge] = await writeCommits(git, `refs/pull/${issue.number}/merge`, [
    {
      message: `Merge ${head.sha} into ${base.sha}`,
      parents: [base.sha, head.sha],
      tree,
      changes: [],
      date: store.now(),
    },
  ]);
  return merge;
}

/** A `pull_request` event of any action, with what that action adds. */
export async function pullRequestAnnouncement(
  store: Store,
  repository: RepositoryRecord,
  pullRequest: PullRequestRecord,
  said: { action: string; sender: Account; more?: object },
): Promise<Announcement> {
  const figures = await measurePullRequest(repository, pullRequest);
  const payload = {
    action: said.action,
    number: pullRequest.issue.number,
    pull_request: pullRequestPayload(store.addresses, repository, pullRequest, figures),
    repository: repositoryPayload(store.addresses, repository),
    sender: accountPayload(store.addresses, said.sender),
    ...said.more,
  };
  return { event: 'pull_request', repository, payload };
}

/** GitHub asks for checks in the base repository when a pull request brings it a fork's commit. */
export async function requestForkSuites(
  store: Store,
  repository: RepositoryRecord,
  pullRequest: PullRequestRecord,
  sender: Account,
): Promise<Announcement[]> {
  if (pullRequest.head.repository === repository) return [];
  const headSha = pullRequest.head.sha;
  return requestCheckSuites(store, { repository, headSha, headBranch: null, before: null, sender });
}

function isHeadOf(moved: MovedRef, { head, issue }: PullRequestRecord): boolean {
  return issue.state === 'open' && head.repository === moved.repository && `refs/heads/${head.ref}` === moved.ref;
}

/** The pull requests, here and in the parent, whose head is the ref, each with the repository it is in. */
function pullRequestsFrom(moved: MovedRef): { base: RepositoryRecord; pullRequest: PullRequestRecord }[] {
  const { repository } = moved;
  const bases = repository.parent === undefined ? [repository] : [repository, repository.parent];
  return bases.flatMap((base) =>
    [...base.pullRequests.values()]
      .filter((pullRequest) => isHeadOf(moved, pullRequest))
      .map((pullRequest) => ({ base, pullRequest })),
  );
}

/** GitHub closes the pull requests whose head branch goes. */
export async function closeHeadless(store: Store, moved: MovedRef): Promise<Announcement[]> {
  const announcements: Announcement[] = [];
  for (const { base, pullRequest } of pullRequestsFrom(moved)) {
    closeIssue(store, pullRequest.issue);
    const said = { action: 'closed', sender: moved.sender };
    announcements.push(await pullRequestAnnouncement(store, base, pullRequest, said));
  }
  return announcements;
}

export function closeIssue(store: Store, issue: IssueRecord): void {
  issue.state = 'closed';
  issue.closedAt = store.now();
  issue.updatedAt = issue.closedAt;
}

/** Tells of every open pull request, in this repository or its parent, whose head moved. */
export async function synchronizePullRequests(store: Store, moved: MovedRef): Promise<Announcement[]> {
  const { before, after, sender } = moved;
  const announcements: Announcement[] = [];
  for (const { base, pullRequest } of pullRequestsFrom(moved)) {
    await refreshPullRequest(store, base, pullRequest);
    pullRequest.issue.updatedAt = store.now();
    const said = { action: 'synchronize', sender, more: { before, after } };
    announcements.push(
      await pullRequestAnnouncement(store, base, pullRequest, said),
      ...(await requestForkSuites(store, base, pullRequest, sender)),
    );
  }
  return announcements;
}
