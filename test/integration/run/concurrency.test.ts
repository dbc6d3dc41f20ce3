import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Gate, makeGate } from '../../world/make-gate.ts';
import { oneStep } from '../../world/one-step.ts';
import { type Check, concludedCheck, expectChecks } from '../../world/read-run.ts';
import { startWorld, type World } from '../../world/start-world.ts';

let world: World;
let gate: Gate;

beforeAll(async () => {
  world = await startWorld({
    // A try that failed while the machine was busy is soon followed by another.
    retrySchedule: { quickMs: [250, 1000], parkedMs: [1000], giveUpAfterMs: 24 * 60 * 60 * 1000 },
  });
});

afterAll(() => world.close());

beforeEach(async () => {
  gate = await makeGate(world.directory);
});

/** A repository whose pipeline `ci` waits at the gate, with these keys beside. */
function addRepository(keys: string, on = 'push'): Promise<string> {
  return world.addRepository({
    '.argo-events.yaml': `pipelines: { ci: { on: ${on}, workflow: .argo/ci.yaml, ${keys} } }\n`,
    '.argo/ci.yaml': oneStep(gate.pass),
  });
}

async function push(repository: string, branch = 'main'): Promise<string> {
  return (await world.github.push({ repository, branch, files: { 'a.txt': crypto.randomUUID() } })).after;
}

function checkIn(sha: string, status: Check['status']): Promise<Check> {
  return world.github.waitForCheckRun((each) => each.headSha === sha && each.status === status, 20_000);
}

/** All that a check says to people. */
function textOf({ title, summary }: Pick<Check, 'title' | 'summary'>): string {
  return `${title}\n${summary}`;
}

describe('cancel-in-progress', () => {
  it('ends the older run, whose check says by what it was replaced', async () => {
    const repository = await addRepository('concurrency: { cancel-in-progress: true }');
    const older = await push(repository);
    await checkIn(older, 'in_progress');
    const newer = await push(repository);
    const ended = await concludedCheck(world, older);
    expect(ended).toMatchObject({ conclusion: 'cancelled' });
    expect(textOf(ended)).toContain(`Replaced by ${newer.slice(0, 7)} (push)`);
    await checkIn(newer, 'in_progress');
    await gate.open();
    expect(await concludedCheck(world, newer)).toMatchObject({ conclusion: 'success' });
  });

  it('lets the newest of many pushes go on, and each commit has its verdict', async () => {
    const repository = await addRepository('concurrency: { cancel-in-progress: true }');
    const commits: string[] = [];
    for (let index = 0; index < 4; index += 1) commits.push(await push(repository));
    const newest = commits.at(-1) ?? '';
    await checkIn(newest, 'in_progress');
    for (const each of commits.slice(0, -1))
      expect(await concludedCheck(world, each)).toMatchObject({ conclusion: 'cancelled' });
    await gate.open();
    expect(await concludedCheck(world, newest)).toMatchObject({ conclusion: 'success' });
  });

  it('goes by GitHub’s time: an older push that comes late is not started, and its check says why', async () => {
    const { github, installation } = world;
    const repository = await addRepository('concurrency: { cancel-in-progress: true }');
    await github.setDeliveryCopies({ copies: 0 });
    const [older, newer] = [await push(repository), await push(repository)];
    await github.setDeliveryCopies({ copies: 1 });
    const { id } = await github.getRepository({ repository });
    const [owner = '', name = ''] = repository.split('/');
    const deliver = (after: string, pushedAt: number) => {
      const described = {
        id,
        name,
        full_name: repository,
        owner: { login: owner },
        default_branch: 'main',
        html_url: 'https://github.example/x',
        clone_url: 'https://github.example/x.git',
        private: true,
        pushed_at: pushedAt,
      };
      const payload = {
        ref: 'refs/heads/main',
        deleted: false,
        after,
        before: older,
        repository: described,
        sender: { login: 'ada' },
      };
      return github.deliver({ event: 'push', payload, installation });
    };
    const now = Math.floor(Date.now() / 1000) - 100;
    await deliver(newer, now);
    await checkIn(newer, 'in_progress');
    await deliver(older, now - 50);
    const late = await concludedCheck(world, older);
    expect(late).toMatchObject({ conclusion: 'cancelled', title: `Replaced by ${newer.slice(0, 7)} (push)` });
    await gate.open();
    expect(await concludedCheck(world, newer)).toMatchObject({ conclusion: 'success' });
  });

  it('goes together with a limit: what waits for its turn is ended too, and concludes', async () => {
    const repository = await addRepository('concurrency: { group: all, cancel-in-progress: true, limit: 1 }');
    const [first, second] = [await push(repository, 'one'), await push(repository, 'two')];
    expect(await concludedCheck(world, first)).toMatchObject({ conclusion: 'cancelled' });
    const third = await push(repository, 'three');
    expect(await concludedCheck(world, second)).toMatchObject({ conclusion: 'cancelled' });
    await checkIn(third, 'in_progress');
    await gate.open();
    expect(await concludedCheck(world, third)).toMatchObject({ conclusion: 'success' });
  });
});

