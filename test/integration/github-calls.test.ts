import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Gate, makeGate } from '../world/make-gate.ts';
import { oneStep } from '../world/one-step.ts';
import { concludedCheck, expectChecks } from '../world/read-run.ts';
import { startWorld, type World } from '../world/start-world.ts';

const read = 'POST /graphql';
const make = 'POST /repos/acme/R/check-runs';
const change = 'PATCH /repos/acme/R/check-runs/ID';

let world: World;
let gate: Gate;
let token: string;

beforeAll(async () => {
  world = await startWorld();
  gate = await makeGate(world.directory);
  token = `POST /app/installations/${world.installation}/access_tokens`;
});

afterAll(() => world.close());

/** What was asked of GitHub, with the repository and the ids of checks left out, once the app is done. */
async function calls(): Promise<string[]> {
  const made = await world.calls();
  return made.map((each) =>
    each
      .replace(/\/acme\/[^/]+\//, '/acme/R/')
      .replace(/check-runs\/\d+/, 'check-runs/ID')
      .replace(/[0-9a-f]{40}/g, 'SHA'),
  );
}

/** A repository whose pipelines wait at the gate, so that each run has a state that lasts and an end. */
function addRepository(pipelines: string, more: Record<string, string> = {}): Promise<string> {
  return addQuietly({
    '.argo-events.yaml': `defaults: { workflow: .argo/ci.yaml }\npipelines:\n${pipelines}`,
    '.argo/ci.yaml': oneStep(gate.pass),
    ...more,
  });
}

/** What is asked about a repository that is new to the App is over, and not counted. */
async function addQuietly(files: Record<string, string>): Promise<string> {
  const repository = await world.addRepository(files);
  await world.settle();
  world.github.clearCalls();
  return repository;
}

/** Pushes, sees the check while the run is under way, lets it end, and waits for its conclusion. */
async function runPush(repository: string, files: Record<string, string>): Promise<string> {
  const { after } = await world.github.push({ repository, files });
  await followRun(after, 'ci', gate);
  return after;
}

async function followRun(sha: string, name: string, { open }: Gate): Promise<void> {
  const { github } = world;
  await github.waitForCheckRun((each) => each.headSha === sha && each.name === name && each.status === 'in_progress');
  await open();
  await concludedCheck(world, sha, name);
}

describe('calls to GitHub', () => {
  beforeEach(() => world.github.clearCalls());
  // Whatever is asked later than the test looks would be counted in the next one.
  afterEach(() => world.settle());

  it('begin with what a new repository has, and with a token, which serves for the hour', async () => {
    const repository = await world.addRepository({
      '.argo-events.yaml': 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }',
      '.argo/ci.yaml': oneStep(gate.pass),
    });
    await world.settle();
    expect(await calls()).toEqual([`GET /app/installations/${world.installation}`, token, read]);
    world.github.clearCalls();
    await runPush(repository, { a: '1' });
    await world.settle();
    expect(await calls()).toEqual([read, make, change]);
    await runPush(repository, { a: '2' });
    await world.settle();
    expect(await calls()).toEqual([read, make, change, read, make, change]);
  });

  it('are one read and two writes for a run', async () => {
    await runPush(await addRepository('  ci: { on: push }'), { a: '1' });
    await world.settle();
    expect(await calls()).toEqual([read, make, change]);
  });

  it('are one more for a run that clones with a token: once an hour, for all runs of the repository', async () => {
    const repository = await addRepository('  ci: { on: push }', {
      '.argo/ci.yaml': oneStep(gate.pass, ['git-auth-secret']),
    });
    await runPush(await addRepository('  ci: { on: push }'), { a: '1' });
    await world.settle();
    world.github.clearCalls();
    await runPush(repository, { a: '1' });
    await world.settle();
    expect(await calls()).toEqual([read, token, make, change]);
    await runPush(repository, { a: '2' });
    await world.settle();
    expect(await calls()).toEqual([read, token, make, change, read, make, change]);
  });

  it('are one read and two writes a run for several runs', async () => {
    const other = await makeGate(world.directory);
    const pipelines = '  one: { on: push }\n  two: { on: push, workflow: .argo/two.yaml }';
    const repository = await addRepository(pipelines, { '.argo/two.yaml': oneStep(other.pass) });
    const { after } = await world.github.push({ repository, files: { a: '1' } });
    await Promise.all([followRun(after, 'one', gate), followRun(after, 'two', other)]);
    await world.settle();
    const [first, ...writes] = await calls();
    expect(first).toBe(read);
    expect(writes.sort()).toEqual([change, change, make, make].sort());
  });

  it('are one read where no pipeline matches', async () => {
    const repository = await addRepository('  ci: { on: { push: { branches: [release] } } }');
    await world.github.push({ repository, files: { a: '1' } });
    await world.settle();
    expect(await calls()).toEqual([read]);
  });

  it('are one read for a new branch, although that is also an event of its own', async () => {
    const repository = await addRepository('  ci: { on: { push: { branches: [main] } } }');
    await world.github.push({ repository, branch: 'first', files: { a: '1' } });
    await world.settle();
    // Once for a repository: whether the default branch has Sensors that are asked about other branches.
    expect(await calls()).toEqual([read, read]);

    world.github.clearCalls();
    await world.github.push({ repository, branch: 'fresh', files: { a: '2' } });
    await world.settle();
    expect(await calls()).toEqual([read]);
  });

  it('are one read where the repository has no file', async () => {
    const repository = await addQuietly({});
    await world.github.push({ repository, files: { a: '1' } });
    await world.settle();
    expect(await calls()).toEqual([read]);
  });

  it('are none for the deletion of a branch that nobody listens to', async () => {
    const repository = await addRepository('  ci: { on: { push: { branches: [main] } } }');
    await world.github.push({ repository, branch: 'gone', files: { a: '1' } });
    await world.github.push({ repository, files: { b: '1' } });
    await gate.open();
    await expectChecks(world, { repository }, ['ci: success']);
    await world.github.clearCalls();
    await world.github.deleteBranch({ repository, branch: 'gone' });
    await world.settle();
    expect(await calls()).toEqual([]);
  });
});

