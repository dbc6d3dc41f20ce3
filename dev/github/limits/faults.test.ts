import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signJwt } from '../testing/sign-jwt.ts';
import { type CallApi, type Stage, startStage } from '../testing/start-stage.ts';

let stage: Stage;
let otherInstallation: number;
let callOther: CallApi;
const demo = 'GET /repos/acme/demo';

beforeAll(async () => {
  stage = await startStage();
  const { app, callWith, github } = stage;
  await github.createRepository({ repository: 'globex/tool', files: { a: 'a' } });
  ({ id: otherInstallation } = await github.installApp({ account: 'globex' }));
  const jwt = signJwt(app.privateKey, { iss: app.id });
  const token = (await callWith(jwt)(`POST /app/installations/${otherInstallation}/access_tokens`)).json.token;
  callOther = callWith(token);
  await stage.call(demo);
});
beforeEach(async () => {
  await stage.github.clearFaults();
  await stage.github.clearCalls();
});
afterAll(() => stage.close());

describe('a fault', () => {
  it('hits the calls that match, as often as it says', async () => {
    const { call, github } = stage;
    await github.fail({ match: { method: 'get', path: '^/repos/acme/demo$' }, status: 502, times: 2 });
    const statuses = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await call(demo)).status);
    expect(statuses).toEqual([502, 502, 200]);
    expect((await call(`${demo}/branches`)).status).toBe(200);
  });

  it('can be of one installation, or of GraphQL alone', async () => {
    const { call, github, installation } = stage;
    await github.fail({ match: { installationId: installation }, status: 500 });
    expect((await call(demo)).status).toBe(500);
    expect((await callOther('GET /repos/globex/tool')).status).toBe(200);
    await github.clearFaults();
    await github.fail({ match: { path: /^\/graphql$/ }, status: 503, body: { message: 'down' } });
    expect(await call('POST /graphql', { body: { query: '{ viewer { login } }' } })).toMatchObject({
      status: 503,
      json: { message: 'down' },
    });
    expect((await call(demo)).status).toBe(200);
  });

  it('can cut the connection', async () => {
    const { call, github } = stage;
    await github.fail({ match: {}, reset: true, times: 1 });
    await expect(call(demo)).rejects.toThrow();
    expect(await github.calls()).toMatchObject([{ method: 'GET', path: '/repos/acme/demo', status: 0 }]);
    expect((await call(demo)).status).toBe(200);
  });

  it('can lose the answer of a write that took effect', async () => {
    const { call, firstSha, github } = stage;
    await github.fail({ match: { method: 'POST', path: 'check-runs$' }, status: 502, after: true, times: 1 });
    const body = { name: 'lost', head_sha: firstSha };
    expect((await call('POST /repos/acme/demo/check-runs', { body })).status).toBe(502);
    expect(await github.checkRuns({ name: 'lost' })).toHaveLength(1);
    await github.fail({ match: { method: 'POST' }, status: 502, times: 1 });
    expect((await call('POST /repos/acme/demo/check-runs', { body })).status).toBe(502);
    expect(await github.checkRuns({ name: 'lost' })).toHaveLength(1);
  });

  it('can be a slow answer, which the call survives', async () => {
    const { call, github } = stage;
    await github.fail({ match: {}, delayMs: 120, times: 1 });
    const start = performance.now();
    expect((await call(demo)).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(110);
  });

  it('can be GitHub’s primary limit', async () => {
    const { call, github } = stage;
    await github.failByPrimaryLimit({ resetSeconds: 30, times: 1 });
    const answer = await call(demo);
    expect(answer.status).toBe(403);
    expect(answer.headers.get('x-ratelimit-remaining')).toBe('0');
    const resetIn = Number(answer.headers.get('x-ratelimit-reset')) - Date.now() / 1000;
    expect(resetIn).toBeGreaterThan(28);
    expect(resetIn).toBeLessThan(32);
    expect((await call(demo)).status).toBe(200);
  });

  it.each([403, 429] as const)('can be GitHub’s secondary limit with %i', async (status) => {
    const { call, github } = stage;
    await github.failBySecondaryLimit({ retryAfterSeconds: 7, status, times: 1 });
    const answer = await call(demo);
    expect(answer).toMatchObject({ status, json: { message: expect.stringContaining('secondary rate limit') } });
    expect(answer.headers.get('retry-after')).toBe('7');
  });
});

describe('rate limits', () => {
  it('are counted for each installation and told with every answer', async () => {
    const { call } = stage;
    const first = Number((await call(demo)).headers.get('x-ratelimit-remaining'));
    await callOther('GET /repos/globex/tool');
    expect(Number((await call(demo)).headers.get('x-ratelimit-remaining'))).toBe(first - 1);
    const { rate, resources } = (await call('GET /rate_limit')).json;
    expect(rate).toMatchObject({ limit: 5000, remaining: first - 1 });
    expect(resources.graphql.limit).toBe(5000);
  });

  it('are enforced once a test sets them, and end with their hour', async () => {
    const { call, github, installation } = stage;
    await github.setRateLimit({ installationId: installation, remaining: 1, resetSeconds: 0.3 });
    expect((await call(demo)).status).toBe(200);
    const refused = await call(demo);
    expect(refused.status).toBe(403);
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    expect((await callOther('GET /repos/globex/tool')).status).toBe(200);
    await expect.poll(async () => (await call(demo)).status).toBe(200);
  });
});

describe('the call log', () => {
  it('has every call with its installation, and can be cleared', async () => {
    const { asApp, call, github, installation } = stage;
    await call(`${demo}/branches?per_page=1`);
    await asApp(`POST /app/installations/${otherInstallation}/access_tokens`);
    await asApp('GET /app');
    await call('POST /graphql', { body: { query: '{ viewer { login } }' } });
    expect(await github.calls()).toMatchObject([
      { method: 'GET', path: '/repos/acme/demo/branches?per_page=1', installationId: installation, status: 200 },
      {
        method: 'POST',
        path: `/app/installations/${otherInstallation}/access_tokens`,
        installationId: otherInstallation,
      },
      { method: 'GET', path: '/app', status: 200 },
      { method: 'POST', path: '/graphql', installationId: installation, status: 200 },
    ]);
    await github.clearCalls();
    expect(await github.calls()).toEqual([]);
  });
});
