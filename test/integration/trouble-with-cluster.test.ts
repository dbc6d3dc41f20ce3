import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isCompleted } from '../../dev/cluster/open-test-cluster.ts';
import { type Gate, makeGate } from './make-gate.ts';
import { oneStep } from './one-step.ts';
import { type Check, concludedCheck, expectChecks, released, runsOf, workflowOf } from './read-run.ts';
import { startWorld, type World } from './start-world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.close());

afterEach(() => world.cluster.clearFaults());

type FaultKind = Parameters<World['cluster']['injectFault']>[0]['fault'];

const creating = { verb: 'create', resource: 'workflows', namespace: 'ci' } as const;

async function push(script = 'true'): Promise<{ repository: string; sha: string }> {
  const files = {
    '.argo-events.yaml': 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }\n',
    '.argo/ci.yaml': oneStep(script),
  };
  const repository = await world.addRepository(files);
  const { after } = await world.github.push({ repository, files: { a: repository } });
  return { repository, sha: after };
}

/** A run that waits at its gate, as its check shows. */
async function pushAndSeeRunning(): Promise<{ repository: string; sha: string; check: Check; gate: Gate }> {
  const gate = await makeGate(world.directory);
  const { repository, sha } = await push(gate.pass);
  const check = await world.github.waitForCheckRun((each) => each.headSha === sha && each.status === 'in_progress');
  return { repository, sha, check, gate };
}

describe('when the cluster fails to create a Workflow', () => {
  const passing: [string, FaultKind][] = [
    ['500', { status: 500 }],
    ['500 although it is created', { status: 500, afterEffect: true }],
    ['503 and a time to wait', { status: 503, retryAfterSeconds: 1 }],
    ['429 and a time to wait', { status: 429, retryAfterSeconds: 1 }],
    ['504 although it is created', { status: 504, afterEffect: true }],
    ['a cut connection', { reset: true }],
    ['a cut connection although it is created', { reset: true, afterEffect: true }],
    ['403 for a quota that is used up', { status: 403, reason: 'Forbidden', message: 'exceeded quota: runs' }],
  ];

  it.each(passing)('with %s, the run exists once and its check concludes', async (_what, fault) => {
    const injected = world.cluster.injectFault({ match: creating, fault });
    const { repository, sha } = await push();
    expect(await concludedCheck(world, sha)).toMatchObject({ name: 'ci', conclusion: 'success' });
    expect(injected.remaining()).toBe(0);
    await expectChecks(world, { repository }, ['ci: success']);
    expect(await runsOf(world, { repository })).toHaveLength(1);
  });

  it('with 403, the check says that the cluster forbids it', async () => {
    world.cluster.injectFault({
      match: creating,
      fault: { status: 403, reason: 'Forbidden', message: 'no such right' },
    });
    const { repository, sha } = await push();
    const check = await concludedCheck(world, sha);
    expect(check).toMatchObject({ name: 'ci', conclusion: 'failure' });
    expect(check.summary).toContain('run.forbidden-by-cluster');
    expect(await runsOf(world, { repository })).toEqual([]);
  });
});