describe('calls that are counted apart', () => {
  beforeEach(() => world.github.clearCalls());
  afterEach(() => world.settle());

  it('are the changed files of a push, where a path filter asks', async () => {
    const repository = await addRepository('  ci: { on: push, paths: ["src/**"] }');
    await world.github.push({ repository, files: { 'docs/a': '1' } });
    await world.settle();
    expect(await calls()).toEqual([read, 'GET /repos/acme/R/compare/SHA...SHA?per_page=1&page=1', make]);
  });

  it('are the changed files of a pull request, where a path filter asks', async () => {
    const repository = await addRepository('  ci: { on: pull_request, paths: ["src/**"] }');
    await world.github.push({ repository, branch: 'topic', files: { 'docs/a': '1' } });
    await world.settle();
    await world.github.clearCalls();
    await world.github.openPullRequest({ repository, head: 'topic' });
    await world.settle();
    // The commit's files are known from the push, and that no check stands on it yet.
    expect(await calls()).toEqual(['GET /repos/acme/R/pulls/1/files?per_page=100&page=1', make]);
  });

  it('are not the changed files, where the branch does not match anyway', async () => {
    const repository = await addRepository('  ci: { on: { push: { branches: [release] } }, paths: ["src/**"] }');
    await world.github.push({ repository, files: { 'src/a': '1' } });
    await world.settle();
    expect(await calls()).toEqual([read]);
  });

  it('are a workflow file outside .argo', async () => {
    const repository = await addRepository('  ci: { on: push, workflow: ci/argo.yaml }', {
      'ci/argo.yaml': oneStep(gate.pass),
    });
    await runPush(repository, { a: '1' });
    await world.settle();
    const [first, second, ...rest] = await calls();
    expect(first).toBe(read);
    expect(second).toMatch(/^(POST \/graphql|GET \/repos\/acme\/R\/contents\/)/);
    expect(rest).toEqual([make, change]);
  });

  it('are one write for what has no Workflow', async () => {
    const repository = await addRepository('  ci: { on: push, workflow: .argo/missing.yaml }');
    const { after } = await world.github.push({ repository, files: { a: '1' } });
    await concludedCheck(world, after);
    await world.settle();
    expect(await calls()).toEqual([read, make]);
  });
});

describe('calls for events that nobody asked for', () => {
  let repository: string;

  beforeAll(async () => {
    repository = await addRepository('  ci: { on: { push: { branches: [main] } } }');
    await runPush(repository, { a: '1' });
    await world.settle();
  });

  beforeEach(() => world.github.clearCalls());

  it.each<[string, () => Promise<unknown>]>([
    [
      'a comment on an issue',
      async () => {
        const { number } = await world.github.createIssue({ repository });
        await world.github.comment({ repository, number, body: 'Nice!' });
      },
    ],
    ['a comment on a commit', async () => world.github.comment({ repository, sha: await head(), body: 'Nice!' })],
    ['a deployment', () => world.github.createDeployment({ repository, ref: 'main' })],
    ['a dispatch', () => world.github.dispatch({ repository, eventType: 'anything' })],
    ['an event that GitHub may invent', () => deliver('starred_again', { action: 'created' })],
    [
      "another App's check run",
      () => deliver('check_run', { action: 'completed', check_run: { id: 1, app: { id: 1 } } }),
    ],
    ['an event of no repository', () => world.github.deliver({ event: 'ping', payload: { zen: 'Keep it simple.' } })],
  ])('are none: %s', async (_event, act) => {
    await act();
    await world.settle();
    expect(await calls()).toEqual([]);
  });

  it('are none: a comment on a pull request', async () => {
    await world.github.push({ repository, branch: 'topic', files: { a: '2' } });
    const { number } = await world.github.openPullRequest({ repository, head: 'topic' });
    await world.settle();
    await world.github.clearCalls();
    await world.github.comment({ repository, number, body: 'Looks good.' });
    await world.settle();
    expect(await calls()).toEqual([]);
  });

  it('are none: the checks that the app writes itself, although they are delivered', async () => {
    const { github } = world;
    const sha = await runPush(repository, { a: '3' });
    await world.settle();
    const own = await github.deliveries({ event: 'check_run' });
    const suites = await github.deliveries({ event: 'check_suite' });
    expect(own.filter(({ body }) => body.includes(sha))).not.toEqual([]);
    expect(suites.filter(({ body }) => body.includes(sha))).not.toEqual([]);
    expect(await calls()).toEqual([read, make, change]);
  });

  function deliver(event: string, payload: object) {
    return github().then((described) =>
      world.github.deliver({ event, payload: { ...payload, repository: described }, installation: world.installation }),
    );
  }

  async function github() {
    const { id } = await world.github.getRepository({ repository });
    const [owner = '', name = ''] = repository.split('/');
    return { id, name, full_name: repository, owner: { login: owner }, default_branch: 'main' };
  }

  async function head(): Promise<string> {
    return (await world.github.getRepository({ repository })).sha ?? '';
  }
});
