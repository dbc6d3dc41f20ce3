import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gate, makeGate } from './make-gate.ts';
import { oneStep } from './one-step.ts';
import { concludedCheck } from './read-run.ts';
import { startWorld, type World } from './start-world.ts';

const five = ['one', 'two', 'three', 'four', 'five'];

let world: World;
/** Each pipeline's run waits at a gate of its own. */
const gates = new Map<string, Gate>();

beforeAll(async () => {
  world = await startWorld();
  for (const name of ['ci', ...five]) gates.set(name, await makeGate(world.directory));
});

afterAll(() => world.close());

/** Calls for `acme` since the last look; the token of the hour counts in every scenario, also where it was there already. */
async function count(): Promise<number> {
  await world.settle();
  const calls = await world.calls();
  return 1 + calls.filter((each) => !each.endsWith('/access_tokens')).length;
}

async function repositoryWith(names: string[], on = 'push'): Promise<string> {
  const pipelines = names.map((name) => `  ${name}: { workflow: .argo/${name}.yaml }\n`).join('');
  const workflows = names.map((name) => [`.argo/${name}.yaml`, oneStep(gates.get(name)?.pass ?? 'true')]);
  return await world.addRepository({
    '.argo-events.yaml': `defaults: { on: ${on} }\npipelines:\n${pipelines}`,
    ...Object.fromEntries(workflows),
  });
}

/** Lets each run be seen under way before it ends, so that each has its two writes. */
async function runAll(repository: string, names: string[]): Promise<string> {
  const { github } = world;
  await github.clearCalls();
  const { after } = await github.push({ repository, files: { a: `${Math.random()}` } });
  for (const name of names) {
    await github.waitForCheckRun(
      (each) => each.headSha === after && each.name === name && each.status === 'in_progress',
    );
  }
  for (const name of names) await gates.get(name)?.open();
  for (const name of names) await concludedCheck(world, after, name);
  return after;
}

const scenarios: Record<string, () => Promise<unknown>> = {
  'a push with one run': async () => runAll(await repositoryWith(['ci']), ['ci']),
  'a push with five runs': async () => runAll(await repositoryWith(five), five),
  'a push that no pipeline names': async () => {
    const repository = await repositoryWith(['ci'], 'release');
    await world.github.clearCalls();
    await world.github.push({ repository, files: { a: '1' } });
  },
  'a pull request from a fork that waits for approval': async () => {
    const { github } = world;
    const repository = await repositoryWith(['ci'], 'pull_request');
    const fork = await github.forkRepository({ repository, owner: 'mallory' });
    const { after } = await github.push({
      repository: fork.fullName,
      branch: 'gift',
      files: { a: 'a' },
      sender: 'mallory',
    });
    await github.clearCalls();
    await github.openPullRequest({ repository, head: 'mallory:gift', author: 'mallory' });
    await concludedCheck(world, after, 'ci');
  },
};

/** The table of docs/github-calls.md: scenario, calls at most. */
const documented = new Map(
  [...readFileSync('docs/github-calls.md', 'utf8').matchAll(/^\| ([^|]+) \| (\d+) \|/gm)].map(
    ([, name = '', calls]) => [name.trim(), Number(calls)],
  ),
);

describe('the calls that docs/github-calls.md promises', { timeout: 120_000 }, () => {
  it.each(Object.entries(scenarios))('%s', async (name, act) => {
    await act();
    expect(await count()).toBe(documented.get(name));
  });

  it('are all measured here or beside the command that makes them', () => {
    const elsewhere = ['a comment that is no command', 'a re-run of a check'];
    expect([...documented.keys()].toSorted()).toEqual([...Object.keys(scenarios), ...elsewhere].toSorted());
  });
});
