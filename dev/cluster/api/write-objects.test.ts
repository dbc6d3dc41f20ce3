import { describe, expect, it } from 'vitest';
import { openTestCluster, type TestCluster, workflowsPath } from '../open-test-cluster.ts';
import { describeWorkflow } from '../test-workflow.ts';

const configMaps = '/api/v1/namespaces/ci/configmaps';
const secrets = '/api/v1/namespaces/ci/secrets';
const merge = { 'content-type': 'application/merge-patch+json' };
const apply = { 'content-type': 'application/apply-patch+yaml' };

function configMap(name: string, data: Record<string, string> = {}, metadata: object = {}): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, data };
}

function quietCluster(): Promise<TestCluster> {
  return openTestCluster({ runWorkflows: false });
}

describe('create', () => {
  it('stores an object with uid, version, time and generation', async () => {
    const cluster = await quietCluster();
    const { code, body } = await cluster.send(
      'POST',
      `${workflowsPath}?fieldValidation=Strict`,
      describeWorkflow('a', {}),
    );
    expect(code).toBe(201);
    expect(body.metadata).toMatchObject({ name: 'a', namespace: 'ci', generation: 1 });
    expect(body.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(Number(body.metadata.resourceVersion)).toBeGreaterThan(0);
    expect(cluster.get('workflows', 'ci', 'a')?.metadata.uid).toBe(body.metadata.uid);
  });

  it('makes up the end of a generated name', async () => {
    const cluster = await quietCluster();
    const { body } = await cluster.send('POST', configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { generateName: 'run-' },
    });
    expect(body.metadata.name).toMatch(/^run-[a-z0-9]{5}$/);
  });

  it('keeps nothing of a dry run', async () => {
    const cluster = await quietCluster();
    const { code, body } = await cluster.send('POST', `${configMaps}?dryRun=All`, configMap('a'));
    expect([code, body.metadata.name]).toEqual([201, 'a']);
    expect(cluster.get('configmaps', 'ci', 'a')).toBeUndefined();
  });

  it('answers 409 AlreadyExists for a taken name', async () => {
    const cluster = await quietCluster();
    await cluster.send('POST', workflowsPath, describeWorkflow('a', {}));
    const { code, body } = await cluster.send('POST', workflowsPath, describeWorkflow('a', {}));
    expect([code, body.reason, body.message]).toEqual([
      409,
      'AlreadyExists',
      'workflows.argoproj.io "a" already exists',
    ]);
  });

  it('answers 404 for a namespace that is not there', async () => {
    const cluster = await quietCluster();
    const path = '/apis/argoproj.io/v1alpha1/namespaces/nowhere/workflows';
    const { code, body } = await cluster.send('POST', path, { ...describeWorkflow('a', {}), metadata: { name: 'a' } });
    expect([code, body.message]).toEqual([404, 'namespaces "nowhere" not found']);
  });

  it.each([
    ['a name with capitals', { name: 'A' }, 'metadata.name'],
    ['a name of 254 characters', { name: 'a'.repeat(254) }, 'metadata.name'],
    ['no name at all', {}, 'metadata.name'],
    ['a label value of 64 characters', { name: 'a', labels: { k: 'v'.repeat(64) } }, 'metadata.labels'],
    ['a label value with a blank', { name: 'a', labels: { k: 'a b' } }, 'metadata.labels'],
    ['a label key with two slashes', { name: 'a', labels: { 'a/b/c': '' } }, 'metadata.labels'],
    [
      'annotations of more than 256 KiB',
      { name: 'a', annotations: { k: 'x'.repeat(262_145) } },
      'metadata.annotations',
    ],
    ['a finalizer without a domain', { name: 'a', finalizers: ['mine'] }, 'metadata.finalizers'],
  ])('refuses %s with 422', async (_what, metadata, field) => {
    const cluster = await quietCluster();
    const { code, body } = await cluster.send('POST', configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata });
    expect([code, body.reason]).toEqual([422, 'Invalid']);
    expect(body.message).toContain(`is invalid: `);
    expect(JSON.stringify(body.details)).toContain(field);
  });

  it.each([
    ['a body that is no JSON', '{', 400],
    ['a body that is no object', '[]', 400],
    ['labels that are no texts', { ...configMap('a', {}, { labels: { n: 1 } }) }, 400],
    ['another kind', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } }, 400],
    ['another version', { apiVersion: 'v2', kind: 'ConfigMap', metadata: { name: 'a' } }, 400],
    ['another namespace', configMap('a', {}, { namespace: 'other' }), 400],
    ['a resourceVersion', configMap('a', {}, { resourceVersion: '1' }), 400],
    ['data that is no text', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { n: 1 } }, 400],
    ['more than 3 MiB', configMap('a', { k: 'x'.repeat(3 * 1024 * 1024) }), 413],
  ])('refuses %s', async (_what, body, code) => {
    const cluster = await quietCluster();
    expect((await cluster.send('POST', configMaps, body)).code).toBe(code);
  });

  it('encodes stringData of a Secret', async () => {
    const cluster = await quietCluster();
    await cluster.send('POST', secrets, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's' },
      stringData: { a: 'b' },
    });
    expect(cluster.get('secrets', 'ci', 's')).toMatchObject({ type: 'Opaque', data: { a: 'Yg==' } });
    expect(cluster.get('secrets', 'ci', 's')).not.toHaveProperty('stringData');
  });

  it('lets built-in kinds leave out their kind, but not custom resources', async () => {
    const cluster = await quietCluster();
    expect((await cluster.send('POST', configMaps, { metadata: { name: 'a' } })).code).toBe(201);
    expect((await cluster.send('POST', workflowsPath, { metadata: { name: 'a' } })).code).toBe(400);
  });

  it('takes YAML', async () => {
    const cluster = await quietCluster();
    const yaml = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: y }\n';
    expect((await cluster.send('POST', configMaps, yaml, { 'content-type': 'application/yaml' })).code).toBe(201);
  });
});

