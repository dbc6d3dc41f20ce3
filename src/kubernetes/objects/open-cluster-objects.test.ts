import { describe, expect, it } from 'vitest';
import { openTestCluster } from '../../../dev/cluster/open-test-cluster.ts';
import type { ClusterConnection } from '../connection/connect-cluster.ts';
import { openClusterObjects } from './open-cluster-objects.ts';

async function open() {
  const cluster = await openTestCluster({ runWorkflows: false });
  const connection: ClusterConnection = {
    server: cluster.url,
    authorize: async () => ({ headers: { authorization: `Bearer ${cluster.token}` }, dispatcher: undefined }),
  };
  let time = 0;
  const objects = openClusterObjects(connection, { timeoutMs: 5000, now: () => time });
  const pass = (ms: number) => {
    time += ms;
  };
  return { cluster, objects, pass };
}

const discovery = '/api/v1';

describe('findKind', () => {
  it('asks once for each group and version, and again after ten minutes', async () => {
    const { cluster, objects, pass } = await open();

    expect(await objects.findKind('v1', 'ConfigMap')).toEqual({
      ok: true,
      value: { apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true },
    });
    expect(await objects.findKind('v1', 'Namespace')).toMatchObject({ value: { namespaced: false } });
    expect(cluster.requests({ path: discovery })).toHaveLength(1);
    pass(11 * 60 * 1000);
    await objects.findKind('v1', 'ConfigMap');
    expect(cluster.requests({ path: discovery })).toHaveLength(2);
    expect(await objects.findKind('argoproj.io/v1alpha1', 'CronWorkflow')).toMatchObject({
      value: { plural: 'cronworkflows' },
    });
  });

  it('looks for what is missing again after a few seconds, because definitions get installed', async () => {
    const { cluster, objects, pass } = await open();

    for (let times = 0; times < 3; times += 1) {
      expect(await objects.findKind('v1', 'Gadget')).toMatchObject({ failure: { kind: 'absent' } });
    }
    expect(cluster.requests({ path: discovery })).toHaveLength(1);
    pass(11_000);
    await objects.findKind('v1', 'Gadget');
    expect(cluster.requests({ path: discovery })).toHaveLength(2);
    expect(await objects.findKind('gadgets.example/v1', 'Gadget')).toMatchObject({ failure: { kind: 'absent' } });
  });

  it('does not take a subresource for a kind', async () => {
    const { objects } = await open();

    expect(await objects.findKind('v1', 'Pod')).toMatchObject({ value: { plural: 'pods' } });
  });

  it.each(['', 'v1/../../x', '../v1', 'v1?x', 'a/b/v1', 'V1', 'v1 '])(
    'asks nothing for %j, which is no apiVersion',
    async (apiVersion) => {
      const { cluster, objects } = await open();

      expect(await objects.findKind(apiVersion, 'ConfigMap')).toMatchObject({ failure: { kind: 'absent' } });
      expect(cluster.requests()).toEqual([]);
    },
  );

  it('remembers nothing of an answer that failed', async () => {
    const { cluster, objects } = await open();
    cluster.injectFault({ match: { path: discovery }, fault: { status: 503 } });

    expect(await objects.findKind('v1', 'ConfigMap')).toMatchObject({ failure: { kind: 'later' } });
    expect(await objects.findKind('v1', 'ConfigMap')).toMatchObject({ ok: true });
  });
});

