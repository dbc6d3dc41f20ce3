import { emptyTree, listDifferences } from '../../git/diff.ts';
import type { GitRepository } from '../../git/git-repository.ts';
import { countApart, findMergeBase, listCommitIds, readCommits } from '../../git/history.ts';
import type { Commit } from '../../git/parse-objects.ts';
import { listRefs } from '../../git/refs.ts';
import { commitPayload } from '../../payload/commit-payload.ts';
import { differencePayload } from '../../payload/difference-payload.ts';
import { simplePullRequestPayload } from '../../payload/pull-request-payload.ts';
import { repositoryApiUrl, repositoryWebUrl } from '../../payload/repository-payload.ts';
import type { RepositoryRecord } from '../../store/repository-record.ts';
import type { Store } from '../../store/store.ts';
import { notFound, ok, unprocessable } from '../answer.ts';
import { paginate, readPage } from '../paginate.ts';
import { type RepositoryCall, type Route, repositoryRoute } from '../route.ts';

const filesPerPage = 300;
const mostFiles = 3_000;

/** A commit by branch, tag, full ref or id, as the commits API takes them. */
async function findCommit({ git }: RepositoryRecord, ref: string): Promise<Commit | undefined> {
  return (await git.readCommit(ref)) ?? (await git.readCommit(`refs/${ref}`));
}

const listCommits = repositoryRoute(['GET', '/commits'], { contents: 'read' }, async (call) => {
  const { repository, url, world } = call;
  const start = await findCommit(repository, url.searchParams.get('sha') ?? repository.defaultBranch);
  if (start === undefined) return notFound();
  const ids = (await listCommitIds(repository.git, start.oid, [])).reverse();
  const { items, headers } = paginate(call, ids);
  const commits = await readCommits(repository.git, items);
  return ok(
    commits.map((commit) => commitPayload(world.store, repository, commit)),
    headers,
  );
});

const getCommit = repositoryRoute(['GET', '/commits/:ref'], { contents: 'read' }, async (call) => {
  const { headers, repository, world } = call;
  const commit = await findCommit(repository, call.param('ref'));
  if (commit === undefined) return unprocessable(`No commit found for SHA: ${call.param('ref')}`);
  if (/application\/vnd\.github\.(v3\.)?sha/.test(headers.accept ?? ''))
    return ok(Buffer.from(commit.oid), { 'content-type': 'application/vnd.github.sha; charset=utf-8' });
  const files = await listDifferences(repository.git, commit.parents[0] ?? emptyTree, commit.oid);
  const page = paginate(call, files.slice(0, mostFiles), readPage(call, filesPerPage, filesPerPage));
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  return ok(
    {
      ...commitPayload(world.store, repository, commit),
      stats: { total: additions + deletions, additions, deletions },
      files: page.items.map((file) => differencePayload(world.store.addresses, repository, commit.oid, file)),
    },
    page.headers,
  );
});

const listPullRequests = repositoryRoute(['GET', '/commits/:ref/pulls'], { pull_requests: 'read' }, async (call) => {
  const { repository, world } = call;
  const commit = await findCommit(repository, call.param('ref'));
  if (commit === undefined) return unprocessable(`No commit found for SHA: ${call.param('ref')}`);
  const holding: unknown[] = [];
  for (const pullRequest of repository.pullRequests.values()) {
    const { base, head, mergeCommitSha, mergedAt } = pullRequest;
    const ids = await listCommitIds(repository.git, head.sha, [base.sha]);
    const isMerge = mergedAt !== undefined && mergeCommitSha === commit.oid;
    if (isMerge || ids.includes(commit.oid))
      holding.push(simplePullRequestPayload(world.store.addresses, repository, pullRequest));
  }
  const { items, headers } = paginate(call, holding);
  return ok(items, headers);
});

