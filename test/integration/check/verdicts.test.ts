import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneStep } from '../../world/one-step.ts';
import { concludedCheck, expectChecks, runsOf } from '../../world/read-run.ts';
import { startWorld, type World } from '../../world/start-world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.close());

function addRepository(pipelines: string, script = 'true'): Promise<string> {
  return world.addRepository({
    '.argo-events.yaml': `defaults: { workflow: .argo/ci.yaml }\npipelines:\n${pipelines}`,
    '.argo/ci.yaml': oneStep(script),
  });
}

async function push(repository: string, options: { branch?: string; message?: string; path?: string } = {}) {
  const { branch = 'main', message = 'Change a file', path = 'a.txt' } = options;
  return (await world.github.push({ repository, branch, message, files: { [path]: crypto.randomUUID() } })).after;
}

describe('a commit that asks for nothing to be run', { timeout: 60_000 }, () => {
  it.each(['Correct a typo [skip ci]', 'Correct a typo [CI Skip]\n\nmore', 'Correct a typo\n\nskip-checks: true'])(
    'has its verdict when it is pushed: %j',
    async (message) => {
      const repository = await addRepository('  ci: { on: push }\n  lint: { on: push }\n');
      const sha = await push(repository, { message });
      await expectChecks(world, { repository, sha }, ['ci: skipped', 'lint: skipped']);
      const check = await concludedCheck(world, sha, 'ci');
      expect(check.title).toMatch(/^Skipped: the commit's message says /);
      expect(await runsOf(world, { repository })).toEqual([]);
    },
  );

  it('runs when somebody asks for it all the same', async () => {
    const repository = await addRepository('  ci: { on: push }\n');
    await world.github.setRole({ repository, login: 'ada', role: 'write' });
    const sha = await push(repository, { message: 'Correct a typo [skip ci]' });
    const { id } = await concludedCheck(world, sha, 'ci');
    await world.github.rerunCheckRun({ id, sender: 'ada' });
    await expectChecks(world, { repository, sha }, ['ci: skipped', 'ci: success']);
  });

  it('runs in a pull request and in the merge queue, where a skipped check would count as passed', async () => {
    const { github } = world;
    const repository = await addRepository('  ci: { on: [pull_request, merge_group] }\n');
    const sha = await push(repository, { branch: 'topic', message: 'Change all [skip ci]' });
    const { number } = await github.openPullRequest({ repository, head: 'topic', title: 'Change all [skip ci]' });
    await expectChecks(world, { repository, sha }, ['ci: success']);
    const { headSha } = await github.enqueuePullRequest({ repository, number });
    await expectChecks(world, { repository, sha: headSha }, ['ci: success']);
  });

  it('runs where only an older commit of the push asks', async () => {
    const repository = await addRepository('  ci: { on: push }\n');
    await push(repository, { branch: 'topic', message: 'One [skip ci]' });
    const sha = await push(repository, { branch: 'topic', message: 'Two' });
    await expectChecks(world, { repository, sha }, ['ci: success']);
  });
});

describe('what a filter keeps out', { timeout: 60_000 }, () => {
  it('says which one and what it saw, each pipeline under its own name, and nothing where the file wants it so', async () => {
    const repository = await addRepository(`
  docs: { on: push, paths: ["docs/**"] }
  nightly: { on: push, if: github.sender == "robot" }
  quiet: { on: push, paths: ["docs/**"], report: started }
  other: { on: { push: { branches: [release] } } }
  ci: { on: push }
`);
    const sha = await push(repository, { path: 'src/a.ts' });
    await expectChecks(world, { repository, sha }, ['ci: success', 'docs: skipped', 'nightly: skipped']);
    const docs = await concludedCheck(world, sha, 'docs');
    expect(docs.summary).toContain('`paths`: the only changed file does not match `docs/**`: `src/a.ts`');
    expect((await concludedCheck(world, sha, 'nightly')).summary).toContain('`github.sender` is `"ada"`');
  });

  it('never hides what the commit has: a failure stays the newest check of its name', async () => {
    const { github } = world;
    const repository = await addRepository(
      '  ci: { on: [push, pull_request], if: github.eventName == "push" }\n',
      'exit 3',
    );
    const sha = await push(repository, { branch: 'topic' });
    await expectChecks(world, { repository, sha }, ['ci: failure']);
    const { number } = await github.openPullRequest({ repository, head: 'topic' });
    await github.closePullRequest({ repository, number });
    await github.reopenPullRequest({ repository, number });
    await expectChecks(world, { repository, sha }, ['ci: failure']);
  });

  it('gives way to a run of the same name', async () => {
    const repository = await addRepository(
      '  ci: { on: { push: {}, pull_request: { types: [labeled] } }, if: github.eventName == "pull_request" }\n',
    );
    const sha = await push(repository, { branch: 'topic' });
    await expectChecks(world, { repository, sha }, ['ci: skipped']);
    const { number } = await world.github.openPullRequest({ repository, head: 'topic' });
    await world.github.labelPullRequest({ repository, number, add: ['go'] });
    await expectChecks(world, { repository, sha }, ['ci: skipped', 'ci: success']);
    await world.github.labelPullRequest({ repository, number, add: ['again'] });
    await expectChecks(world, { repository, sha }, ['ci: skipped', 'ci: success', 'ci: success']);
  });
});

describe('a pipeline with push and pull_request', { timeout: 60_000 }, () => {
  it('runs once for a commit that is in both', async () => {
    const { github } = world;
    const repository = await addRepository('  ci: { on: [push, pull_request] }\n');
    const first = await push(repository, { branch: 'topic' });
    await expectChecks(world, { repository, sha: first }, ['ci: success']);
    await github.openPullRequest({ repository, head: 'topic' });
    const second = await push(repository, { branch: 'topic' });
    await expectChecks(world, { repository, sha: second }, ['ci: success']);
    const [run] = await runsOf(world, { repository, sha: second });
    expect(run?.metadata.labels['events.argoproj.io/trigger']).toBe('ci');
    expect(await runsOf(world, { repository, sha: second })).toHaveLength(1);
  });
});
