import { fetch } from 'undici';
import { describe, expect, it } from 'vitest';
import { openTestCluster, workflowsPath } from '../open-test-cluster.ts';

describe('the API server', () => {
  it.each([undefined, 'Bearer wrong', 'Basic abc'])('answers 401 with authorization %s', async (authorization) => {
    const cluster = await openTestCluster({ runWorkflows: false });
    const headers = authorization === undefined ? {} : { authorization };
    const response = await fetch(cluster.url + workflowsPath, { headers });
    expect([response.status, await response.json()]).toMatchObject([401, { kind: 'Status', reason: 'Unauthorized' }]);
  });

  it('tells its health to everyone', async () => {
    const cluster = await openTestCluster({ runWorkflows: false });
    const response = await fetch(`${cluster.url}/readyz`);
    expect([response.status, await response.text()]).toEqual([200, 'ok']);
  });

  it('says what it is', async () => {
    const cluster = await openTestCluster({ runWorkflows: false });
    const { body } = await cluster.send('GET', '/version');
    expect(body.gitVersion).toContain('argo-events-app-dev');
  });

  it.each([
    ['/api', 'APIVersions'],
    ['/api/v1', 'APIResourceList'],
    ['/apis', 'APIGroupList'],
    ['/apis/argoproj.io', 'APIGroup'],
    ['/apis/argoproj.io/v1alpha1', 'APIResourceList'],
    ['/apis/coordination.k8s.io/v1', 'APIResourceList'],
  ])('describes %s', async (path, kind) => {
    const cluster = await openTestCluster({ runWorkflows: false });
    const { code, body } = await cluster.send('GET', path);
    expect([code, body.kind]).toEqual([200, kind]);
  });

  it('lists the kinds of a group with their names', async () => {
    const cluster = await openTestCluster({ runWorkflows: false });
    const { body } = await cluster.send('GET', '/apis/argoproj.io/v1alpha1');
    expect(body.resources).toContainEqual(
      expect.objectContaining({ name: 'cronworkflows', kind: 'CronWorkflow', namespaced: true }),
    );
    expect(body.resources).toContainEqual(
      expect.objectContaining({ name: 'clusterworkflowtemplates', namespaced: false }),
    );
  });

  it('shows the definition of Workflows without a schema', async () => {
    const cluster = await openTestCluster({ runWorkflows: false });
    const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/workflows.argoproj.io';
    const { body } = await cluster.send('GET', path);
    expect(body.spec).toMatchObject({
      group: 'argoproj.io',
      versions: [{ name: 'v1alpha1', served: true, storage: true }],
    });
    expect(JSON.stringify(body.spec)).not.toContain('openAPIV3Schema');
  });

  it('allows everything it is asked about', async () => {
    const cluster = await openTestCluster({ runWorkflows: false });
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: {} };
    const { code, body } = await cluster.send('POST', path, review);
    expect([code, body.status]).toMatchObject([201, { allowed: true }]);
    expect((await cluster.send('POST', path, '[]')).code).toBe(400);
  });

  it.each([
    ['GET', '/apis/argoproj.io/v1alpha1/namespaces/ci/sensors', 404],
    ['GET', '/apis/nowhere/v1', 404],
    ['GET', '/nowhere', 404],
    ['GET', `${workflowsPath}/a/status`, 404],
    ['PATCH', workflowsPath, 405],
    ['POST', '/apis/argoproj.io/v1alpha1/workflows', 405],
    ['POST', `${workflowsPath}/a`, 405],
  ])('answers %s %s with %i', async (method, path, code) => {
    const cluster = await openTestCluster({ runWorkflows: false });
    expect((await cluster.send(method, path)).code).toBe(code);
  });

  it('serves leases with conflicts, as elections need them', async () => {
    const cluster = await openTestCluster({ runWorkflows: false });
    const path = '/apis/coordination.k8s.io/v1/namespaces/ci/leases';
    const lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'l' },
      spec: { holderIdentity: 'a' },
    };
    const { body } = await cluster.send('POST', path, lease);
    expect((await cluster.send('PUT', `${path}/l`, { ...body, spec: { holderIdentity: 'b' } })).code).toBe(200);
    expect((await cluster.send('PUT', `${path}/l`, { ...body, spec: { holderIdentity: 'c' } })).code).toBe(409);
  });
});
