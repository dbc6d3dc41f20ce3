import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callCluster } from './call-cluster.ts';
import { type ApiServer, type StartedApiServer, startApiServer } from './start-api-server.ts';

const started: StartedApiServer = await startApiServer();
if (!started.ok) console.warn(`SKIPPED, no real API server: ${started.reason}`);

describe.skipIf(!started.ok)('the API server of the tests', () => {
  let server: ApiServer;

  beforeAll(async () => {
    if (!started.ok) throw new Error(started.reason);
    server = started.server;
    await server.addNamespace('ci');
  });

  afterAll(() => server.stop());

  const workflows = '/apis/argoproj.io/v1alpha1/namespaces/ci/workflows';
  const workflow = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: { name: 'one' }, spec: {} };

  it('keeps Workflows over a restart', async () => {
    await server.call({ method: 'POST', path: workflows, body: workflow });
    await server.restart();
    expect(await server.call({ method: 'GET', path: `${workflows}/one` })).toMatchObject({ metadata: { name: 'one' } });
  });

  it('lets an account do what its role says and nothing else', async () => {
    const rules = [{ apiGroups: ['argoproj.io'], resources: ['workflows'], verbs: ['get'] }];
    const token = await server.addServiceAccount('ci', 'reader', rules);
    const reader = { url: server.url, token };
    expect(await callCluster(reader, { method: 'GET', path: `${workflows}/one` })).toMatchObject({ kind: 'Workflow' });
    await expect(callCluster(reader, { method: 'GET', path: workflows })).rejects.toThrow('403');
  });
});