const listBranches = repositoryRoute(
  ['GET', '/commits/:ref/branches-where-head'],
  { contents: 'read' },
  async (call) => {
    const { repository, world } = call;
    const api = repositoryApiUrl(world.store.addresses, repository);
    const heads = await listRefs(repository.git, 'refs/heads/');
    return ok(
      heads
        .filter(({ oid }) => oid === call.param('ref'))
        .map(({ name, oid }) => ({
          name: name.slice('refs/heads/'.length),
          commit: { sha: oid, url: `${api}/commits/${oid}` },
          protected: false,
        })),
    );
  },
);

function networkOf(store: Store, repository: RepositoryRecord): RepositoryRecord[] {
  const root = repository.parent ?? repository;
  return [...store.repositories.values()].filter((one) => one === root || one.parent === root);
}

/** One side of a comparison: a name in this repository, or `owner:branch` in another of its network. */
async function findSide(call: RepositoryCall, name: string): Promise<Commit | undefined> {
  const { repository, world } = call;
  const [owner, branch] = name.split(':');
  if (branch === undefined) return findCommit(repository, name);
  const other = networkOf(world.store, repository).find((one) => one.owner.login === owner);
  const commit = other === undefined ? undefined : await other.git.readCommit(branch);
  return commit === undefined ? undefined : repository.git.readCommit(commit.oid);
}

function statusOf({ ahead, behind }: { ahead: number; behind: number }): string {
  if (ahead === 0) return behind === 0 ? 'identical' : 'behind';
  return behind === 0 ? 'ahead' : 'diverged';
}

async function listFiles(git: GitRepository, page: number, mergeBase: string, head: string) {
  // GitHub gives the files with the first page of commits only, and no more than 300.
  return page > 1 ? [] : (await listDifferences(git, mergeBase, head)).slice(0, filesPerPage);
}

const compare = repositoryRoute(['GET', '/compare/*basehead'], { contents: 'read' }, async (call) => {
  const { repository, url, world } = call;
  const { git } = repository;
  const [baseName = '', headName = ''] = call.param('basehead').split('...');
  const [base, head] = await Promise.all([findSide(call, baseName), findSide(call, headName)]);
  if (base === undefined || head === undefined) return notFound();
  const mergeBaseId = await findMergeBase(git, base.oid, head.oid);
  const mergeBase = mergeBaseId === undefined ? undefined : await git.readCommit(mergeBaseId);
  if (mergeBase === undefined) return notFound(`No common ancestor between ${baseName} and ${headName}.`);
  const isPaged = url.searchParams.has('page') || url.searchParams.has('per_page');
  const request = isPaged ? readPage(call) : { page: 1, perPage: 250 };
  const [apart, ids, files] = await Promise.all([
    countApart(git, base.oid, head.oid),
    listCommitIds(git, head.oid, [base.oid]),
    listFiles(git, request.page, mergeBase.oid, head.oid),
  ]);
  const page = paginate(call, ids, request);
  const commits = await readCommits(git, page.items);
  const show = (commit: Commit) => commitPayload(world.store, repository, commit);
  const api = repositoryApiUrl(world.store.addresses, repository);
  const web = repositoryWebUrl(world.store.addresses, repository);
  return ok(
    {
      url: `${api}/compare/${baseName}...${headName}`,
      html_url: `${web}/compare/${baseName}...${headName}`,
      permalink_url: `${web}/compare/${base.oid}...${head.oid}`,
      diff_url: `${web}/compare/${baseName}...${headName}.diff`,
      patch_url: `${web}/compare/${baseName}...${headName}.patch`,
      base_commit: show(base),
      merge_base_commit: show(mergeBase),
      status: statusOf(apart),
      ahead_by: apart.ahead,
      behind_by: apart.behind,
      total_commits: ids.length,
      commits: commits.map(show),
      files: files.map((file) => differencePayload(world.store.addresses, repository, head.oid, file)),
    },
    page.headers,
  );
});

export const commitRoutes: readonly Route[] = [listCommits, getCommit, listPullRequests, listBranches, compare];
