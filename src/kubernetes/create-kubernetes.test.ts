import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createKubernetes } from './create-kubernetes.ts';
import type { WorkflowManifest } from './workflow.ts';

interface SeenRequest {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

let server: Server;
let directory: string;
let requests: SeenRequest[];
let sockets = 0;
let answer: (response: ServerResponse, request: SeenRequest) => void;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'kubernetes-test-'));
  requests = [];
  sockets = 0;
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    const seen = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    requests.push(seen);
    answer(response, seen);
  });
  server.on('connection', () => {
    sockets += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true });
});

function writeKubeconfig(cluster: string, user = 'token: kube-token', name = 'config'): string {
  const file = join(directory, name);
  writeFileSync(
    file,
    `apiVersion: v1
kind: Config
current-context: it
contexts: [{ name: it, context: { cluster: it, user: me } }]
clusters: [{ name: it, cluster: { ${cluster} } }]
users: [{ name: me, user: { ${user} } }]
`,
  );
  return file;
}

function address(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function connect(options: { requestTimeoutMs?: number; user?: string; path?: string } = {}) {
  const cluster = `server: "${address()}${options.path ?? ''}", insecure-skip-tls-verify: true`;
  return createKubernetes({ kubeconfig: writeKubeconfig(cluster, options.user), ...options });
}

function reply(status: number, body: unknown, headers: Record<string, string> = {}): void {
  answer = (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

const manifest: WorkflowManifest = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Workflow',
  metadata: { name: 'ci-abc' },
  spec: { entrypoint: 'main' },
};
const created = { ...manifest, metadata: { name: 'ci-abc', namespace: 'ci', uid: 'u1', resourceVersion: '5' } };
const base = '/apis/argoproj.io/v1alpha1/namespaces/ci/workflows';

describe('createKubernetes', () => {
  it('creates a Workflow with strict field validation', async () => {
    reply(201, created);
    const kubernetes = await connect();
    expect(await kubernetes.createWorkflow('ci', manifest)).toEqual({ ok: true, value: created });
    expect(requests).toEqual([
      {
        method: 'POST',
        url: `${base}?fieldValidation=Strict`,
        headers: expect.objectContaining({
          authorization: 'Bearer kube-token',
          'content-type': 'application/json',
          accept: 'application/json',
        }),
        body: JSON.stringify(manifest),
      },
    ]);
  });

  it('reads a Workflow', async () => {
    reply(200, created);
    expect(await (await connect()).getWorkflow('ci', 'ci-abc')).toEqual({ ok: true, value: created });
    expect(requests[0]).toMatchObject({ method: 'GET', url: `${base}/ci-abc` });
  });

  it('reads a Workflow as it was at a version or since, which the API server has at hand', async () => {
    reply(200, created);
    const read = await (await connect()).getWorkflow('ci', 'ci-abc', { atLeast: '5' });
    expect(read).toEqual({ ok: true, value: created });
    expect(requests[0]).toMatchObject({ method: 'GET', url: `${base}/ci-abc?resourceVersion=5` });
  });

  it('asks nothing for a Workflow in the version that it made', async () => {
    reply(201, created);
    const kubernetes = await connect();
    await kubernetes.createWorkflow('ci', manifest);
    expect(await kubernetes.getWorkflow('ci', 'ci-abc', { atLeast: '5' })).toEqual({ ok: true, value: created });
    expect(requests).toHaveLength(1);
  });

  it('asks for a Workflow that it made when it is wanted as it is now', async () => {
    reply(201, created);
    const kubernetes = await connect();
    await kubernetes.createWorkflow('ci', manifest);
    reply(404, {});
    expect(await kubernetes.getWorkflow('ci', 'ci-abc')).toMatchObject({ ok: false });
  });

  it('patches a Workflow with a merge patch, and asks for no more than its metadata', async () => {
    const { metadata } = created;
    reply(200, { kind: 'PartialObjectMetadata', metadata });
    const patch = { metadata: { finalizers: null, resourceVersion: '5' } };
    expect(await (await connect()).patchWorkflow('ci', 'ci-abc', patch)).toEqual({ ok: true, value: { metadata } });
    expect(requests[0]).toMatchObject({
      method: 'PATCH',
      url: `${base}/ci-abc`,
      body: JSON.stringify(patch),
      headers: {
        'content-type': 'application/merge-patch+json',
        accept: expect.stringMatching(/^application\/json;as=PartialObjectMetadata;/),
      },
    });
  });

  it('takes the metadata of a whole Workflow where the API server answers a patch with one', async () => {
    reply(200, created);
    const { metadata } = created;
    expect(await (await connect()).patchWorkflow('ci', 'ci-abc', {})).toEqual({ ok: true, value: { metadata } });
    reply(200, { kind: 'Status' });
    expect(await (await connect()).patchWorkflow('ci', 'ci-abc', {})).toMatchObject({ failure: { kind: 'later' } });
  });

  it('asks for the metadata of one Workflow to see that the cluster is there', async () => {
    reply(200, { items: [] });
    expect(await (await connect()).checkReachable('ci')).toEqual({ ok: true, value: undefined });
    expect(requests[0]).toMatchObject({ method: 'GET', url: `${base}?limit=1` });
    expect(requests[0]?.headers.accept).toContain('as=PartialObjectMetadataList');
    reply(403, { message: 'workflows is forbidden' });
    expect(await (await connect()).checkReachable('ci')).toMatchObject({ ok: false, failure: { kind: 'forbidden' } });
  });

  it('keeps a path of the server and escapes names', async () => {
    reply(200, created);
    await (await connect({ path: '/k8s/clusters/c-1/' })).getWorkflow('ci', 'a/../b');
    expect(requests[0]?.url).toBe(`/k8s/clusters/c-1${base}/a%2F..%2Fb`);
  });

  it('keeps its connections', async () => {
    reply(200, created);
    const kubernetes = await connect();
    for (let index = 0; index < 12; index += 1) {
      await kubernetes.getWorkflow('ci', 'ci-abc');
    }
    expect(requests.length).toBe(12);
    expect(sockets).toBeLessThanOrEqual(3);
  });

  it('signs in with user name and password', async () => {
    reply(200, created);
    await (await connect({ user: 'username: me, password: secret' })).getWorkflow('ci', 'ci-abc');
    expect(requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:secret').toString('base64')}`);
  });

  it('takes the current context from the first of several files', async () => {
    reply(200, created);
    const first = writeKubeconfig(`server: "${address()}", insecure-skip-tls-verify: true`);
    const second = join(directory, 'second');
    writeFileSync(second, 'apiVersion: v1\nkind: Config\ncurrent-context: x\ncontexts: []\nclusters: []\nusers: []\n');
    const kubernetes = await createKubernetes({ kubeconfig: `${first}:${second}` });
    expect(await kubernetes.getWorkflow('ci', 'ci-abc')).toMatchObject({ ok: true });
  });

  it.each([
    [409, { reason: 'AlreadyExists', message: 'workflows "ci-abc" already exists' }, 'exists'],
    [409, { reason: 'Conflict', message: 'the object has been modified' }, 'conflict'],
    [404, { reason: 'NotFound', message: 'workflows "ci-abc" not found' }, 'absent'],
    [410, { reason: 'Gone', message: 'gone' }, 'absent'],
    [422, { reason: 'Invalid', message: 'spec.entrypoint: Required value' }, 'invalid'],
    [400, { reason: 'BadRequest', message: 'strict decoding error: unknown field "spec.entrypoin"' }, 'invalid'],
    [413, { message: 'limit is 3145728' }, 'invalid'],
    [403, { reason: 'Forbidden', message: 'User "x" cannot create resource' }, 'forbidden'],
    [403, { reason: 'Forbidden', message: 'exceeded quota: runs, requested: 1, used: 5, limited: 5' }, 'later'],
    [401, { reason: 'Unauthorized', message: 'Unauthorized' }, 'later'],
    [500, { reason: 'InternalError', message: 'failed calling webhook' }, 'later'],
    [503, 'a page of a proxy', 'later'],
    [200, 'no JSON', 'later'],
    [200, { kind: 'Status' }, 'later'],
  ])('answers %i %j with %s', async (status, body, kind) => {
    reply(status, body);
    const result = await (await connect()).createWorkflow('ci', manifest);
    expect(result).toMatchObject({ ok: false, failure: { kind } });
    const message = typeof body === 'object' && 'message' in body ? body.message : '';
    expect(result.ok ? '' : result.failure.message).toContain(message);
  });

  it.each([
    [{ 'retry-after': '7' }, {}, 7000],
    [{}, { details: { retryAfterSeconds: 3 } }, 3000],
    [{ 'retry-after': 'soon' }, {}, undefined],
  ])('passes on the waiting time of %j %j', async (headers, body, ms) => {
    reply(429, { message: 'too many requests', ...body }, headers);
    const result = await (await connect()).getWorkflow('ci', 'ci-abc');
    expect(result).toMatchObject({ ok: false, failure: { kind: 'later' } });
    expect(!result.ok && result.failure.kind === 'later' && result.failure.retryAfterMs).toBe(ms);
  });

  it('gives up a request that is not answered in time', async () => {
    answer = () => undefined;
    const result = await (await connect({ requestTimeoutMs: 50 })).getWorkflow('ci', 'ci-abc');
    expect(result).toEqual({
      ok: false,
      failure: { kind: 'later', message: 'The Kubernetes API did not answer within 50 ms.' },
    });
  });

  it('says later when the connection is lost', async () => {
    answer = (response) => response.destroy();
    expect(await (await connect()).createWorkflow('ci', manifest)).toMatchObject({
      ok: false,
      failure: { kind: 'later', message: expect.stringContaining('could not be reached') },
    });
  });

  it('follows no redirect, because the request carries the token', async () => {
    reply(307, {}, { location: 'http://127.0.0.1:9/' });
    expect(await (await connect()).getWorkflow('ci', 'x')).toMatchObject({ ok: false, failure: { kind: 'later' } });
  });

  it('watches the Workflows of a namespace with the account of the kubeconfig, and tells of troubles', async () => {
    const told: string[] = [];
    const troubles: string[] = [];
    answer = (response, request) => {
      const isFirst = requests.length === 1;
      const isWatch = request.url.includes('watch=true');
      const item = { metadata: { name: 'a', namespace: 'ci', uid: 'u', resourceVersion: '3' } };
      response.writeHead(isFirst ? 503 : 200);
      if (isWatch) {
        response.flushHeaders();
      } else {
        response.end(JSON.stringify({ metadata: { resourceVersion: '5' }, items: [item] }));
      }
    };
    const kubernetes = await createKubernetes({
      kubeconfig: writeKubeconfig(`server: "${address()}", insecure-skip-tls-verify: true`),
      watchTimes: { firstBackoffMs: 1 },
      onWatchTrouble: (trouble) => troubles.push(trouble),
    });
    const onSynced = () => told.push('synced');
    const watch = kubernetes.watchWorkflows('ci', 'x=y', (change) => told.push(change.head.metadata.name), onSynced);
    await vi.waitFor(() => expect(requests.length).toBe(3));
    await watch.stop();
    expect(told).toEqual(['a', 'synced']);
    expect(troubles).toEqual(['list-failed']);
    expect(requests.every((each) => each.url.startsWith(`${base}?labelSelector=x%3Dy`))).toBe(true);
    expect(requests.every((each) => each.headers.authorization === 'Bearer kube-token')).toBe(true);
  });

  it.each([
    ['no such file', () => join(directory, 'none'), 'no such file'],
    ['no current context', () => writeFile('apiVersion: v1\nkind: Config\n'), 'no current context'],
    ['http without the flag', () => writeKubeconfig('server: "http://127.0.0.1:1"'), 'skipTLSVerify'],
  ])('rejects %s', async (_, kubeconfig, message) => {
    await expect(createKubernetes({ kubeconfig: kubeconfig() })).rejects.toThrow(message);
  });

  it("rejects without a kubeconfig outside of a cluster, because the pod's account is not there", async () => {
    await expect(createKubernetes({})).rejects.toThrow('/var/run/secrets/kubernetes.io/serviceaccount');
  });
});

function writeFile(text: string): string {
  const file = join(directory, 'other');
  writeFileSync(file, text);
  return file;
}