describe('PUT', () => {
  it('replaces the object and counts generations only for its content', async () => {
    const cluster = await quietCluster();
    const { body } = await cluster.send('POST', workflowsPath, describeWorkflow('a', { n: 1 }));
    const labelled = { ...body, metadata: { ...body.metadata, labels: { k: 'v' } } };
    const first = await cluster.send('PUT', `${workflowsPath}/a`, labelled);
    expect([first.code, first.body.metadata.generation]).toEqual([200, 1]);
    const second = await cluster.send('PUT', `${workflowsPath}/a`, { ...first.body, spec: { n: 2 } });
    expect(second.body.metadata.generation).toBe(2);
    expect(cluster.get('workflows', 'ci', 'a')).toMatchObject({ spec: { n: 2 }, metadata: { labels: { k: 'v' } } });
  });

  it('answers 409 Conflict for a stale version', async () => {
    const cluster = await quietCluster();
    const { body } = await cluster.send('POST', workflowsPath, describeWorkflow('a', {}));
    await cluster.send('PUT', `${workflowsPath}/a`, { ...body, spec: { n: 1 } });
    const stale = await cluster.send('PUT', `${workflowsPath}/a`, { ...body, spec: { n: 2 } });
    expect([stale.code, stale.body.reason]).toEqual([409, 'Conflict']);
    expect(stale.body.message).toContain(
      'the object has been modified; please apply your changes to the latest version',
    );
  });

  it('needs the version for a custom resource, but not for a ConfigMap', async () => {
    const cluster = await quietCluster();
    await cluster.send('POST', workflowsPath, describeWorkflow('a', {}));
    expect((await cluster.send('PUT', `${workflowsPath}/a`, describeWorkflow('a', {}))).code).toBe(422);
    await cluster.send('POST', configMaps, configMap('a'));
    expect((await cluster.send('PUT', `${configMaps}/a`, configMap('a', { k: 'v' }))).code).toBe(200);
  });

  it('answers 409 for another uid and 404 for an absent object', async () => {
    const cluster = await quietCluster();
    await cluster.send('POST', configMaps, configMap('a'));
    expect((await cluster.send('PUT', `${configMaps}/a`, configMap('a', {}, { uid: 'x' }))).code).toBe(409);
    expect((await cluster.send('PUT', `${configMaps}/b`, configMap('b'))).code).toBe(404);
    expect((await cluster.send('PUT', `${configMaps}/a`, configMap('b'))).code).toBe(400);
  });
});

