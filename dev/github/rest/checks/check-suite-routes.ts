import { rerequestCheckRun, rerequestCheckSuite } from '../../change/check/check-runs.ts';
import { checkSuiteAnswer } from '../../payload/check-payload.ts';
import type { CheckSuiteRecord } from '../../store/check-record.ts';
import type { Store } from '../../store/store.ts';
import { type Answer, forbidden, notFound, ok, unprocessable } from '../answer.ts';
import { paginate } from '../paginate.ts';
import { type RepositoryCall, type Route, repositoryRoute } from '../route.ts';
import { answerRuns, findSuitesAt } from './check-run-routes.ts';

const readChecks = { checks: 'read' } as const;
const writeChecks = { checks: 'write' } as const;

async function showSuite(store: Store, suite: CheckSuiteRecord): Promise<unknown> {
  const commit = await suite.repository.git.readCommit(suite.headSha);
  return commit === undefined ? undefined : checkSuiteAnswer(store, suite, commit);
}

function findSuite({ param, repository, world }: RepositoryCall): CheckSuiteRecord | undefined {
  const suite = world.store.checkSuites.get(Number(param('id')));
  return suite?.repository === repository ? suite : undefined;
}

const listSuitesAt = repositoryRoute(['GET', '/commits/:ref/check-suites'], readChecks, async (call) => {
  const { url, world } = call;
  const ref = call.param('ref');
  const found = await findSuitesAt(call, ref);
  if (found === undefined) return unprocessable(`No commit found for SHA: ${ref}`);
  const appId = url.searchParams.get('app_id');
  const suites = found.filter(({ app }) => appId === null || String(app.id) === appId);
  const { items, headers } = paginate(call, suites);
  const shown = await Promise.all(items.map((suite) => showSuite(world.store, suite)));
  return ok({ total_count: suites.length, check_suites: shown }, headers);
});

const getSuite = repositoryRoute(['GET', '/check-suites/:id'], readChecks, async (call) => {
  const suite = findSuite(call);
  return suite === undefined ? notFound() : ok(await showSuite(call.world.store, suite));
});

const listRunsOf = repositoryRoute(['GET', '/check-suites/:id/check-runs'], readChecks, (call) => {
  const suite = findSuite(call);
  return suite === undefined ? notFound() : answerRuns(call, [suite]);
});

const rerequestSuite = repositoryRoute(['POST', '/check-suites/:id/rerequest'], writeChecks, (call): Answer => {
  const suite = findSuite(call);
  if (suite === undefined) return notFound();
  if (suite.app !== call.app) return forbidden('This check suite is not rerequestable');
  const { world } = call;
  world.webhooks.background(rerequestCheckSuite(world, suite, call.app.bot).then(() => undefined));
  return { status: 201, body: {} };
});

const rerequestRun = repositoryRoute(['POST', '/check-runs/:id/rerequest'], writeChecks, (call): Answer => {
  const { app, param, repository, world } = call;
  const run = world.store.checkRuns.get(Number(param('id')));
  if (run?.suite.repository !== repository) return notFound();
  if (run.suite.app !== app) return forbidden('This check run is not rerequestable');
  world.webhooks.background(rerequestCheckRun(world, run, app.bot).then(() => undefined));
  return { status: 201, body: {} };
});

export const checkSuiteRoutes: readonly Route[] = [listSuitesAt, getSuite, listRunsOf, rerequestSuite, rerequestRun];
