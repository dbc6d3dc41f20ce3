import { createCheckRun, updateCheckRun } from '../../change/check/check-runs.ts';
import { ensureCheckSuite } from '../../change/check/check-suites.ts';
import { listRefs } from '../../git/refs.ts';
import { checkRunPayload } from '../../payload/check-payload.ts';
import { latestRuns } from '../../payload/suite-state.ts';
import type { CheckRunRecord, CheckSuiteRecord } from '../../store/check-record.ts';
import type { RepositoryRecord } from '../../store/repository-record.ts';
import { type Store, suiteKey } from '../../store/store.ts';
import { type Announcement, announce } from '../../webhook/announce.ts';
import type { World } from '../../world.ts';
import { type Answer, created, forbidden, invalidRequest, notFound, ok, unprocessable } from '../answer.ts';
import { paginate } from '../paginate.ts';
import { type RepositoryCall, type Route, repositoryRoute } from '../route.ts';
import { readCheckRunUpdate, readNewCheckRun } from './read-check-run.ts';

const readChecks = { checks: 'read' } as const;
const writeChecks = { checks: 'write' } as const;

/** The webhooks go out behind the answer: whoever writes a check run need not wait for its own webhook. */
function announceLater({ store, webhooks }: World, announcements: readonly Announcement[]): void {
  webhooks.background(announce(store, webhooks, announcements));
}

/** The branch that stands at a commit; null where none does, as for a fork's commits. */
async function findHeadBranch(repository: RepositoryRecord, sha: string): Promise<string | null> {
  const heads = await listRefs(repository.git, 'refs/heads/');
  return heads.find(({ oid }) => oid === sha)?.name.slice('refs/heads/'.length) ?? null;
}

async function findOrMakeSuite({ app, repository, world: { store } }: RepositoryCall, headSha: string) {
  const known = store.suitesByCommit.get(suiteKey(app, repository, headSha));
  if (known !== undefined) return known;
  const headBranch = await findHeadBranch(repository, headSha);
  return ensureCheckSuite(store, app, { repository, headSha, headBranch, before: null });
}

const createRun = repositoryRoute(['POST', '/check-runs'], writeChecks, async (call) => {
  const { repository, world } = call;
  const read = readNewCheckRun(call.body);
  if (!read.ok) return invalidRequest(...read.lines);
  const { headSha, name, write } = read.value;
  const object = await repository.git.read(headSha);
  if (object?.type !== 'commit') return unprocessable(`No commit found for SHA: ${headSha}`);
  const suite = await findOrMakeSuite(call, headSha);
  const { announcements, run } = await createCheckRun(world, suite, name, write);
  announceLater(world, announcements);
  return created(checkRunPayload(world.store, run));
});

function findRun({ param, repository, world }: RepositoryCall): CheckRunRecord | undefined {
  const run = world.store.checkRuns.get(Number(param('id')));
  return run?.suite.repository === repository ? run : undefined;
}

const updateRun = repositoryRoute(['PATCH', '/check-runs/:id'], writeChecks, async (call) => {
  const { app, world } = call;
  const run = findRun(call);
  if (run === undefined) return notFound();
  if (run.suite.app !== app)
    return forbidden(
      `Invalid app_id \`${app.id}\` - check run can only be modified by the GitHub App that created it.`,
    );
  const read = readCheckRunUpdate(call.body);
  if (!read.ok) return invalidRequest(...read.lines);
  const { announcements } = await updateCheckRun(world, run, read.value);
  announceLater(world, announcements);
  return ok(checkRunPayload(world.store, run));
});

const getRun = repositoryRoute(['GET', '/check-runs/:id'], readChecks, (call) => {
  const run = findRun(call);
  return run === undefined ? notFound() : ok(checkRunPayload(call.world.store, run));
});

const listAnnotations = repositoryRoute(['GET', '/check-runs/:id/annotations'], readChecks, (call) => {
  const run = findRun(call);
  if (run === undefined) return notFound();
  const { items, headers } = paginate(call, run.annotations);
  return ok(items, headers);
});

function suitesAt(store: Store, repository: RepositoryRecord, sha: string): CheckSuiteRecord[] {
  return [...store.apps.values()]
    .map((app) => store.suitesByCommit.get(suiteKey(app, repository, sha)))
    .filter((suite) => suite !== undefined);
}

/** A list of runs, narrowed by the query as GitHub does; newest first. */
export function answerRuns(call: RepositoryCall, suites: readonly CheckSuiteRecord[]): Answer {
  const { url, world } = call;
  const name = url.searchParams.get('check_name');
  const status = url.searchParams.get('status');
  const appId = url.searchParams.get('app_id');
  const isLatest = (url.searchParams.get('filter') ?? 'latest') === 'latest';
  const runs = suites
    .filter(({ app }) => appId === null || String(app.id) === appId)
    .flatMap((suite) => (isLatest ? latestRuns(suite.runs) : suite.runs))
    .filter((run) => (name === null || run.name === name) && (status === null || run.status === status))
    .sort((one, other) => other.id - one.id);
  const { items, headers } = paginate(call, runs);
  return ok({ total_count: runs.length, check_runs: items.map((run) => checkRunPayload(world.store, run)) }, headers);
}

/** The suites at a commit that a branch, a tag or an id names. */
export async function findSuitesAt(call: RepositoryCall, ref: string): Promise<CheckSuiteRecord[] | undefined> {
  const { repository, world } = call;
  const commit = (await repository.git.readCommit(ref)) ?? (await repository.git.readCommit(`refs/${ref}`));
  return commit === undefined ? undefined : suitesAt(world.store, repository, commit.oid);
}

const listRunsAt = repositoryRoute(['GET', '/commits/:ref/check-runs'], readChecks, async (call) => {
  const ref = call.param('ref');
  const suites = await findSuitesAt(call, ref);
  return suites === undefined ? unprocessable(`No commit found for SHA: ${ref}`) : answerRuns(call, suites);
});

export const checkRunRoutes: readonly Route[] = [createRun, updateRun, getRun, listAnnotations, listRunsAt];