describe('PATCH', () => {
  it('merges, and null removes', async () => {
    const cluster = await quietCluster();
    await cluster.send('POST', configMaps, configMap('a', { keep: '1', drop: '2' }));
    const { code } = await cluster.send('PATCH', `${configMaps}/a`, { data: { drop: null, add: '3' } }, merge);
    expect([code, cluster.get('configmaps', 'ci', 'a')?.data]).toEqual([200, { keep: '1', add: '3' }]);
  });

  it('makes no new version when it changes nothing', async () => {
    const cluster = await quietCluster();
    const { body } = await cluster.send('POST', configMaps, configMap('a', { k: 'v' }));
    const again = await cluster.send('PATCH', `${configMaps}/a`, { data: { k: 'v' } }, merge);
    expect(again.body.metadata.resourceVersion).toBe(body.metadata.resourceVersion);
  });

  it('answers 409 when the patch carries a stale version', async () => {
    const cluster = await quietCluster();
    const { body } = await cluster.send('POST', configMaps, configMap('a'));
    await cluster.send('PATCH', `${configMaps}/a`, { data: { k: 'v' } }, merge);
    const { resourceVersion } = body.metadata;
    const stale = await cluster.send(
      'PATCH',
      `${configMaps}/a`,
      { metadata: { resourceVersion }, data: { k: 'w' } },
      merge,
    );
    expect([stale.code, stale.body.reason]).toEqual([409, 'Conflict']);
  });

  it('carries out a JSON patch, or none of it', async () => {
    const cluster = await quietCluster();
    await cluster.send('POST', configMaps, configMap('a', { k: 'v' }));
    const json = { 'content-type': 'application/json-patch+json' };
    const good = [
      { op: 'test', path: '/data/k', value: 'v' },
      { op: 'add', path: '/data/l', value: 'w' },
    ];
    expect((await cluster.send('PATCH', `${configMaps}/a`, good, json)).code).toBe(200);
    const bad = [
      { op: 'remove', path: '/data/l' },
      { op: 'test', path: '/data/k', value: 'x' },
    ];
    expect((await cluster.send('PATCH', `${configMaps}/a`, bad, json)).code).toBe(422);
    expect(cluster.get('configmaps', 'ci', 'a')?.data).toEqual({ k: 'v', l: 'w' });
  });

  it('refuses other patch types with 415', async () => {
    const cluster = await quietCluster();
    await cluster.send('POST', configMaps, configMap('a'));
    const strategic = { 'content-type': 'application/strategic-merge-patch+json' };
    expect((await cluster.send('PATCH', `${configMaps}/a`, {}, strategic)).code).toBe(415);
  });
});

describe('server-side apply', () => {
  it('creates, then updates what its manager owns and removes what it leaves out', async () => {
    const cluster = await quietCluster();
    const path = `${configMaps}/a?fieldManager=app`;
    expect((await cluster.send('PATCH', path, configMap('a', { k: '1', l: '1' }), apply)).code).toBe(201);
    expect((await cluster.send('PATCH', path, configMap('a', { k: '2' }), apply)).code).toBe(200);
    expect(cluster.get('configmaps', 'ci', 'a')?.data).toEqual({ k: '2' });
  });

  it('answers 409 for a field that another manager set to another value, and takes it with force', async () => {
    const cluster = await quietCluster();
    await cluster.send('POST', `${configMaps}?fieldManager=someone`, configMap('a', { k: '1', other: 'kept' }));
    const path = `${configMaps}/a?fieldManager=app`;
    const refused = await cluster.send('PATCH', path, configMap('a', { k: '2' }), apply);
    expect([refused.code, refused.body.reason]).toEqual([409, 'Conflict']);
    expect(refused.body.message).toBe('Apply failed with 1 conflict: conflict with "someone": .data.k');
    const forced = await cluster.send('PATCH', `${path}&force=true`, configMap('a', { k: '2' }), apply);
    expect(forced.code).toBe(200);
    expect(cluster.get('configmaps', 'ci', 'a')?.data).toEqual({ k: '2', other: 'kept' });
  });

  it('shares a field with the same value, and a finalizer list with others', async () => {
    const cluster = await quietCluster();
    await cluster.send(
      'POST',
      `${configMaps}?fieldManager=someone`,
      configMap('a', { k: '1' }, { finalizers: ['one.io/f'] }),
    );
    const mine = configMap('a', { k: '1' }, { finalizers: ['two.io/f'] });
    expect((await cluster.send('PATCH', `${configMaps}/a?fieldManager=app`, mine, apply)).code).toBe(200);
    expect(cluster.get('configmaps', 'ci', 'a')?.metadata.finalizers).toEqual(['one.io/f', 'two.io/f']);
  });

  it('needs a fieldManager', async () => {
    const cluster = await quietCluster();
    expect((await cluster.send('PATCH', `${configMaps}/a`, configMap('a'), apply)).code).toBe(400);
  });

  it('takes what was created for applied where its owner says so', async () => {
    const cluster = await quietCluster();
    const path = `${configMaps}/a?fieldManager=app`;
    await cluster.send('POST', `${configMaps}?fieldManager=app`, configMap('a', { one: '1', two: '2' }));
    const owners = cluster.get('configmaps', 'ci', 'a')?.metadata.managedFields ?? [];
    const managedFields = owners.map((each) => ({ ...each, operation: 'Apply' }));
    await cluster.send('PATCH', path, { metadata: { managedFields } }, merge);
    await cluster.send('PATCH', path, configMap('a', { one: '1' }), apply);
    expect(cluster.get('configmaps', 'ci', 'a')?.data).toEqual({ one: '1' });
  });
});

