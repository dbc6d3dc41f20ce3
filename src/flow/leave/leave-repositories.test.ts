import { describe, expect, it } from 'vitest';
import { annotations, labels, reportFinalizer } from '../../kubernetes/labels.ts';
import { createMemoryObjects } from '../../kubernetes/testing/memory-objects.ts';
import { configMapKind, secretKind } from '../../run/kept/kept-kinds.ts';
import { makeDelivery } from '../../run/testing/deliveries.ts';
import { type PlacedRun, placeRun } from '../../run/testing/runs.ts';
import { listLookedThrough } from '../../schedule/finding/looked-through.ts';
import { emptyWorld } from '../../trigger/testing/empty-world.ts';
import type { FlowTools } from '../flow-tools.ts';
import { type Stage, setStage } from '../testing/stage.ts';

const shop = { id: 42, full_name: 'acme/shop' };

/** GitHub as it is now: which installations work, and through which one a repository is reached. */
function setUp(now: { active?: number[]; reached?: Record<string, number> } = {}) {
  const kept = createMemoryObjects();
  const installations: FlowTools['installations'] = {
    isActive: async (id) => ({ ok: true, value: now.active?.includes(id) === true }),
    findInstallation: async (name) => ({ ok: true, value: now.reached?.[name] }),
  };
  const stage = setStage({ installations, triggers: { ...emptyWorld, cluster: kept.api } });
  return { ...stage, kept, installations };
}

/** A run that the reporter still holds. */
async function hold(stage: Stage, run: PlacedRun) {
  const { metadata } = await placeRun(stage.cluster, run);
  await stage.cluster.api.patchWorkflow(metadata.namespace ?? '', metadata.name ?? '', {
    metadata: { finalizers: ['another/one', reportFinalizer] },
  });
}

async function keep({ kept }: ReturnType<typeof setUp>, repositoryId: number) {
  for (const [served, holds] of [
    [secretKind, 'token'],
    [configMapKind, 'limit'],
  ] as const) {
    const own = { [labels.managedBy]: '9', [labels.repositoryId]: String(repositoryId), [labels.holds]: holds };
    const metadata = { name: `of-${repositoryId}`, namespace: 'ci', labels: own };
    const object = { apiVersion: served.apiVersion, kind: served.kind, metadata, data: {} };
    await kept.api.createObject({ served, namespace: 'ci' }, object, { dryRun: false });
  }
}

function stateOf({ cluster }: Stage, name: string) {
  const workflow = cluster.workflows.get(`ci/${name}`);
  return [workflow?.metadata.finalizers, workflow?.spec.shutdown];
}

const held = [['another/one', reportFinalizer], undefined];
const letGo = (shutdown?: string) => [['another/one'], shutdown];

function installation(action: string, body: object = {}) {
  return makeDelivery('installation', { action, repository: undefined, repositories: [shop], ...body });
}

describe('an installation that is gone', () => {
  it.each([
    ['deleted', 'removed'],
    ['suspend', 'suspended'],
  ])('leaves nothing behind: %s', async (action, said) => {
    const stage = setUp();
    await hold(stage, { name: 'live', phase: 'Running' });
    await hold(stage, { name: 'ended', phase: 'Succeeded' });
    await hold(stage, { name: 'other', phase: 'Running', identity: { installationId: 8, repositoryId: 43 } });
    await keep(stage, 42);
    await keep(stage, 43);
    for (const key of ['42', '43']) await stage.records.put('listened-events', key, {});
    for (const key of ['42/main', '43/main', '421/main']) await stage.records.put('open-problems', key, {});

    const delivery = installation(action);
    expect(await stage.handle(delivery)).toEqual({ kind: 'done' });
    expect(stateOf(stage, 'live')).toEqual(letGo('Stop'));
    expect(stage.cluster.workflows.get('ci/live')?.metadata.annotations?.[annotations.endedBecause]).toContain(said);
    expect(stateOf(stage, 'ended')).toEqual(letGo());
    expect(stateOf(stage, 'other')).toEqual(held);
    expect([...stage.kept.objects.keys()].sort()).toEqual(['configmaps/ci/of-43', 'secrets/ci/of-43']);
    expect((await stage.records.list('listened-events', '')).map(({ key }) => key)).toEqual(['43']);
    expect((await stage.records.list('open-problems', '')).map(({ key }) => key)).toEqual(['421/main', '43/main']);
    // Once more it changes nothing.
    expect(await stage.handle(delivery)).toEqual({ kind: 'done' });
  });

  it('lets go of a schedule’s run that the reporter has not seen yet', async () => {
    const stage = setUp();
    const schedule = { installationId: 7, repositoryId: 42 };
    await stage.cluster.api.createWorkflow('ci', {
      ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', spec: {} },
      metadata: {
        ...{ name: 'nightly-1', namespace: 'ci', uid: 'u', finalizers: ['another/one', reportFinalizer] },
        labels: { [labels.managedBy]: '9', 'workflows.argoproj.io/cron-workflow': 'nightly' },
        annotations: { [annotations.schedule]: stage.tools.signer.signSchedule('ci', 'nightly', schedule) },
      },
    });
    expect(await stage.handle(installation('deleted'))).toEqual({ kind: 'done' });
    expect(stateOf(stage, 'nightly-1')[0]).toEqual(['another/one']);
  });

  it('but is back when the event comes, keeps everything', async () => {
    const stage = setUp({ active: [7] });
    await hold(stage, { name: 'live', phase: 'Running' });
    await stage.handle(installation('suspend'));
    expect(stateOf(stage, 'live')).toEqual(held);
  });

  it('keeps what the repository has under another installation by now', async () => {
    const stage = setUp();
    await hold(stage, { name: 'old', phase: 'Succeeded' });
    await hold(stage, { name: 'new', phase: 'Running', identity: { installationId: 8 } });
    await keep(stage, 42);
    await stage.handle(installation('deleted'));
    expect([stateOf(stage, 'old'), stateOf(stage, 'new')]).toEqual([letGo(), held]);
    expect(stage.kept.objects.size).toBe(2);
  });

  it('comes again while GitHub or the cluster does not answer', async () => {
    const stage = setUp();
    stage.cluster.answer = () => ({ kind: 'later', message: 'busy' });
    expect(await stage.handle(installation('deleted'))).toMatchObject({ kind: 'retry' });
    const away = async () => ({ ok: false, failure: { kind: 'later', message: 'down', retryAfterMs: 4 } }) as const;
    const other = setStage({ installations: { isActive: away, findInstallation: away } });
    expect(await other.handle(installation('deleted'))).toMatchObject({ kind: 'retry', afterMs: 4 });
  });
});

