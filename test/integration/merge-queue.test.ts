import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Gate, makeGate } from '../world/make-gate.ts';
import { oneStep } from '../world/one-step.ts';
import { argumentsOf, concludedCheck, expectChecks, runsOf } from '../world/read-run.ts';
import { startWorld, type World } from '../world/start-world.ts';

let world: World;
let gate: Gate;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.close());

beforeEach(async () => {
  gate = await makeGate(world.directory);
});

/** A pull request in the queue of its repository. */
async function enqueue(on: string) {
  const { github } = world;
  const repository = await world.addRepository({
    '.argo-events.yaml': `pipelines: { ci: { on: ${on}, workflow: .argo/ci.yaml } }\n`,
    '.argo/ci.yaml': oneStep(gate.pass, ['revision', 'base-ref', 'event']),
  });
  await github.push({ repository, branch: 'topic', files: { a: crypto.randomUUID() } });
  const { number } = await github.openPullRequest({ repository, head: 'topic' });
  const { headSha: sha } = await github.enqueuePullRequest({ repository, number });
  await github.waitForCheckRun((each) => each.headSha === sha && each.status === 'in_progress', 20_000);
  return { repository, number, sha };
}

describe('a group of the merge queue', { timeout: 60_000 }, () => {
  it('runs at the queue’s commit and reports there', async () => {
    const { repository, sha } = await enqueue('merge_group');
    await gate.open();
    const check = await concludedCheck(world, sha, 'ci');
    expect(check).toMatchObject({ conclusion: 'success' });
    expect(argumentsOf(world, check)).toEqual({ revision: sha, 'base-ref': 'main', event: 'merge_group' });
    await expectChecks(world, { repository }, ['ci: success']);
  });

  it('that is taken out of the queue takes its runs along', async () => {
    const { repository, number, sha } = await enqueue('merge_group');
    await world.github.dequeuePullRequest({ repository, number });
    const check = await concludedCheck(world, sha, 'ci');
    expect(check).toMatchObject({ conclusion: 'cancelled' });
    expect(check.title).toContain('The merge group is no more');
  });

  it('that was merged leaves alone what the push of the same commit starts', async () => {
    const { repository, number, sha } = await enqueue('{ push: { branches: [main] }, merge_group: {} }');
    await gate.open();
    await concludedCheck(world, sha, 'ci');
    await world.github.mergeQueuedPullRequest({ repository, number });
    expect((await world.github.getRepository({ repository })).sha).toBe(sha);
    await expectChecks(world, { repository, sha }, ['ci: success', 'ci: in_progress']);
    await gate.open();
    await expectChecks(world, { repository, sha }, ['ci: success', 'ci: success']);
    expect(await runsOf(world, { repository, sha })).toHaveLength(2);
  });
});
