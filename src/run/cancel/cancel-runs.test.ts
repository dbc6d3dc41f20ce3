import { describe, expect, it } from 'vitest';
import { annotations, labels } from '../../kubernetes/labels.ts';
import { createFakeCluster, type FakeCluster } from '../testing/fake-cluster.ts';
import { signer } from '../testing/requests.ts';
import { appId, makeIdentity, placeRun } from '../testing/runs.ts';
import { cancelRuns, type RunsToCancel } from './cancel-runs.ts';

const ofRepository = { [labels.repositoryId]: '42' };

function cancel(cluster: FakeCluster, changes: Partial<RunsToCancel> = {}) {
  const wanted = { namespaces: ['ci'], having: ofRepository, isMeant: () => true, because: 'Because.', ...changes };
  return cancelRuns(wanted, { appId, kubernetes: cluster.api, signer });
}

function ended(cluster: FakeCluster): (string | undefined)[] {
  const all = [...cluster.workflows.values()].filter((each) => each.spec.shutdown !== undefined);
  return all.map((each) => each.metadata.name).sort();
}

describe('cancelRuns', () => {
  it('ends what is meant, in every namespace, and nothing else', async () => {
    const cluster = createFakeCluster();
    await placeRun(cluster, { name: 'a', phase: 'Running' });
    await placeRun(cluster, { name: 'b', phase: 'Pending', namespace: 'other' });
    await placeRun(cluster, { name: 'c', phase: 'Running', identity: { subject: '#5' } });
    await placeRun(cluster, { name: 'd', phase: 'Succeeded' });
    await placeRun(cluster, { name: 'e', phase: 'Running', identity: { repositoryId: 43 } });
    const outcome = await cancel(cluster, {
      namespaces: ['ci', 'other'],
      isMeant: ({ identity }) => identity.subject === 'main',
    });
    expect(outcome).toMatchObject({ kind: 'done', cancelled: [{ name: 'a' }, { name: 'b' }], problems: [] });
    expect(ended(cluster)).toEqual(['a', 'b']);
  });

  it('believes no labels, only what this app signed for that very Workflow', async () => {
    const cluster = createFakeCluster();
    const forged = await placeRun(cluster, { name: 'forged', phase: 'Running' });
    const stolen = signer.sign('ci', 'another', makeIdentity());
    const metadata = { ...forged.metadata, annotations: { [annotations.identity]: stolen } };
    cluster.workflows.set('ci/forged', { ...forged, metadata });
    expect(await cancel(cluster)).toMatchObject({ kind: 'done', cancelled: [] });
    expect(ended(cluster)).toEqual([]);
  });

  it('passes over namespaces that it may not look into', async () => {
    const cluster = createFakeCluster();
    await placeRun(cluster, { name: 'a', phase: 'Running' });
    cluster.answer = (call) => (call.startsWith('list gone') ? { kind: 'forbidden', message: 'no' } : undefined);
    expect(await cancel(cluster, { namespaces: ['gone', 'ci'] })).toMatchObject({ cancelled: [{ name: 'a' }] });
  });

  it('is to be done again where the cluster does not answer', async () => {
    const cluster = createFakeCluster();
    cluster.answer = () => ({ kind: 'later', message: 'busy', retryAfterMs: 7 });
    expect(await cancel(cluster)).toMatchObject({
      kind: 'later',
      afterMs: 7,
      problem: { code: 'run.cluster-not-read' },
    });
  });
});
