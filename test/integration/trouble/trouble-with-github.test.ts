import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { isCompleted } from '../../../dev/cluster/open-test-cluster.ts';
import { makeGate } from '../../world/make-gate.ts';
import { oneStep } from '../../world/one-step.ts';
import { concludedCheck, expectChecks, type RunObject, released, runsOf } from '../../world/read-run.ts';
import { startWorld, type World } from '../../world/start-world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.close());

type Trouble = Omit<Parameters<World['github']['fail']>[0] & object, 'match'>;
type Match = { method: string; path: string };

/** The call that makes a check of the repository, and the call that changes one. */
const making = (repository: string): Match => ({ method: 'POST', path: `^/repos/${repository}/check-runs$` });
const changing = (repository: string): Match => ({ method: 'PATCH', path: `^/repos/${repository}/check-runs/` });

function addRepository(script = 'true'): Promise<string> {
  return world.addRepository({
    '.argo-events.yaml': 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }\n',
    '.argo/ci.yaml': oneStep(script),
  });
}

async function push(repository: string): Promise<string> {
  return (await world.github.push({ repository, files: { a: repository } })).after;
}

/** Waits until a call about checks of the repository has failed as it should, and a later one has succeeded. */
async function expectOvercome(repository: string, { status = 0 }: Trouble): Promise<void> {
  const isOvercome = async () => {
    const calls = await world.github.calls();
    const about = calls.filter(({ path }) => path.startsWith(`/repos/${repository}/`) && path.includes('check-runs'));
    const answers = about.map((each) => each.status);
    expect(answers).toContain(status);
    expect(answers.slice(answers.indexOf(status))).toContainEqual(expect.toBeOneOf([200, 201]));
  };
  await vi.waitFor(isOvercome, { timeout: 30_000 });
}

const troubles: [string, Trouble][] = [
  ['answers 502', { status: 502 }],
  ['answers 500 although it has done it', { status: 500, after: true }],
  ['cuts the connection', { reset: true }],
  ['cuts the connection although it has done it', { reset: true, after: true }],
];

const limits: [string, (match: Match) => Promise<void>][] = [
  [
    'has had too much at once',
    (match) => world.github.failBySecondaryLimit({ match, retryAfterSeconds: 1, times: 1, status: 403 }),
  ],
  [
    'has had too much at once (429)',
    (match) => world.github.failBySecondaryLimit({ match, retryAfterSeconds: 1, times: 1, status: 429 }),
  ],
  ['has had enough for this hour', (match) => world.github.failByPrimaryLimit({ match, resetSeconds: 1, times: 1 })],
];