describe('an installation that is back before its runs are listed', () => {
  it.each(['deleted', 'suspend'])('keeps them all: %s', async (action) => {
    const stage = setUp();
    const answers = [false, true];
    Object.assign(stage.installations, { isActive: async () => ({ ok: true, value: answers.shift() }) });
    await hold(stage, { name: 'one', phase: 'Running' });
    await hold(stage, { name: 'two', phase: 'Running', identity: { repositoryId: 43 } });
    expect(await stage.handle(installation(action))).toEqual({ kind: 'done' });
    expect([stateOf(stage, 'one'), stateOf(stage, 'two')]).toEqual([held, held]);
    expect(answers).toEqual([]);
  });
});

describe('a repository that the App loses', () => {
  const removed = makeDelivery('installation_repositories', {
    action: 'removed',
    repository: undefined,
    repositories_removed: [shop, { id: 44, full_name: 'acme/back' }],
  });

  it('keeps the runs that it has when GitHub says, once they are listed, that the App is back', async () => {
    const stage = setUp({ active: [7] });
    let asked = 0;
    const found = () => {
      asked += 1;
      return asked <= 2 ? undefined : 7;
    };
    Object.assign(stage.installations, {
      findInstallation: async () => ({ ok: true, value: found() }),
    });
    await hold(stage, { name: 'new', phase: 'Running' });
    await keep(stage, 42);
    await stage.records.put('open-problems', '42/main', {});
    expect(await stage.handle(removed)).toEqual({ kind: 'done' });
    expect(asked).toBe(3);
    expect(stateOf(stage, 'new')).toEqual(held);
    // Its schedules are looked for again.
    expect((await listLookedThrough(stage.records)).map(({ installationId }) => installationId)).toEqual([7]);
    expect(stage.kept.objects.size).toBe(2);
    expect(await stage.records.list('open-problems', '')).toHaveLength(1);
  });

  it('is left later where GitHub does not answer once its runs are listed', async () => {
    const stage = setUp({ active: [7] });
    let asked = 0;
    const answer = () => {
      asked += 1;
      const failure = { kind: 'later', message: 'GitHub answered 502' } as const;
      return asked <= 2 ? { ok: true as const, value: undefined } : { ok: false as const, failure };
    };
    Object.assign(stage.installations, { findInstallation: async () => answer() });
    await hold(stage, { name: 'lost', phase: 'Running' });
    expect(await stage.handle(removed)).toMatchObject({ kind: 'retry' });
    expect(stateOf(stage, 'lost')).toEqual(held);
  });

  it('is left, and no other; nor one that the App reaches again by now', async () => {
    const stage = setUp({ active: [7], reached: { 'acme/back': 7 } });
    await hold(stage, { name: 'lost', phase: 'Pending' });
    await hold(stage, { name: 'back', phase: 'Running', identity: { repositoryId: 44 } });
    await hold(stage, { name: 'other', phase: 'Running', identity: { repositoryId: 43 } });
    await stage.handle(removed);
    expect(['lost', 'back', 'other'].map((name) => stateOf(stage, name))).toEqual([letGo('Terminate'), held, held]);
  });
});

describe('other changes of an installation', () => {
  it.each(['created', 'unsuspend', 'new_permissions_accepted'])('change nothing: %s', async (action) => {
    const stage = setUp();
    await hold(stage, { name: 'live', phase: 'Running' });
    expect(await stage.handle(installation(action))).toEqual({ kind: 'done' });
    expect(stateOf(stage, 'live')).toEqual(held);
  });
});
