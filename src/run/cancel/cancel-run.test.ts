import { describe, expect, it } from 'vitest';
import { annotations } from '../../kubernetes/labels.ts';
import { createFakeCluster } from '../testing/fake-cluster.ts';
import { type PlacedRun, placeRun } from '../testing/runs.ts';
import { cancelRun } from './cancel-run.ts';

async function setStage(run: PlacedRun = {}) {
  const cluster = createFakeCluster();
  const { metadata } = await placeRun(cluster, run);
  const cancel = (because = 'Cancelled by @ada', uid = metadata.uid) =>
    cancelRun({ namespace: 'ci', name: 'ci-one', uid }, because, cluster.api);
  return { cluster, cancel };
}

describe('cancelRun', () => {
  it.each([
    ['one that runs, so that its exit handler still does', 'Running', 'Stop'],
    ['one that waits for a lock or its turn, which no Stop reaches', 'Pending', 'Terminate'],
    ['one that Argo has not seen yet', undefined, 'Terminate'],
  ])('ends %s', async (_which, phase, shutdown) => {
    const { cluster, cancel } = await setStage(phase === undefined ? {} : { phase });
    expect(await cancel()).toEqual({ kind: 'cancelled' });
    expect(cluster.only()).toMatchObject({
      metadata: { annotations: { [annotations.endedBecause]: 'Cancelled by @ada' } },
      spec: { entrypoint: 'main', shutdown },
    });
  });

  it.each(['Succeeded', 'Failed', 'Error'])('leaves one alone that is %s', async (phase) => {
    const { cluster, cancel } = await setStage({ phase });
    expect(await cancel()).toEqual({ kind: 'ended' });
    expect(cluster.calls).toEqual(['get ci/ci-one']);
  });

  it('leaves another one alone that has its name by now, and finds nothing to do where there is none', async () => {
    const { cluster, cancel } = await setStage({ phase: 'Running' });
    expect(await cancel('x', 'another')).toEqual({ kind: 'ended' });
    expect(cluster.only().spec.shutdown).toBeUndefined();
    cluster.workflows.clear();
    expect(await cancel()).toEqual({ kind: 'ended' });
  });

  it('changes nothing the second time, and keeps the first reason', async () => {
    const { cluster, cancel } = await setStage({ phase: 'Running' });
    await cancel('Replaced by 1a2b3c4 (push)');
    cluster.calls.length = 0;
    expect(await cancel('Cancelled by @ada')).toEqual({ kind: 'cancelled' });
    expect(cluster.calls).toEqual(['get ci/ci-one']);
    expect(cluster.only().metadata.annotations?.[annotations.endedBecause]).toBe('Replaced by 1a2b3c4 (push)');
  });

  it('terminates one that was stopped and then waits for a lock, under its first reason', async () => {
    const { cluster, cancel } = await setStage({ phase: 'Running' });
    await cancel('Replaced by 1a2b3c4 (push)');
    cluster.only().status = { phase: 'Pending' };
    await cancel('Cancelled by @ada');
    expect(cluster.only()).toMatchObject({
      metadata: { annotations: { [annotations.endedBecause]: 'Replaced by 1a2b3c4 (push)' } },
      spec: { shutdown: 'Terminate' },
    });
  });

  it('lets a suspended one go on, because Argo would not even end it', async () => {
    const { cluster, cancel } = await setStage({ phase: 'Running', spec: { suspend: true } });
    await cancel();
    expect(cluster.only().spec).toEqual({ entrypoint: 'main', shutdown: 'Stop' });
  });

  it('keeps the result of one that ends at the same moment', async () => {
    const { cluster, cancel } = await setStage({ phase: 'Running' });
    cluster.answer = (call) => {
      if (!call.startsWith('patch')) return undefined;
      const { metadata } = cluster.only();
      Object.assign(cluster.only(), { status: { phase: 'Failed' }, metadata: { ...metadata, resourceVersion: '999' } });
      return undefined;
    };
    expect(await cancel()).toEqual({ kind: 'ended' });
    expect(cluster.only().spec.shutdown).toBeUndefined();
  });

  it.each([
    ['later', { kind: 'later', message: 'busy', retryAfterMs: 5 }, { kind: 'later', afterMs: 5 }],
    ['refused', { kind: 'forbidden', message: 'no' }, { kind: 'refused' }],
    ['later, too, where it changes all the time', { kind: 'conflict', message: 'changed' }, { kind: 'later' }],
  ] as const)('is %s where the cluster says so', async (_how, failure, expected) => {
    const { cluster, cancel } = await setStage({ phase: 'Running' });
    cluster.answer = (call) => (call.startsWith('patch') ? failure : undefined);
    expect(await cancel()).toMatchObject({ ...expected, problem: { code: 'run.not-cancelled' } });
  });
});