describe('limit', () => {
  it.each([
    [1, 'Mutex'],
    [2, 'ConfigMap'],
  ])('of %i lets so many go on at once, and the next when one ends', async (limit, kind) => {
    const repository = await addRepository(`concurrency: { group: all, limit: ${limit} }`);
    const begin = async (branch: string) => {
      const own = await makeGate(world.directory);
      const files = { '.argo/ci.yaml': oneStep(own.pass) };
      return { open: own.open, sha: (await world.github.push({ repository, branch, files })).after };
    };
    const running = await Promise.all(Array.from({ length: limit }, (_, index) => begin(`b${index}`)));
    for (const { sha } of running) await checkIn(sha, 'in_progress');
    const waiting = await begin('waiting');
    await world.github.waitForCheckRun(
      (each) => each.headSha === waiting.sha && each.status === 'queued' && textOf(each).includes(`${kind}/`),
      20_000,
    );
    const [first, ...others] = running;
    await first?.open();
    await checkIn(waiting.sha, 'in_progress');
    for (const each of [...others, waiting]) await each.open();
    for (const { sha } of [...running, waiting]) {
      expect(await concludedCheck(world, sha)).toMatchObject({ conclusion: 'success' });
    }
  });
});

describe('a pull request', () => {
  it('that is closed takes its live runs along, but not what its closing starts', async () => {
    const repository = await world.addRepository({
      '.argo-events.yaml': `pipelines:
  ci: { on: pull_request, workflow: .argo/ci.yaml }
  clean: { on: { pull_request: { types: [closed] } }, workflow: .argo/clean.yaml }
`,
      '.argo/ci.yaml': oneStep(gate.pass),
      '.argo/clean.yaml': oneStep('true'),
    });
    const sha = await push(repository, 'topic');
    const { number } = await world.github.openPullRequest({ repository, head: 'topic' });
    await checkIn(sha, 'in_progress');
    await world.github.closePullRequest({ repository, number });
    await expectChecks(world, { repository, sha }, ['ci: cancelled', 'clean: success']);
    expect(textOf(await concludedCheck(world, sha, 'ci'))).toContain(`Pull request #${number} was closed`);
  });
});

describe('after a crash', () => {
  it('between a run and the end of the older one, the older one is ended when the app is back', async () => {
    const repository = await addRepository('concurrency: { cancel-in-progress: true }');
    const match = {
      verb: 'list',
      resource: 'workflows',
      where: ({ query }: { query: string }) => query.includes('group'),
    } as const;
    const looks = () => world.cluster.requests(match).filter(({ code }) => code === 200).length;
    const before = looks();
    const older = await push(repository);
    await checkIn(older, 'in_progress');
    // It has looked for runs that are older still: else it would be this one that waits, and the newer one behind it.
    await expect.poll(looks, { timeout: 30_000 }).toBeGreaterThan(before);
    const away = world.cluster.injectFault({ match, fault: { status: 503 }, times: 1000 });
    const newer = await push(repository);
    await checkIn(newer, 'in_progress');
    await world.stopApp();
    away.remove();
    await world.startApp();
    expect(await concludedCheck(world, older)).toMatchObject({ conclusion: 'cancelled' });
    await gate.open();
    expect(await concludedCheck(world, newer)).toMatchObject({ conclusion: 'success' });
  }, 60_000);
});
