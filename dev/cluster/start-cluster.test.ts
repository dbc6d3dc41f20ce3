import {
  CoordinationV1Api,
  CoreV1Api,
  CustomObjectsApi,
  HttpMethod,
  KubeConfig,
  makeInformer,
  PatchStrategy,
  RequestContext,
  setHeaderOptions,
  V1MicroTime,
  Watch,
} from '@kubernetes/client-node';
import { fetch } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { isCompleted, openTestCluster, type TestCluster, workflowsPath } from './open-test-cluster.ts';
import { describeWorkflow, shell } from './test-workflow.ts';

const workflows = { group: 'argoproj.io', version: 'v1alpha1', namespace: 'ci', plural: 'workflows' };

function configFor(cluster: TestCluster): KubeConfig {
  const config = new KubeConfig();
  config.loadFromString(cluster.kubeconfig);
  return config;
}

describe('the Kubernetes client library', () => {
  it('reads the kubeconfig and speaks to the cluster', async () => {
    const cluster = await openTestCluster();
    expect(parse(cluster.kubeconfig)).toMatchObject({ kind: 'Config', 'current-context': 'argo-events-app-dev' });
    const core = configFor(cluster).makeApiClient(CoreV1Api);
    const list = await core.listNamespace();
    expect(list.items.map((each) => each.metadata?.name)).toEqual(['ci', 'default', 'kube-system']);
  });

  it('creates, patches, conflicts and deletes Workflows', async () => {
    const cluster = await openTestCluster();
    const api = configFor(cluster).makeApiClient(CustomObjectsApi);
    const body = describeWorkflow('a', { entrypoint: 'ok', templates: [shell('ok', 'exit 0')] });
    await api.createNamespacedCustomObject({ ...workflows, body, fieldValidation: 'Strict' });
    await expect(api.createNamespacedCustomObject({ ...workflows, body })).rejects.toMatchObject({ code: 409 });
    await cluster.waitFor({ plural: 'workflows', namespace: 'ci', name: 'a' }, isCompleted);
    const merge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
    const stale = { metadata: { resourceVersion: '1', labels: { k: 'v' } } };
    const patch = (patchBody: object) =>
      api.patchNamespacedCustomObject({ ...workflows, name: 'a', body: patchBody }, merge);
    await expect(patch(stale)).rejects.toMatchObject({ code: 409 });
    await expect(patch({ metadata: { labels: { k: 'v' } } })).resolves.toMatchObject({
      metadata: { labels: { k: 'v' } },
    });
    await api.deleteNamespacedCustomObject({ ...workflows, name: 'a' });
    await expect(api.getNamespacedCustomObject({ ...workflows, name: 'a' })).rejects.toMatchObject({ code: 404 });
  });

  it('holds a lease', async () => {
    const cluster = await openTestCluster();
    const api = configFor(cluster).makeApiClient(CoordinationV1Api);
    const body = { metadata: { name: 'l' }, spec: { holderIdentity: 'a', renewTime: new V1MicroTime() } };
    const lease = await api.createNamespacedLease({ namespace: 'ci', body });
    await api.replaceNamespacedLease({ namespace: 'ci', name: 'l', body: lease });
    await api.replaceNamespacedLease({ namespace: 'ci', name: 'l', body: { ...lease, spec: { holderIdentity: 'b' } } });
    await expect(api.replaceNamespacedLease({ namespace: 'ci', name: 'l', body: lease })).rejects.toMatchObject({
      code: 409,
    });
  });

  it('reads the log of a step', async () => {
    const cluster = await openTestCluster();
    await cluster.runWorkflow('a', { entrypoint: 'm', templates: [shell('m', 'echo hello')] });
    const core = configFor(cluster).makeApiClient(CoreV1Api);
    const pods = await core.listNamespacedPod({ namespace: 'ci', labelSelector: 'workflows.argoproj.io/workflow=a' });
    expect(pods.items[0]?.metadata?.annotations?.['workflows.argoproj.io/node-id']).toBe('a');
    expect(await core.readNamespacedPodLog({ namespace: 'ci', name: 'a', container: 'main' })).toBe('hello\n');
  });

  it('watches, and sees the end of the watch with its error', async () => {
    const cluster = await openTestCluster({ runWorkflows: false });
    const seen: string[] = [];
    const ended = new Promise((resolve, reject) => {
      new Watch(configFor(cluster)).watch(workflowsPath, {}, (type) => seen.push(type), resolve).catch(reject);
    });
    await expect.poll(() => cluster.openWatches()).toBe(1);
    cluster.create(describeWorkflow('a', {}));
    cluster.expireWatches();
    await ended;
    expect(seen).toEqual(['ADDED', 'ERROR']);
  });

  it('keeps an informer right across an expired watch', async () => {
    const cluster = await openTestCluster({ runWorkflows: false });
    const config = configFor(cluster);
    const core = config.makeApiClient(CoreV1Api);
    const informer = makeInformer(config, '/api/v1/namespaces/ci/configmaps', () =>
      core.listNamespacedConfigMap({ namespace: 'ci' }),
    );
    onTestFinished(() => informer.stop());
    informer.on('error', () => void informer.start());
    await informer.start();
    const configMap = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'ci' } });
    await expect.poll(() => cluster.openWatches()).toBe(1);
    cluster.create(configMap('a'));
    await expect.poll(() => informer.get('a', 'ci')?.metadata?.name).toBe('a');
    cluster.expireWatches();
    cluster.remove('configmaps', 'ci', 'a');
    cluster.create(configMap('b'));
    await expect.poll(() => informer.get('b', 'ci')?.metadata?.name, { timeout: 10_000 }).toBe('b');
    expect(informer.get('a', 'ci')).toBeUndefined();
  });

  it('lends its credentials to a watch for metadata alone', async () => {
    const cluster = await openTestCluster({ runWorkflows: false });
    const config = configFor(cluster);
    const url = `${cluster.url}${workflowsPath}?watch=true&timeoutSeconds=1`;
    const context = new RequestContext(url, HttpMethod.GET);
    await config.applySecurityAuthentication(context);
    cluster.create(describeWorkflow('a', { big: 'spec' }));
    const accept = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
    const dispatcher = context.getDispatcher();
    const response = await fetch(url, {
      headers: { ...context.getHeaders(), accept },
      ...(dispatcher === undefined ? {} : { dispatcher }),
    });
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({
      type: 'ADDED',
      object: { kind: 'PartialObjectMetadata', metadata: { name: 'a' } },
    });
    expect(text).not.toContain('"spec":');
  });
});

describe('the helpers for tests', () => {
  it('say what they cannot do', async () => {
    const cluster = await openTestCluster({ runWorkflows: false });
    expect(() => cluster.list('sensors')).toThrow('the cluster serves no sensors');
    expect(() => cluster.create({ apiVersion: 'v1', kind: 'Sensor', metadata: {} })).toThrow(
      'the cluster serves no Sensor',
    );
    expect(() => cluster.create({})).toThrow('apiVersion');
    expect(() => cluster.remove('workflows', 'ci', 'a')).toThrow('not found');
    expect(() => cluster.replace(describeWorkflow('a', {}))).toThrow('not found');
    expect(cluster.podLog('ci', 'a')).toBeUndefined();
    const place = { plural: 'workflows', namespace: 'ci', name: 'a' };
    await expect(cluster.waitFor(place, (object) => object !== undefined, 20)).rejects.toThrow('waited 20 ms in vain');
  });

  it('can be closed twice, and nothing is served afterwards', async () => {
    const cluster = await openTestCluster();
    await Promise.all([cluster.close(), cluster.close()]);
    await expect(fetch(`${cluster.url}/readyz`)).rejects.toThrow();
  });
});
