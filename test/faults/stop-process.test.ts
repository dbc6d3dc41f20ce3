import { access } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeGate } from '../world/make-gate.ts';
import { oneStep } from '../world/one-step.ts';
import { concludedCheck, expectChecks, runsOf } from '../world/read-run.ts';
import { holdClusterCall, holdGithubCall } from './hold-call.ts';
import { type ProcessWorld, startProcessWorld } from './start-process-world.ts';

let world: ProcessWorld;

beforeAll(async () => {
  world = await startProcessWorld();
});

afterAll(() => world.close());

function addRepository(script = 'true'): Promise<string> {
  return world.addRepository({
    '.argo-events.yaml': 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }\n',
    '.argo/ci.yaml': oneStep(script),
  });
}

async function push(repository: string): Promise<string> {
  return (await world.github.push({ repository, files: { a: 'a' } })).after;
}

describe('a process that is asked to stop', () => {
  beforeEach(async () => {
    await world.github.clearFaults();
    world.cluster.clearFaults();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s with nothing in hand exits 0 and leaves a whole store',
    async (signal) => {
      await world.startApp();
      await world.settle();
      expect(await world.endApp(signal)).toMatchObject({ code: 0, signal: null, stderr: '' });
      // SQLite removes its journal when the last connection is closed in order.
      await expect(access(`${world.directory}/events.db-wal`)).rejects.toThrow('ENOENT');
    },
  );

  it('exits 0 while a run goes on; its check concludes after the restart', async () => {
    const gate = await makeGate(world.directory);
    const repository = await addRepository(gate.pass);
    await world.startApp();
    const sha = await push(repository);
    await world.github.waitForCheckRun((each) => each.headSha === sha && each.status === 'in_progress');
    expect(await world.endApp('SIGTERM')).toMatchObject({ code: 0 });
    await gate.open();
    await world.startApp();
    await concludedCheck(world, sha);
    await expectChecks(world, { repository }, ['ci: success']);
    await world.endApp('SIGTERM');
  });

  it('finishes a delivery in hand that can be finished', async () => {
    const repository = await addRepository();
    await world.startApp();
    await world.github.fail({ match: { path: /graphql/ }, delayMs: 1500, times: 1 });
    await push(repository);
    expect(await world.endApp('SIGTERM')).toMatchObject({ code: 0 });
    expect(await runsOf(world, { repository })).toHaveLength(1);
    await world.startApp();
    await expectChecks(world, { repository }, ['ci: success']);
    await world.endApp('SIGTERM');
  });

  it('takes no more webhooks meanwhile, so that GitHub knows that they failed', async () => {
    const repository = await addRepository();
    const app = await world.startApp();
    const ready = `http://127.0.0.1:${await app.port}/readyz`;
    await world.github.fail({ match: { path: /graphql/ }, delayMs: 1500, times: 1 });
    await push(repository);
    const ending = world.endApp('SIGTERM');
    await expect
      .poll(() =>
        fetch(ready).then(
          ({ status }) => status,
          () => 'closed',
        ),
      )
      .not.toBe(200);
    const late = await push(repository);
    const sent = (await world.github.deliveries({ event: 'push' })).filter(({ body }) =>
      body.includes(`"after":"${late}"`),
    );
    expect(sent.map(({ statusCode }) => statusCode)).not.toContain(202);
    expect(await ending).toMatchObject({ code: 0 });
  });

  it('returns what nobody answers and exits 0 before its time is over; all of it is finished after the restart', async () => {
    const repositories = await Promise.all([addRepository(), addRepository(), addRepository()]);
    const [reporting, starting, reading] = repositories;
    await world.startApp();
    const pushed: string[] = [];
    const making = await holdGithubCall(world, { method: 'POST', path: /\/check-runs$/ });
    pushed.push(await push(reporting));
    await making.reached;
    const creating = holdClusterCall(world, { verb: 'create', resource: 'workflows' }, { afterEffect: true });
    pushed.push(await push(starting));
    await creating.reached;
    const asking = await holdGithubCall(world, { method: 'POST', path: /\/graphql$/ });
    await holdGithubCall(world, { method: 'GET', path: /./ });
    pushed.push(await push(reading));
    await asking.reached;

    // It ends itself with another code when it is not through after 25 seconds.
    expect(await world.endApp('SIGTERM')).toMatchObject({ code: 0, signal: null });
    await world.github.clearFaults();
    world.cluster.clearFaults();
    await world.startApp();
    await Promise.all(pushed.map((sha) => concludedCheck(world, sha)));
    for (const repository of repositories) {
      await expectChecks(world, { repository }, ['ci: success']);
      expect(await runsOf(world, { repository })).toHaveLength(1);
    }
    await world.endApp('SIGTERM');
  }, 120_000);
});
