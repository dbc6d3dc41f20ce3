import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpServer } from './create-http-server.ts';
import type { RequestHandler } from './create-webhook-receiver.ts';

let server: Server | undefined;

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

async function start(handlers: RequestHandler[]): Promise<{ address: string; reasons: unknown[] }> {
  const reasons: unknown[] = [];
  const log = { error: (fields: { reason: string }) => reasons.push(fields.reason) };
  server = createHttpServer(handlers, log);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, reasons };
}

describe('the public server', () => {
  it('asks its handlers in turn until one takes the request', async () => {
    const asked: string[] = [];
    const { address } = await start([
      () => {
        asked.push('first');
        return false;
      },
      async (_, response) => {
        asked.push('second');
        response.end('taken');
        return true;
      },
      () => {
        asked.push('third');
        return true;
      },
    ]);
    expect(await (await fetch(address)).text()).toBe('taken');
    expect(asked).toEqual(['first', 'second']);
  });

  it('answers 404 when none takes it', async () => {
    const { address } = await start([() => false, async () => false]);
    expect((await fetch(address)).status).toBe(404);
  });

  it.each<[string, RequestHandler]>([
    [
      'throws',
      () => {
        throw new Error('detail');
      },
    ],
    ['rejects', () => Promise.reject(new Error('detail'))],
  ])('answers 500 without detail when a handler %s', async (_, handler) => {
    const { address, reasons } = await start([handler]);
    const response = await fetch(address);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('detail');
    expect(reasons).toEqual(['Error: detail']);
  });

  it('ends a connection whose answer broke off half-way', async () => {
    const { address } = await start([
      (_, response) => {
        response.writeHead(200, { 'content-length': 100 });
        response.write('half');
        throw new Error('detail');
      },
    ]);
    await expect(fetch(address).then((response) => response.text())).rejects.toThrow();
  });
});
