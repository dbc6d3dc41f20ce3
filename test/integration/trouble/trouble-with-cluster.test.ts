import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isCompleted } from '../../../dev/cluster/open-test-cluster.ts';
import { type Gate, makeGate } from '../../world/make-gate.ts';
import { oneStep } from '../../world/one-step.ts';
import { type Check, concludedCheck, expectChecks, released, runsOf, workflowOf } from '../../world/read-run.ts';
import { startWorld, type World } from '../../world/start-world.ts';

/** Each repository has a namespace of its own, so that what goes wrong for one goes wrong for no other. */
const namespaces = Array.from({ length: 40 }, (_, index) => `runs-of-${index + 1}`);
const policy = `repositories:\n${namespaces
  .map((name, index) => `  "acme/another-${index + 1}": { namespace: ${name} }`)
  .join('\n')}\n`;

let world: World;

beforeAll(async () => {
  world = await startWorld({ policy, namespaces });
});

afterAll(() => world.close());

interface Subject {
  repository: string;
  namespace: string;
}

async function addRepository(script = 'true'): Promise<Subject> {
  const repository = await world.addRepository({
    '.argo-events.yaml': 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml } }\n',
    '.argo/ci.yaml': oneStep(script),
  });
  return { repository, namespace: repository.replace('acme/another-', 'runs-of-') };
}

async function push({ repository }: Subject): Promise<string> {
  return (await world.github.push({ repository, files: { a: repository } })).after;
}

type FaultKind = Parameters<World['cluster']['injectFault']>[0]['fault'];
type Verb = 'create' | 'patch' | 'get' | 'list' | 'watch';

function spoil({ namespace }: Subject, verb: Verb, fault: FaultKind, times = 1) {
  return world.cluster.injectFault({ match: { verb, resource: 'workflows', namespace }, fault, times });
}

interface Running extends Subject {
  sha: string;
  check: Check;
  gate: Gate;
}

/** A run that waits at its gate, as its check shows; `before` comes between the repository and the push. */
async function pushAndSeeRunning(before: (subject: Subject) => unknown = () => undefined): Promise<Running> {
  const gate = await makeGate(world.directory);
  const subject = await addRepository(gate.pass);
  before(subject);
  const sha = await push(subject);
  const check = await world.github.waitForCheckRun((each) => each.headSha === sha && each.status === 'in_progress');
  return { ...subject, sha, check, gate };
}

const missingPermission =
  'workflows.argoproj.io is forbidden: User "app" cannot create resource "workflows" in API group "argoproj.io" in the namespace "ci"';

describe.concurrent('when the cluster fails to create a Workflow', () => {
  const passing: [string, FaultKind][] = [
    ['500', { status: 500 }],
    ['500 although it is created', { status: 500, afterEffect: true }],
    ['503 and a time to wait', { status: 503, retryAfterSeconds: 1 }],
    ['429 and a time to wait', { status: 429, retryAfterSeconds: 1 }],
    ['504 although it is created', { status: 504, afterEffect: true }],
    ['a cut connection', { reset: true }],
    ['a cut connection although it is created', { reset: true, afterEffect: true }],
    ['403 for a quota that is used up', { status: 403, reason: 'Forbidden', message: 'exceeded quota: runs' }],
    ['403 before it has read the Roles', { status: 403, reason: 'Forbidden', message: missingPermission }],
  ];

  it.each(passing)('with %s, the run exists once and its check concludes', async (_what, fault) => {
    const subject = await addRepository();
    const injected = spoil(subject, 'create', fault);
    const sha = await push(subject);
    expect(await concludedCheck(world, sha)).toMatchObject({ name: 'ci', conclusion: 'success' });
    expect(injected.remaining()).toBe(0);
    await expectChecks(world, subject, ['ci: success']);
    expect(await runsOf(world, subject)).toHaveLength(1);
  });

  it('with 403 of an admission webhook, the check says at once that the cluster forbids it', async () => {
    const subject = await addRepository();
    const message = 'admission webhook "runs.example.com" denied the request: no such image';
    spoil(subject, 'create', { status: 403, reason: 'Forbidden', message });
    const check = await concludedCheck(world, await push(subject));
    expect(check).toMatchObject({ name: 'ci', conclusion: 'failure' });
    expect(check.summary).toContain('run.forbidden-by-cluster');
    expect(await runsOf(world, subject)).toEqual([]);
  });
});

describe.concurrent('when the cluster fails while a run goes on', () => {
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
    const running = await pushAndSeeRunning();
    const injected = (['list', 'watch'] as const).map((verb) => spoil(running, verb, { status: 500 }));
    world.cluster.expireWatches();
    await running.gate.open();
    await concludedCheck(world, running.sha);
    expect(injected.map((each) => each.remaining())).toEqual([0, 0]);
    await expectChecks(world, { repository: running.repository }, ['ci: success']);
  });

  const notes: [string, FaultKind][] = [
    ['500', { status: 500 }],
    ['500 although it is done', { status: 500, afterEffect: true }],
    ['409', { status: 409, reason: 'Conflict' }],
    ['a cut connection although it is done', { reset: true, afterEffect: true }],
  ];

  it.each(notes)('and answers its last note with %s, there is one check, and it is let go', async (_what, fault) => {
    const spoiled: ReturnType<typeof spoil>[] = [];
    const running = await pushAndSeeRunning((subject) => spoiled.push(spoil(subject, 'patch', fault)));
    await running.gate.open();
    const ended = await concludedCheck(world, running.sha);
    expect(ended.id).toBe(running.check.id);
    await released(world, workflowOf(world, ended));
    expect(spoiled.map((each) => each.remaining())).toEqual([0]);
    await expectChecks(world, { repository: running.repository }, ['ci: success']);
  });

  it('and cannot be read, the check concludes when it can', async () => {
    const running = await pushAndSeeRunning();
    const injected = spoil(running, 'get', { status: 500 });
    await running.gate.open();
    await concludedCheck(world, running.sha);
    expect(injected.remaining()).toBe(0);
    await expectChecks(world, { repository: running.repository }, ['ci: success']);
  });
});

describe.concurrent('a Workflow', () => {
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
    await world.github.fail({
      match: { method: 'PATCH', path: `^/repos/${repository}/check-runs/` },
      status: 502,
      times: 1,
    });
    await gate.open();
    const place = { plural: 'workflows', namespace, name };
    await world.cluster.waitFor(place, isCompleted);
    world.cluster.remove('workflows', namespace, name);
    expect(await concludedCheck(world, sha)).toMatchObject({ id: check.id, conclusion: 'success' });
    await world.cluster.waitFor(place, (object) => object === undefined);
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

describe('a Workflow', () => {
  it('that Argo does not begin is a queued check, and goes on as soon as Argo does', async () => {
    world.cluster.pauseExecutor();
    const subject = await addRepository();
    const sha = await push(subject);
    const queued = await world.github.waitForCheckRun((each) => each.headSha === sha);
    expect(queued).toMatchObject({ status: 'queued', title: 'Waiting for Argo to start it' });
    world.cluster.resumeExecutor();
    expect(await concludedCheck(world, sha)).toMatchObject({ id: queued.id, conclusion: 'success' });
    await expectChecks(world, subject, ['ci: success']);
  });
});
