import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addAlways, addExample, workflowsOf } from './testing/bindings.ts';
import { type ServedEventApi, serveEventApi } from './testing/serve-event-api.ts';

let api: ServedEventApi;

beforeEach(async () => {
  api = await serveEventApi();
});

afterEach(() => api.close());

describe('the answer', () => {
  it.each<[string, string, { headers?: Record<string, string>; body?: string; method?: string }, number, object]>([
    [
      'no token, and no webhook clients',
      '/events/ci/x',
      { headers: {} },
      403,
      { message: 'failed to process webhook request' },
    ],
    [
      'no token for all namespaces',
      '/events//x',
      { headers: {} },
      403,
      { message: 'failed to process webhook request' },
    ],
    [
      'a wrong token',
      '/events/ci/x',
      { headers: { authorization: 'Bearer bad' } },
      401,
      { code: 16, message: 'Unauthorized' },
    ],
    [
      'another scheme',
      '/events/ci/x',
      { headers: { authorization: 'Digest x' } },
      401,
      { code: 16, message: 'token not valid. see https://argo-workflows.readthedocs.io/en/latest/faq/' },
    ],
    ['a body that is no JSON', '/events/ci/x', { body: 'hello' }, 400, { code: 3, message: 'the body is not JSON' }],
    ['no slash behind the namespace', '/events/ci', {}, 404, { code: 5, message: 'Not Found' }],
    ['a namespace that is none', '/events/..%2f../x', {}, 404, { code: 5, message: 'Not Found' }],
    ['a namespace of capitals', '/events/CI/x', {}, 400, { code: 3, message: 'invalid namespace' }],
    ['a broken address', '/events/ci/%zz', {}, 400, { code: 3, message: 'malformed address' }],
    ['another method', '/events/ci/x', { method: 'PUT' }, 405, { code: 12, message: 'Method Not Allowed' }],
    [
      'another method for the list',
      '/workflow-event-bindings/ci',
      {},
      405,
      { code: 12, message: 'Method Not Allowed' },
    ],
    ['nobody’s list', '/workflow-event-bindings/ci', { method: 'GET', headers: {} }, 401, { code: 16 }],
    ['an empty body', '/events/ci/x', {}, 200, {}],
  ])('to %s', async (_what, path, options, ...[status, body]) => {
    const answer = await api.send(path, options);
    expect(answer).toMatchObject({ status, body });
  });

  it('is the cluster’s where it does not let the caller list bindings', async () => {
    const message = 'workfloweventbindings.argoproj.io is forbidden: User "u" cannot list resource';
    api.cluster.failures.set('list', { status: 403, reason: 'Forbidden', message });
    expect(await api.send('/events/ci/x', { body: '{}' })).toMatchObject({ status: 403, body: { code: 7, message } });
  });

  it('says when to come again where the cluster is away or wants it slower', async () => {
    api.cluster.failures.set('list', { status: 0, reason: '', message: 'not reached' });
    const away = await api.send('/events/ci/x', { body: '{}' });
    expect(away).toMatchObject({ status: 503, body: { code: 14 } });
    expect(away.headers.get('retry-after')).toBe('1');
    api.cluster.failures.set('list', { status: 429, reason: '', message: 'slower', retryAfterMs: 2_500 });
    api.clock.at += 1_000;
    const slower = await api.send('/events/ci/x', { body: '{}' });
    expect(slower).toMatchObject({ status: 429, body: { code: 8 } });
    expect(slower.headers.get('retry-after')).toBe('3');
  });

  it('is 503 with a time to come again when the queue is full, and what is in it is still done', async () => {
    await api.close();
    api = await serveEventApi({ queueSize: 1, workerCount: 1 });
    addExample(api);
    addAlways(api, 'one');
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const reached = new Promise<void>((resolve) => {
      api.cluster.beforeCreate = () => {
        resolve();
        return opened;
      };
    });
    // The first asks whether its token may list; the others come when that is known.
    const first = api.send('/events/ci/x', { body: '{}' });
    await reached;
    const second = api.send('/events/ci/x', { body: '{}' });
    const third = await Promise.race([second, api.send('/events/ci/x', { body: '{}' })]);
    expect(third).toMatchObject({ status: 503, body: { code: 14, message: 'operation queue full' } });
    expect(third.headers.get('retry-after')).toBe('1');
    open();
    expect([(await first).status, (await second).status]).toEqual([200, 200]);
    expect(workflowsOf(api)).toHaveLength(2);
  });

  it('is 413 for a body that is too large', async () => {
    await api.close();
    api = await serveEventApi({ maxBytes: 1_000 });
    expect(await api.send('/events/ci/x', { body: `"${'x'.repeat(2_000)}"` })).toMatchObject({ status: 413 });
  });

  it('lists bindings as the caller sees them, with the options of a list', async () => {
    addExample(api);
    const path = '/workflow-event-bindings/ci?listOptions.labelSelector=a%3Db&other=1';
    const answer = await api.send(path, { method: 'GET' });
    expect(answer).toMatchObject({ status: 200, body: { items: [{ metadata: { name: 'event-consumer' } }] } });
    expect(api.cluster.calls.at(-1)).toBe('list bindings ci {"labelSelector":"a=b"}');
  });
});