describe('objects of any kind', () => {
  const served = { apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };
  const place = { served, namespace: 'ci', name: 'x' };
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: { a: '1' } };
  const forReal = { dryRun: false };

  it('are created, replaced, patched and deleted, and a dry run changes nothing', async () => {
    const { cluster, objects } = await open();
    const there = () => cluster.get('configmaps', 'ci', 'x');

    expect(await objects.createObject(place, object, { dryRun: true })).toMatchObject({ ok: true });
    expect(there()).toBeUndefined();
    await objects.createObject(place, object, forReal);
    expect(await objects.createObject(place, object, forReal)).toMatchObject({ failure: { kind: 'exists' } });

    await objects.replaceObject(place, { ...object, data: { a: '2' } }, { dryRun: true });
    expect(there()?.data).toEqual({ a: '1' });
    await objects.replaceObject(place, { ...object, data: { a: '2' } }, forReal);
    expect(there()?.data).toEqual({ a: '2' });

    const stale = { metadata: { resourceVersion: '1' }, data: { b: '3' } };
    const strategy = 'application/merge-patch+json';
    expect(await objects.patchObject(place, { strategy, body: stale }, forReal)).toMatchObject({
      failure: { kind: 'conflict' },
    });
    expect(await objects.patchObject(place, { strategy, body: { data: { b: '3' } } }, forReal)).toMatchObject({
      value: { data: { a: '2', b: '3' } },
    });

    expect(await objects.deleteObject(place, { uid: 'another' }, forReal)).toMatchObject({
      failure: { kind: 'conflict' },
    });
    await objects.deleteObject(place, { uid: there()?.metadata.uid }, { dryRun: true });
    expect(there()).toBeDefined();
    await objects.deleteObject(place, {}, forReal);
    expect(await objects.getObject(place)).toMatchObject({ failure: { kind: 'absent' } });
  });

  it('are listed by their labels, without what they hold', async () => {
    const { cluster, objects } = await open();
    const labelled = (name: string, app: string) =>
      cluster.create({ ...object, metadata: { name, namespace: 'ci', labels: { app } } });
    labelled('one', 'mine');
    labelled('two', 'theirs');
    labelled('three', 'mine');

    const listed = await objects.listObjects(place, 'app=mine');
    if (!listed.ok) throw new Error(listed.failure.message);
    expect(listed.value.map((each) => each.metadata.name).sort()).toEqual(['one', 'three']);
    expect(JSON.stringify(listed.value)).not.toContain('"data"');
  });

  it('are deleted in the version that was looked at, and in no other', async () => {
    const { cluster, objects } = await open();
    cluster.create({ ...object, metadata: { name: 'x', namespace: 'ci' } });
    const seen = cluster.get('configmaps', 'ci', 'x')?.metadata;
    await objects.patchObject(place, { strategy: 'application/merge-patch+json', body: { data: { a: '2' } } }, forReal);

    const { uid, resourceVersion } = seen ?? {};
    expect(await objects.deleteObject(place, { uid, resourceVersion }, forReal)).toMatchObject({
      failure: { kind: 'conflict' },
    });
  });

  it('cannot leave their place by their name', async () => {
    const { cluster, objects } = await open();

    await objects.getObject({ ...place, name: '../../other/secrets/x' });
    await objects.getObject({ ...place, namespace: '../secrets', name: 'x?y' });

    expect(cluster.requests().map((each) => each.path)).toEqual([
      expect.stringContaining('/configmaps/..%2F..%2Fother%2Fsecrets%2Fx'),
      expect.stringContaining('/namespaces/..%2Fsecrets/configmaps/x%3Fy'),
    ]);
  });

  it('without a namespace have none in their address', async () => {
    const { cluster, objects } = await open();
    const kind = { apiVersion: 'v1', kind: 'Namespace', plural: 'namespaces', namespaced: false };

    expect(await objects.getObject({ served: kind, namespace: 'ci', name: 'ci' })).toMatchObject({ ok: true });
    expect(cluster.requests()[0]?.path).toBe('/api/v1/namespaces/ci');
  });
});

describe('keys of Secrets and ConfigMaps', () => {
  it('are read one by one', async () => {
    const { cluster, objects } = await open();
    const metadata = { name: 'x', namespace: 'ci' };
    cluster.create({ apiVersion: 'v1', kind: 'Secret', metadata, data: { a: Buffer.from('ä').toString('base64') } });
    cluster.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: 'b' } });

    expect(await objects.readSecretKey('ci', 'x', 'a')).toEqual({ ok: true, value: 'ä' });
    expect(await objects.readConfigMapKey('ci', 'x', 'a')).toEqual({ ok: true, value: 'b' });
    expect(await objects.readSecretKey('ci', 'x', '__proto__')).toMatchObject({ failure: { kind: 'absent' } });
    expect(await objects.readSecretKey('ci', 'y', 'a')).toMatchObject({ failure: { kind: 'absent' } });
    expect(await objects.readConfigMapKey('ci', 'x', 'b')).toMatchObject({ failure: { kind: 'absent' } });
  });
});
