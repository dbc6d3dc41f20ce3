import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDeployed } from '../../deploy/read-deployed.ts';
import { type ApiServer, startApiServer } from './start-api-server.ts';

const started = await startApiServer();
if (!started.ok) console.warn(`SKIPPED, no real API server: ${started.reason}`);

const namespace = 'argo-events-app';
const paths: Record<string, string> = {
  ServiceAccount: `/api/v1/namespaces/${namespace}/serviceaccounts`,
  PersistentVolumeClaim: `/api/v1/namespaces/${namespace}/persistentvolumeclaims`,
  Service: `/api/v1/namespaces/${namespace}/services`,
  Deployment: `/apis/apps/v1/namespaces/${namespace}/deployments`,
  Role: `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/roles`,
  ClusterRole: '/apis/rbac.authorization.k8s.io/v1/clusterroles',
};

describe.skipIf(!started.ok)('what deploy/ holds', () => {
  let server: ApiServer;

  beforeAll(async () => {
    if (!started.ok) throw new Error(started.reason);
    server = started.server;
    await server.addNamespace(namespace);
  });

  afterAll(() => server.stop());

  it.each(readDeployed().map((each) => [each.file, each.object.kind, each.object] as const))(
    '%s: the %s is taken by the API server, field by field',
    async (_file, kind, object) => {
      const path = `${paths[kind]}?dryRun=All&fieldValidation=Strict`;
      const answer = await server.call({ method: 'POST', path, body: object });
      expect(answer).toMatchObject({ kind, metadata: { name: object.metadata.name } });
    },
  );

  it('would not be taken with a field that is misspelt', async () => {
    const [service] = readDeployed().filter((each) => each.object.kind === 'Service');
    const body = { ...service?.object, spec: { selectors: {} } };
    const call = server.call({ method: 'POST', path: `${paths.Service}?dryRun=All&fieldValidation=Strict`, body });
    await expect(call).rejects.toThrow('spec.selectors');
  });
});