describe('DELETE', () => {
  it('removes an object and says so', async () => {
    const cluster = await quietCluster();
    await cluster.send('POST', configMaps, configMap('a'));
    const { code, body } = await cluster.send('DELETE', `${configMaps}/a`, { propagationPolicy: 'Background' });
    expect([code, body.kind, body.status]).toEqual([200, 'Status', 'Success']);
    expect((await cluster.send('DELETE', `${configMaps}/a`)).code).toBe(404);
  });

  it('keeps an object with finalizers, marked, until the last one goes', async () => {
    const cluster = await quietCluster();
    const finalizers = ['one.io/f', 'two.io/f'];
    await cluster.send('POST', configMaps, configMap('a', {}, { finalizers }));
    const events = await cluster.watch(
      `${configMaps}?watch=true&resourceVersion=${cluster.get('configmaps', 'ci', 'a')?.metadata.resourceVersion}`,
    );
    const deleted = await cluster.send('DELETE', `${configMaps}/a`);
    expect(deleted.body.metadata.deletionTimestamp).toMatch(/Z$/);
    const patch = (left: string[] | null) =>
      cluster.send('PATCH', `${configMaps}/a`, { metadata: { finalizers: left } }, merge);
    expect((await patch([...finalizers, 'three.io/f'])).body.message).toContain('no new finalizers can be added');
    await patch(['two.io/f']);
    expect(cluster.get('configmaps', 'ci', 'a')?.metadata.finalizers).toEqual(['two.io/f']);
    await patch(null);
    expect(cluster.get('configmaps', 'ci', 'a')).toBeUndefined();
    const seen = [await events.next(), await events.next(), await events.next()];
    expect(seen.map((event) => event?.type)).toEqual(['MODIFIED', 'MODIFIED', 'DELETED']);
  });

  it('answers 409 for preconditions that do not hold', async () => {
    const cluster = await quietCluster();
    await cluster.send('POST', configMaps, configMap('a'));
    const deleteWith = (preconditions: object) => cluster.send('DELETE', `${configMaps}/a`, { preconditions });
    expect((await deleteWith({ uid: 'other' })).code).toBe(409);
    expect((await deleteWith({ resourceVersion: '1' })).code).toBe(409);
    expect((await cluster.send('DELETE', `${configMaps}/a?dryRun=All`)).code).toBe(200);
    expect(cluster.get('configmaps', 'ci', 'a')).toBeDefined();
  });

  it('collects what has lost its owner, in the background', async () => {
    const cluster = await quietCluster();
    const { body } = await cluster.send('POST', workflowsPath, describeWorkflow('owner', {}));
    const owner = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', name: 'owner', uid: body.metadata.uid };
    await cluster.send('POST', configMaps, configMap('owned', {}, { ownerReferences: [owner] }));
    await cluster.send('POST', configMaps, configMap('orphan', {}, { ownerReferences: [{ ...owner, uid: 'gone' }] }));
    const place = { plural: 'configmaps', namespace: 'ci' };
    await cluster.waitFor({ ...place, name: 'orphan' }, (object) => object === undefined);
    expect(cluster.get('configmaps', 'ci', 'owned')).toBeDefined();
    await cluster.send('DELETE', `${workflowsPath}/owner`);
    await cluster.waitFor({ ...place, name: 'owned' }, (object) => object === undefined);
  });

  it('leaves dependents of an orphaning deletion alone', async () => {
    const cluster = await quietCluster();
    const { body } = await cluster.send('POST', workflowsPath, describeWorkflow('owner', {}));
    const owner = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', name: 'owner', uid: body.metadata.uid };
    await cluster.send('POST', configMaps, configMap('owned', {}, { ownerReferences: [owner] }));
    await cluster.send('DELETE', `${workflowsPath}/owner?propagationPolicy=Orphan`);
    expect(cluster.get('configmaps', 'ci', 'owned')?.metadata.ownerReferences).toBeUndefined();
  });

  it('deletes a collection by label, and a namespace with all that is in it', async () => {
    const cluster = await quietCluster();
    await cluster.send('POST', configMaps, configMap('a', {}, { labels: { k: 'v' } }));
    await cluster.send('POST', configMaps, configMap('b'));
    await cluster.send('DELETE', `${configMaps}?labelSelector=k%3Dv`);
    expect(cluster.list('configmaps', 'ci').map((each) => each.metadata.name)).toEqual(['b']);
    await cluster.send('DELETE', '/api/v1/namespaces/ci');
    expect(cluster.list('configmaps', 'ci')).toEqual([]);
  });
});
