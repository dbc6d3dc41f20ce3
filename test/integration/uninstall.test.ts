import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeGate } from '../world/make-gate.ts';
import { oneStep } from '../world/one-step.ts';
import { concludedCheck, type RunObject, released, runsOf } from '../world/read-run.ts';
import { startWorld, type World } from '../world/start-world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.close());

const nightly = JSON.stringify({
  ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'CronWorkflow', metadata: { name: 'nightly' } },
  spec: {
    schedules: ['0 2 * * *'],
    workflowSpec: { entrypoint: 'main', templates: [{ name: 'main', container: { image: 'alpine:3.22' } }] },
  },
});

/** A repository with a run that goes on. */
async function beginRun() {
  const gate = await makeGate(world.directory);
  const repository = await world.addRepository({
    '.argo-events.yaml': 'pipelines: { ci: { on: push, workflow: .argo/ci.yaml, concurrency: { limit: 2 } } }\n',
    '.argo/ci.yaml': oneStep(gate.pass),
  });
  const { after } = await world.github.push({ repository, files: { a: '1' } });
  await world.github.waitForCheckRun((each) => each.headSha === after && each.status === 'in_progress', 20_000);
  const [run] = await runsOf(world, { repository });
  if (run === undefined) throw new Error('there is no run');
  return { repository, gate, run };
}

async function endedAndReleased({ metadata: { namespace, name } }: RunObject): Promise<void> {
  await world.cluster.waitFor(
    { plural: 'workflows', namespace, name },
    (each) =>
      each?.metadata.labels?.['workflows.argoproj.io/completed'] === 'true' &&
      (each.metadata.finalizers ?? []).length === 0,
    20_000,
  );
}

function limits(): number {
  return world.cluster
    .list('configmaps', 'ci')
    .filter((each) => each.metadata.name.startsWith('argo-events-app-limit-')).length;
}

describe('a repository that the App loses', () => {
  it('leaves no residue, and works again once the App is back', async () => {
    const { repository, gate, run } = await beginRun();
    expect(limits()).toBe(1);
    await world.github.changeInstallation({ installation: world.installation, remove: [repository] });
    await released(world, run);
    await endedAndReleased(run);
    await world.settle();
    expect(limits()).toBe(0);

    await world.github.changeInstallation({ installation: world.installation, add: [repository] });
    const { after } = await world.github.push({ repository, files: { a: '2' } });
    await world.github.waitForCheckRun((each) => each.headSha === after && each.status === 'in_progress', 20_000);
    await gate.open();
    expect(await concludedCheck(world, after)).toMatchObject({ conclusion: 'success' });
  });
});

describe('an installation that is suspended', () => {
  it('has its checks concluded once it works again, and a re-run of them runs', async () => {
    const { github, installation } = world;
    const { repository, gate, run } = await beginRun();
    await github.setRole({ repository, login: 'ada', role: 'write' });
    await github.setInstallationSuspended({ installation, suspended: true });
    await released(world, run);
    await endedAndReleased(run);
    await world.settle();
    const isOurs = (each: { repository: string }) => each.repository === repository;
    expect((await github.checkRuns({ repository })).map(({ status }) => status)).toEqual(['in_progress']);

    await github.setInstallationSuspended({ installation, suspended: false });
    const check = await github.waitForCheckRun((each) => isOurs(each) && each.status === 'completed', 20_000);
    expect(check).toMatchObject({ conclusion: 'cancelled', title: 'Cancelled — the App was suspended', actions: [] });
    await github.rerunCheckRun({ id: check.id, sender: 'ada' });
    await github.waitForCheckRun((each) => isOurs(each) && each.status === 'in_progress', 20_000);
    await gate.open();
    await github.waitForCheckRun((each) => isOurs(each) && each.conclusion === 'success', 20_000);
  });
});

