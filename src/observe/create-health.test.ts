import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHealth, type Health, type HealthOptions } from './create-health.ts';

let server: Server | undefined;

async function serve(options: HealthOptions) {
  const health: Health = createHealth(options);
  const listening = createServer((request, response) => {
    if (!health.handle(request, response)) {
      response.writeHead(418).end();
    }
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const { port } = listening.address() as AddressInfo;
  const ask = async (path: string, method = 'GET') => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method });
    const text = await response.text();
    return { status: response.status, body: text === '' ? '' : JSON.parse(text) };
  };
  return { health, ask };
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const well = async () => undefined;
const ill = async () => {
  throw new Error('password of the bus is wrong');
};

describe('createHealth', () => {
  it('is alive whatever the checks say', async () => {
    const { ask } = await serve({ checks: { bus: ill } });
    expect(await ask('/healthz')).toEqual({ status: 200, body: { status: 'ok' } });
  });

  it('is ready when every check passes', async () => {
    const { ask } = await serve({ checks: { bus: well, cluster: well } });
    expect(await ask('/readyz?verbose')).toEqual({
      status: 200,
      body: { status: 'ready', checks: { bus: 'ok', cluster: 'ok' } },
    });
  });

  it('names the checks that fail, and not why', async () => {
    const failed: string[] = [];
    const checks = {
      bus: ill,
      cluster: well,
      broken: () => {
        throw new Error('at once');
      },
    };
    const { ask } = await serve({ checks, onFailed: (name, error) => failed.push(`${name} ${String(error)}`) });
    expect(await ask('/readyz')).toEqual({
      status: 503,
      body: { status: 'not ready', checks: { bus: 'failed', cluster: 'ok', broken: 'failed' } },
    });
    expect(failed).toEqual(['broken Error: at once', 'bus Error: password of the bus is wrong'].sort());
  });

  it('gives up a check that does not answer, and does not start it again meanwhile', async () => {
    let calls = 0;
    let finish: () => void = () => undefined;
    const check = () => {
      calls += 1;
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    };
    const { ask } = await serve({ checks: { github: check }, timeoutMs: 20, cacheMs: 0 });
    expect((await ask('/readyz')).body).toEqual({ status: 'not ready', checks: { github: 'timeout' } });
    expect((await ask('/readyz')).status).toBe(503);
    expect(calls).toBe(1);
    finish();
  });

  it('keeps an answer for a while', async () => {
    let calls = 0;
    let time = 0;
    const check = async () => {
      calls += 1;
    };
    const { ask } = await serve({ checks: { bus: check }, cacheMs: 1000, now: () => time });
    await ask('/readyz');
    time = 999;
    await ask('/readyz');
    expect(calls).toBe(1);
    time = 1000;
    await ask('/readyz');
    expect(calls).toBe(2);
  });

  it('is not ready while it stops', async () => {
    const { health, ask } = await serve({ checks: { bus: well } });
    health.startStopping();
    expect(await ask('/readyz')).toEqual({ status: 503, body: { status: 'stopping', checks: { bus: 'ok' } } });
    expect((await ask('/healthz')).status).toBe(200);
  });

  it.each([
    ['/healthz', 'POST', 405],
    ['/readyz', 'DELETE', 405],
    ['/healthz', 'HEAD', 200],
    ['/healthz/x', 'GET', 418],
    ['/', 'GET', 418],
  ])('answers %s %s with %i', async (path, method, status) => {
    const { ask } = await serve({ checks: {} });
    expect((await ask(path, method)).status).toBe(status);
  });
});
