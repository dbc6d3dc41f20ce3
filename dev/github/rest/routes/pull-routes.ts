import { listPullRequestCommits } from '../../change/pull-request/pull-requests.ts';
import { measurePullRequest } from '../../change/pull-request/synchronize.ts';
import { listDifferences } from '../../git/diff.ts';
import { findMergeBase } from '../../git/history.ts';
import { commitPayload } from '../../payload/commit-payload.ts';
import { differencePayload } from '../../payload/difference-payload.ts';
import { pullRequestPayload, simplePullRequestPayload } from '../../payload/pull-request-payload.ts';
import type { PullRequestRecord } from '../../store/repository-record.ts';
import { type Answer, notFound, ok } from '../answer.ts';
import { paginate } from '../paginate.ts';
import { type RepositoryCall, type Route, repositoryRoute } from '../route.ts';

const needed = { pull_requests: 'read' } as const;
const mostFiles = 3_000;

function matchesQuery({ repository, url }: RepositoryCall, { issue, head, base }: PullRequestRecord): boolean {
  const state = url.searchParams.get('state') ?? 'open';
  const wantedHead = url.searchParams.get('head');
  const wantedBase = url.searchParams.get('base');
  if (state !== 'all' && issue.state !== state) return false;
  if (wantedBase !== null && base.ref !== wantedBase) return false;
  if (wantedHead === null) return true;
  return [`${head.repository.owner.login}:${head.ref}`, ...(head.repository === repository ? [head.ref] : [])].includes(
    wantedHead,
  );
}

const list = repositoryRoute(['GET', '/pulls'], needed, (call) => {
  const { repository, url, world } = call;
  const found = [...repository.pullRequests.values()].filter((one) => matchesQuery(call, one));
  const isAscending = url.searchParams.get('direction') === 'asc';
  const { items, headers } = paginate(call, isAscending ? found : found.reverse());
  return ok(
    items.map((one) => simplePullRequestPayload(world.store.addresses, repository, one)),
    headers,
  );
});

/** A route of one pull request; 404 for a number that is none. */
function pullRoute(
  path: string,
  handle: (call: RepositoryCall, pullRequest: PullRequestRecord) => Promise<Answer>,
): Route {
  return repositoryRoute(['GET', `/pulls/:number${path}`], needed, (call) => {
    const pullRequest = call.repository.pullRequests.get(Number(call.param('number')));
    return pullRequest === undefined ? notFound() : handle(call, pullRequest);
  });
}

const get = pullRoute('', async ({ repository, world: { store } }, pullRequest) => {
  const figures = await measurePullRequest(repository, pullRequest);
  return ok(pullRequestPayload(store.addresses, repository, pullRequest, figures));
});

const listFiles = pullRoute('/files', async (call, { base, head }) => {
  const { repository, world } = call;
  const mergeBase = await findMergeBase(repository.git, base.sha, head.sha);
  const files = await listDifferences(repository.git, mergeBase ?? base.sha, head.sha);
  const { items, headers } = paginate(call, files.slice(0, mostFiles));
  return ok(
    items.map((file) => differencePayload(world.store.addresses, repository, head.sha, file)),
    headers,
  );
});

const listCommits = pullRoute('/commits', async (call, pullRequest) => {
  const { repository, world } = call;
  const commits = await listPullRequestCommits(repository, pullRequest);
  const { items, headers } = paginate(call, commits.slice(0, 250));
  return ok(
    items.map((commit) => commitPayload(world.store, repository, commit)),
    headers,
  );
});

export const pullRoutes: readonly Route[] = [list, get, listFiles, listCommits];