describe('when the cluster fails while a run goes on', () => {
  it('and its watch has expired, the check concludes', async () => {
    const { repository, sha, gate } = await pushAndSeeRunning();
    world.cluster.expireWatches();
    await gate.open();
    await concludedCheck(world, sha);
    await expectChecks(world, { repository }, ['ci: success']);
  });

  it('and its watch has ended, the check concludes', async () => {
    const { repository, sha, gate } = await pushAndSeeRunning();
    world.cluster.endWatches();
    await gate.open();
    await concludedCheck(world, sha);
    await expectChecks(world, { repository }, ['ci: success']);
  });

  it('and can neither be listed nor watched for a while, the check concludes afterwards', async () => {
    const { repository, sha, gate } = await pushAndSeeRunning();
    const injected = (['list', 'watch'] as const).map((verb) =>
      world.cluster.injectFault({ match: { verb, resource: 'workflows' }, fault: { status: 500 } }),
    );
    world.cluster.expireWatches();
    await gate.open();
    await concludedCheck(world, sha);
    expect(injected.map((each) => each.remaining())).toEqual([0, 0]);
    await expectChecks(world, { repository }, ['ci: success']);
  });

  const notes: [string, FaultKind][] = [
    ['500', { status: 500 }],
    ['500 although it is done', { status: 500, afterEffect: true }],
    ['409', { status: 409, reason: 'Conflict' }],
    ['a cut connection although it is done', { reset: true, afterEffect: true }],
  ];

  it.each(notes)(
    'and answers a note on it with %s, there is one check, and the Workflow is let go',
    async (_what, fault) => {
      const injected = world.cluster.injectFault({ match: { verb: 'patch', resource: 'workflows' }, fault, times: 2 });
      const { repository, sha, check, gate } = await pushAndSeeRunning();
      await gate.open();
      const ended = await concludedCheck(world, sha);
      expect(ended.id).toBe(check.id);
      await released(world, workflowOf(world, ended));
      expect(injected.remaining()).toBe(0);
      await expectChecks(world, { repository }, ['ci: success']);
    },
  );

  it('and cannot be read, the check concludes when it can', async () => {
    const { repository, sha, gate } = await pushAndSeeRunning();
    const injected = world.cluster.injectFault({
      match: { verb: 'get', resource: 'workflows' },
      fault: { status: 500 },
    });
    await gate.open();
    await concludedCheck(world, sha);
    expect(injected.remaining()).toBe(0);
    await expectChecks(world, { repository }, ['ci: success']);
  });
});

describe('a Workflow', () => {
  it('that is deleted while it runs is cancelled on GitHub and gone from the cluster', async () => {
    const { repository, sha, check } = await pushAndSeeRunning();
    const { namespace, name } = workflowOf(world, check).metadata;
    world.cluster.remove('workflows', namespace, name);
    expect(await concludedCheck(world, sha)).toMatchObject({ id: check.id, conclusion: 'cancelled' });
    await world.cluster.waitFor({ plural: 'workflows', namespace, name }, (object) => object === undefined);
    await expectChecks(world, { repository }, ['ci: cancelled']);
  });

  it('that is deleted right after its end keeps its verdict', async () => {
    const { repository, sha, check, gate } = await pushAndSeeRunning();
    const { namespace, name } = workflowOf(world, check).metadata;
    await world.github.fail({ match: { method: 'PATCH', path: /check-runs/ }, status: 502, times: 1 });
    await gate.open();
    const place = { plural: 'workflows', namespace, name };
    await world.cluster.waitFor(place, isCompleted);
    world.cluster.remove('workflows', namespace, name);
    expect(await concludedCheck(world, sha)).toMatchObject({ id: check.id, conclusion: 'success' });
    await world.cluster.waitFor(place, (object) => object === undefined);
    await expectChecks(world, { repository }, ['ci: success']);
  });

  it('that Argo does not begin is a queued check, and goes on as soon as Argo does', async () => {
    world.cluster.pauseExecutor();
    const { repository, sha } = await push();
    const queued = await world.github.waitForCheckRun((each) => each.headSha === sha);
    expect(queued).toMatchObject({ status: 'queued', title: 'Waiting for Argo to start it' });
    world.cluster.resumeExecutor();
    expect(await concludedCheck(world, sha)).toMatchObject({ id: queued.id, conclusion: 'success' });
    await expectChecks(world, { repository }, ['ci: success']);
  });

  it('that carries the label of the app but not its signature is never reported', async () => {
    const { sha, check, gate } = await pushAndSeeRunning();
    const { namespace, labels, annotations } = workflowOf(world, check).metadata;
    const { spec } = JSON.parse(oneStep('true'));
    const metadata = { namespace, labels, annotations, name: 'forged' };
    world.cluster.create({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata, spec });
    await world.cluster.waitFor({ plural: 'workflows', namespace, name: 'forged' }, isCompleted);
    await gate.open();
    await concludedCheck(world, sha);
    await world.settle();
    expect(await world.github.checkRuns({ sha })).toHaveLength(1);
    expect(world.logged.join('')).toContain('report.forged-identity');
  });
});