describe('an installation that is suspended and works again before anybody tells', () => {
  it('has the check concluded of a run that ended meanwhile', async () => {
    const { github, installation } = world;
    const { repository, gate, run } = await beginRun();
    await github.setDeliveryCopies({ copies: 0 });
    await github.setInstallationSuspended({ installation, suspended: true });
    await gate.open();
    await released(world, run);
    expect((await github.checkRuns({ repository })).map(({ status }) => status)).toEqual(['in_progress']);

    await github.setDeliveryCopies({ copies: 1 });
    await github.setInstallationSuspended({ installation, suspended: false });
    const check = await github.waitForCheckRun(
      (each) => each.repository === repository && each.status === 'completed',
      20_000,
    );
    expect(check).toMatchObject({ conclusion: 'cancelled', title: 'Cancelled — the App was suspended' });
  });
});

describe('an installation that ends', () => {
  it('leaves no finalizer, and its runs end', async () => {
    const { run } = await beginRun();
    await world.github.uninstallApp({ installation: world.installation });
    await endedAndReleased(run);
    await world.settle();
    const { namespace, name } = run.metadata;
    const ours = world.cluster.get('workflows', namespace, name);
    expect(ours?.metadata.finalizers ?? []).toEqual([]);
    expect(limits()).toBe(0);
  });
});

describe('an installation that ends while nobody is told', () => {
  it('is left when the app starts: its runs end and no finalizer stays', async () => {
    world = await replaceWorld(world);
    const { run } = await beginRun();
    await world.stopApp();
    await world.github.setDeliveryCopies({ copies: 0 });
    await world.github.uninstallApp({ installation: world.installation });
    await world.startApp();
    await endedAndReleased(run);
    await expect.poll(() => limits(), { timeout: 10_000 }).toBe(0);
  });
});

describe('a repository that is taken out while nobody is told', () => {
  it('is left when the app starts: its runs end, no finalizer and no CronWorkflow stays', async () => {
    world = await replaceWorld(world);
    const { repository, run } = await beginRun();
    await world.github.push({ repository, files: { '.argo-events.yaml': nightly } });
    const cron = { plural: 'cronworkflows', namespace: 'ci', name: 'nightly' };
    await world.cluster.waitFor(cron, (each) => each !== undefined, 20_000);
    await world.stopApp();
    await world.github.setDeliveryCopies({ copies: 0 });
    await world.github.changeInstallation({ installation: world.installation, remove: [repository] });
    await world.startApp();
    await released(world, run);
    await world.cluster.waitFor(cron, (each) => each === undefined, 20_000);
    await expect.poll(() => limits(), { timeout: 10_000 }).toBe(0);
  });
});

describe('an installation that works again while nobody is told', () => {
  it('has its interrupted checks concluded when the app starts', async () => {
    world = await replaceWorld(world);
    const { github, installation } = world;
    const { repository, run } = await beginRun();
    await github.setInstallationSuspended({ installation, suspended: true });
    await released(world, run);
    await world.stopApp();
    await github.setDeliveryCopies({ copies: 0 });
    await github.setInstallationSuspended({ installation, suspended: false });
    await world.startApp();
    const check = await github.waitForCheckRun(
      (each) => each.repository === repository && each.status === 'completed',
      20_000,
    );
    expect(check).toMatchObject({ conclusion: 'cancelled' });
  });
});

describe('an installation that is new while nobody is told', () => {
  it('has the schedules of its repositories put into the cluster when the app starts', async () => {
    world = await replaceWorld(world);
    const { github } = world;
    await world.stopApp();
    await github.setDeliveryCopies({ copies: 0 });
    await github.createRepository({ repository: 'umbra/shop', files: { '.argo-events.yaml': nightly } });
    await github.installApp({ account: 'umbra', repositories: ['umbra/shop'] });
    await world.startApp();
    await world.cluster.waitFor(
      { plural: 'cronworkflows', namespace: 'ci', name: 'nightly' },
      (each) => each !== undefined,
      20_000,
    );
  });
});

/** One whose installation is there, and that sweeps as soon as it starts. */
async function replaceWorld(old: World): Promise<World> {
  await old.close();
  return await startWorld({ sweepAfterMs: 0 });
}