describe.concurrent('while GitHub', () => {
  it.each(troubles)('%s when a check is made, the run has one check, which concludes', async (_what, trouble) => {
    const repository = await addRepository();
    await world.github.fail({ match: making(repository), times: 1, ...trouble });
    const sha = await push(repository);
    expect(await concludedCheck(world, sha)).toMatchObject({ name: 'ci', conclusion: 'success' });
    await expectOvercome(repository, trouble);
    await expectChecks(world, { repository }, ['ci: success']);
    expect(await runsOf(world, { repository })).toHaveLength(1);
  });

  it.each(troubles)('%s when a check is changed, it concludes all the same', async (_what, trouble) => {
    const gate = await makeGate(world.directory);
    const repository = await addRepository(gate.pass);
    const sha = await push(repository);
    await world.github.waitForCheckRun((each) => each.headSha === sha && each.status === 'in_progress');
    await world.github.fail({ match: changing(repository), times: 1, ...trouble });
    await gate.open();
    expect(await concludedCheck(world, sha)).toMatchObject({ name: 'ci', conclusion: 'success' });
    await expectOvercome(repository, trouble);
    await expectChecks(world, { repository }, ['ci: success']);
  });

  it.each(limits)('%s, it is asked again when it said so, and not twice', async (_what, limit) => {
    const repository = await addRepository();
    await limit(making(repository));
    const sha = await push(repository);
    expect(await concludedCheck(world, sha)).toMatchObject({ name: 'ci', conclusion: 'success' });
    await expectChecks(world, { repository }, ['ci: success']);
    const calls = (await world.github.calls()).filter(({ path }) => path.includes(`${repository}/check-runs`));
    const [refused, ...later] = calls.filter(({ method }) => method === 'POST');
    expect(refused?.status).toBeGreaterThanOrEqual(403);
    expect(Date.parse(later[0]?.at ?? '') - Date.parse(refused?.at ?? '')).toBeGreaterThanOrEqual(900);
  });

  it.each(troubles)('%s when a check without a Workflow is made, there is one', async (_what, trouble) => {
    const files = { '.argo-events.yaml': 'pipelines: { ci: { on: pushes, workflow: .argo/ci.yaml } }\n' };
    const repository = await world.addRepository(files);
    await world.github.fail({ match: making(repository), times: 1, ...trouble });
    await concludedCheck(world, await push(repository), 'argo-events');
    await expectOvercome(repository, trouble);
    await expectChecks(world, { repository }, ['argo-events: failure']);
  });

  it('refuses what the App may not do, the log names the permission, and the check comes once it may', async () => {
    const repository = await addRepository();
    const body = { message: 'Resource not accessible by integration' };
    // Not until all faults are cleared: the others are other tests'.
    await world.github.fail({ match: making(repository), status: 403, body, times: 2 });
    const sha = await push(repository);
    const run = await waitForRun(repository);
    const linesOfRun = () => world.logged.filter((line) => line.includes(run.metadata.name)).join('');
    await vi.waitFor(() => expect(linesOfRun()).toContain('report.not-permitted'), { timeout: 20_000 });
    expect(linesOfRun()).toMatch(/permission/i);
    await concludedCheck(world, sha, 'ci');
    await released(world, run);
  });

  it('refuses to let the App read for a moment, there is the run all the same', async () => {
    const repository = await addRepository();
    const body = { message: 'Resource not accessible by integration' };
    await world.github.fail({ match: { path: '^/graphql$', repository }, status: 403, body, times: 2 });
    const sha = await push(repository);
    await concludedCheck(world, sha, 'ci');
    await expectChecks(world, { repository }, ['ci: success']);
  });

  it('refuses to let the App read, a failed check says so', async () => {
    const repository = await addRepository();
    const body = { message: 'Resource not accessible by integration' };
    await world.github.fail({ match: { path: '^/graphql$', repository }, status: 403, body });
    const check = await concludedCheck(world, await push(repository), 'argo-events');
    expect(check).toMatchObject({ conclusion: 'failure', summary: expect.stringContaining('GitHub answered 403') });
    await expectChecks(world, { repository }, ['argo-events: failure']);
  });
});

describe('while GitHub', () => {
  // After the tests above, whose faults name their repositories.
  afterEach(() => world.github.clearFaults());

  it('gives no token at first, the event is handled when it does', async () => {
    await world.github.expireTokens();
    const match = { method: 'POST', path: '/access_tokens$', installationId: world.installation };
    await world.github.fail({ match, status: 500, times: 1 });
    const repository = await addRepository();
    await concludedCheck(world, await push(repository));
    await expectChecks(world, { repository }, ['ci: success']);
  });

  it('takes its time over checks, runs start and end without waiting for it', async () => {
    const repository = await addRepository();
    await world.github.fail({ match: making(repository), delayMs: 2500, times: 1 });
    const sha = await push(repository);
    const { name } = (await waitForRun(repository)).metadata;
    await world.cluster.waitFor({ plural: 'workflows', namespace: 'ci', name }, isCompleted);
    expect(await world.github.checkRuns({ repository })).toEqual([]);
    await concludedCheck(world, sha);
    await expectChecks(world, { repository }, ['ci: success']);
  });

  it('does not answer one installation, another one is served, and the first as soon as it answers', async () => {
    const match = { method: 'POST', path: '^/graphql$', installationId: world.installation };
    await world.github.fail({ match, status: 503 });
    const repository = await addRepository();
    const sha = await push(repository);
    // Pushes of the neighbour, from the webhook to the concluded check.
    await world.settle();
    await world.settle();
    expect(await runsOf(world, { repository })).toEqual([]);
    await world.github.clearFaults();
    expect(await concludedCheck(world, sha)).toMatchObject({ name: 'ci', conclusion: 'success' });
    await expectChecks(world, { repository }, ['ci: success']);
  });
});

async function waitForRun(repository: string): Promise<RunObject> {
  await world.settle();
  const [run, ...others] = await runsOf(world, { repository });
  expect(others).toEqual([]);
  if (run === undefined) throw new Error(`${repository} has no Workflow`);
  return run;
}
