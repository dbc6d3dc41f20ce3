import { fetch } from 'undici';
import { describe, expect, it } from 'vitest';
import { openTestCluster, workflowsPath } from '../open-test-cluster.ts';
import { describeWorkflow } from '../test-workflow.ts';

describe('injected faults', () => {
  it('answers the next matching requests with a status and then goes back to work', async () => {
    const cluster = await openTestCluster({ runWorkflows: false });
    const fault = cluster.injectFault({
      match: { verb: 'create', resource: 'workflows' },
      times: 2,
      fault: { status: 429, retryAfterSeconds: 3 },
    });
    const create = () => cluster.send('POST', workflowsPath, describeWorkflow('a', {}));
    const first = await create();
    expect([first.code, first.body.reason, first.headers.get('retry-after')]).toEqual([429, 'TooManyRequests', '3']);
    expect((await cluster.send('GET', workflowsPath)).code).toBe(200);
    expect(fault.remaining()).toBe(1);
    expect([(await create()).code, (await create()).code]).toEqual([429, 201]);
  });

  it('resets a connection before or after the request took effect', async () => {
    const cluster = await openTestCluster({ runWorkflows: false });
    const create = (name: string) => cluster.send('POST', workflowsPath, describeWorkflow(name, {}));
    cluster.injectFault({ match: { verb: 'create' }, fault: { reset: true } });
    await expect(create('a')).rejects.toThrow();
    expect(cluster.get('workflows', 'ci', 'a')).toBeUndefined();
    cluster.injectFault({ match: { verb: 'create' }, fault: { reset: true, afterEffect: true } });
    await expect(create('b')).rejects.toThrow();
    expect(cluster.get('workflows', 'ci', 'b')).toBeDefined();
  });

  it('leaves a request without an answer', async () => {
    const cluster = await openTestCluster({ runWorkflows: false });
    cluster.injectFault({ match: { path: '/version' }, fault: { hang: true } });
    const authorization = `Bearer ${cluster.token}`;
    const asked = fetch(`${cluster.url}/version`, { headers: { authorization }, signal: AbortSignal.timeout(50) });
    await expect(asked).rejects.toThrow();
    await expect.poll(() => cluster.requests({ path: '/version' }).map((request) => request.code)).toEqual([0]);
  });

  it('answers late, and only where a condition holds', async () => {
    const cluster = await openTestCluster({ runWorkflows: false });
    const isSecond = (request: { query: string }) => request.query === 'n=2';
    const fault = cluster.injectFault({ match: { where: isSecond }, fault: { delayMs: 30 } });
    await cluster.send('GET', '/version?n=1');
    expect(fault.remaining()).toBe(1);
    const before = performance.now();
    expect((await cluster.send('GET', '/version?n=2')).code).toBe(200);
    expect(performance.now() - before).toBeGreaterThan(25);
  });

  it('can be taken away', async () => {
    const cluster = await openTestCluster({ runWorkflows: false });
    const fault = cluster.injectFault({ match: {}, fault: { status: 500 } });
    fault.remove();
    cluster.injectFault({ match: {}, fault: { status: 503 } });
    cluster.clearFaults();
    expect((await cluster.send('GET', '/version')).code).toBe(200);
  });
});

describe('counted requests', () => {
  it('are told by verb, resource, name and code', async () => {
    const cluster = await openTestCluster({ runWorkflows: false });
    await cluster.send('POST', workflowsPath, describeWorkflow('a', {}));
    await cluster.send('GET', `${workflowsPath}/a`);
    await cluster.send('GET', `${workflowsPath}/b`);
    const reads = cluster.requests({ verb: 'get', resource: 'workflows', namespace: 'ci' });
    expect(reads.map(({ name, code }) => [name, code])).toEqual([
      ['a', 200],
      ['b', 404],
    ]);
    cluster.forgetRequests();
    expect(cluster.requests()).toEqual([]);
  });
});
