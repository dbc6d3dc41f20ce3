import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { oneStep } from '../world/one-step.ts';
import { concludedCheck, released, runsOf, workflowOf } from '../world/read-run.ts';
import { startWorld, type World } from '../world/start-world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.close());

it('a check whose Workflow and event are kept no longer says that it is too old to repeat, and what to do', async () => {
  const { cluster, github } = world;
  const repository = await world.addRepository({
    '.argo-events.yaml': 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }\n',
    '.argo/ci.yaml': oneStep('exit 3'),
  });
  await github.setRole({ repository, login: 'ada', role: 'write' });
  const { after } = await github.push({ repository, files: { a: 'a' } });
  const check = await concludedCheck(world, after, 'ci');
  const run = workflowOf(world, check);
  await released(world, run);
  cluster.remove('workflows', run.metadata.namespace, run.metadata.name);
  await world.stopApp();
  world.environment.EVENT_BUS = `sqlite:${join(world.directory, 'another.db')}`;
  await world.startApp();

  await github.rerunCheckRun({ id: check.id, sender: 'ada' });
  const told = await github.waitForCheckRun((each) => each.id === check.id && each.summary !== check.summary, 20_000);
  expect(told).toMatchObject({ conclusion: 'failure', title: check.title });
  expect(told.summary).toContain('command.too-old');
  expect(told.summary).toMatch(/push|`\/test/i);
  expect(await runsOf(world, { repository })).toEqual([]);
}, 60_000);
