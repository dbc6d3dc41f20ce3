import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startWorld, type World } from '../world/start-world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld({ startApp: false });
});

afterAll(() => world.close());

async function ask(path: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`http://127.0.0.1:${world.app().port}${path}`);
  return { status: response.status, body: await response.json() };
}

describe('/readyz', () => {
  // An answer is kept for two seconds: each test asks a fresh app.
  beforeEach(async () => {
    await world.stopApp();
    world.cluster.clearFaults();
    await world.github.clearFaults();
  });

  it('is 200 when the store, the cluster and GitHub are all right', async () => {
    await world.startApp();
    expect(await ask('/readyz')).toEqual({
      status: 200,
      body: { status: 'ready', checks: { bus: 'ok', cluster: 'ok', github: 'ok' } },
    });
  });

  it.each([
    ['answers 500', { status: 500 }],
    ['cuts connections', { reset: true as const }],
    ['refuses the account', { status: 401 }],
    ['forbids to list Workflows', { status: 403 }],
  ])('is 503 and names the cluster when it %s, and 200 again afterwards', async (_what, fault) => {
    const injected = world.cluster.injectFault({ match: { verb: 'list' }, fault, times: 1000 });
    await world.startApp();
    expect(await ask('/readyz')).toEqual({
      status: 503,
      body: { status: 'not ready', checks: { bus: 'ok', cluster: 'failed', github: 'ok' } },
    });
    expect(await ask('/healthz')).toEqual({ status: 200, body: { status: 'ok' } });
    injected.remove();
    await world.stopApp();
    await world.startApp();
    expect(await ask('/readyz')).toMatchObject({ status: 200 });
  });

  it('is 503 and says that the cluster took too long when it does not answer', async () => {
    world.cluster.injectFault({ match: { verb: 'list' }, fault: { hang: true }, times: 1000 });
    await world.startApp();
    expect(await ask('/readyz')).toMatchObject({ status: 503, body: { checks: { cluster: 'timeout' } } });
  });

  it('is 503 and names GitHub when it does not accept the App, and says nothing of why', async () => {
    const message = 'A JSON web token could not be decoded';
    await world.github.fail({ match: { method: 'GET', path: /^\/app$/ }, status: 401, body: { message } });
    await world.startApp();
    expect(await ask('/readyz')).toEqual({
      status: 503,
      body: { status: 'not ready', checks: { bus: 'ok', cluster: 'ok', github: 'failed' } },
    });
  });

  it('recovers without a restart', async () => {
    const injected = world.cluster.injectFault({ match: { verb: 'list' }, fault: { status: 500 }, times: 1000 });
    await world.startApp();
    expect(await ask('/readyz')).toMatchObject({ status: 503 });
    injected.remove();
    await expect.poll(() => ask('/readyz'), { timeout: 10_000, interval: 250 }).toMatchObject({ status: 200 });
  });
});

describe('other paths', () => {
  it.each([
    ['GET', '/', 404],
    ['GET', '/metrics', 404],
    ['GET', '/api/github/webhooks', 405],
    ['POST', '/healthz', 405],
  ])('%s %s is %i', async (method, path, status) => {
    const response = await fetch(`http://127.0.0.1:${world.app().port}${path}`, { method });
    await response.arrayBuffer();
    expect(response.status).toBe(status);
  });
});
