import { describe, expect, it } from 'vitest';
import { openTestCluster, type TestCluster, workflowsPath } from '../open-test-cluster.ts';
import { describeWorkflow } from '../test-workflow.ts';

const metadataOnly = { accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1' };

async function clusterWith(labels: Record<string, Record<string, string>>): Promise<TestCluster> {
  const cluster = await openTestCluster({ runWorkflows: false });
  for (const [name, own] of Object.entries(labels)) {
    cluster.create({ ...describeWorkflow(name, { n: 1 }), metadata: { name, namespace: 'ci', labels: own } });
  }
  return cluster;
}

describe('reading', () => {
  it('gets one object, or 404 with a Status', async () => {
    const cluster = await clusterWith({ a: {} });
    expect((await cluster.send('GET', `${workflowsPath}/a`)).body.metadata.name).toBe('a');
    const { code, body } = await cluster.send('GET', `${workflowsPath}/b`);
    expect([code, body.kind, body.reason, body.message]).toEqual([
      404,
      'Status',
      'NotFound',
      'workflows.argoproj.io "b" not found',
    ]);
  });

  it.each([
    ['', ['a', 'b', 'c']],
    ['labelSelector=k%3D1', ['a']],
    ['labelSelector=k!%3D1', ['b', 'c']],
    ['labelSelector=k%20in%20(1,2)', ['a', 'b']],
    ['labelSelector=k%20notin%20(1)', ['b', 'c']],
    ['labelSelector=k', ['a', 'b']],
    ['labelSelector=!k', ['c']],
    ['labelSelector=k%3D1,l', []],
    ['fieldSelector=metadata.name%3Db', ['b']],
    ['resourceVersion=0', ['a', 'b', 'c']],
  ])('lists with ?%s', async (query, names) => {
    const cluster = await clusterWith({ a: { k: '1' }, b: { k: '2', l: '' }, c: {} });
    const { body, items } = await cluster.send('GET', `${workflowsPath}?${query}`);
    expect(body.kind).toBe('WorkflowList');
    expect(items.map((item) => item.metadata.name)).toEqual(names);
  });

  it.each(['labelSelector=a%20b', 'fieldSelector=spec.x%3D1'])('refuses ?%s', async (query) => {
    const cluster = await clusterWith({});
    expect((await cluster.send('GET', `${workflowsPath}?${query}`)).code).toBe(400);
  });

  it('lists all namespaces', async () => {
    const cluster = await clusterWith({ a: {} });
    cluster.create({ ...describeWorkflow('b', {}), metadata: { name: 'b', namespace: 'default' } });
    const { items } = await cluster.send('GET', '/apis/argoproj.io/v1alpha1/workflows');
    expect(items.map((item) => item.metadata.name)).toEqual(['a', 'b']);
  });

  it('lists in pages that show one state', async () => {
    const cluster = await clusterWith({ a: {}, b: {}, c: {} });
    const first = await cluster.send('GET', `${workflowsPath}?limit=2`);
    expect(first.body.metadata.remainingItemCount).toBe(1);
    cluster.remove('workflows', 'ci', 'c');
    const second = await cluster.send('GET', `${workflowsPath}?limit=2&continue=${first.body.metadata.continue}`);
    expect([...first.items, ...second.items].map((item) => item.metadata.name)).toEqual(['a', 'b', 'c']);
    expect(second.body.metadata.continue).toBeUndefined();
    expect((await cluster.send('GET', `${workflowsPath}?continue=unknown`)).code).toBe(410);
  });

  it('answers 504 for a version that is not there yet', async () => {
    const cluster = await clusterWith({});
    const { code, body } = await cluster.send('GET', `${workflowsPath}?resourceVersion=99999999`);
    expect([code, body.reason]).toEqual([504, 'Timeout']);
  });

  it('gives metadata alone when asked', async () => {
    const cluster = await clusterWith({ a: { k: '1' } });
    const one = await cluster.send('GET', `${workflowsPath}/a`, undefined, metadataOnly);
    expect(one.body).toMatchObject({
      kind: 'PartialObjectMetadata',
      apiVersion: 'meta.k8s.io/v1',
      metadata: { labels: { k: '1' } },
    });
    expect(one.body).not.toHaveProperty('spec');
    const list = await cluster.send('GET', workflowsPath, undefined, metadataOnly);
    expect(list.body.kind).toBe('PartialObjectMetadataList');
    expect(list.items[0]).toMatchObject({ kind: 'PartialObjectMetadata' });
    expect(list.items[0]).not.toHaveProperty('spec');
  });

  it('answers 406 when it cannot serve what is accepted', async () => {
    const cluster = await clusterWith({});
    const accept = { accept: 'application/vnd.kubernetes.protobuf' };
    expect((await cluster.send('GET', workflowsPath, undefined, accept)).code).toBe(406);
  });
});
