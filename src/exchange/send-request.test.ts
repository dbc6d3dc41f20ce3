import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { type Exchange, sendRequest } from './send-request.ts';

const stops: (() => void)[] = [];

afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  stops.push(() => {
    server.close();
    server.closeAllConnections();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function ask(url: string, change: Partial<Exchange> = {}) {
  return sendRequest({ method: 'GET', url, headers: {}, timeoutMs: 20_000, maxBytes: 1000, ...change });
}

describe('sendRequest', () => {
  it('sends what it is given and gives the whole answer', async () => {
    const url = await serve(async (request, response) => {
      const sent: Buffer[] = [];
      for await (const chunk of request) sent.push(chunk);
      response.writeHead(201, { 'x-answer': ['a', 'b'], 'x-one': '1' });
      response.write(`${request.method} ${request.url} ${request.headers.accept} `);
      response.end(`${Buffer.concat(sent)} ${request.headers['accept-encoding']}`);
    });
    const asked = ask(`${url}/a/b?c=d`, { method: 'POST', headers: { accept: 'text/x' }, body: 'grüße' });
    expect(await asked).toMatchObject({
      status: 201,
      headers: { 'x-answer': 'a, b', 'x-one': '1' },
      text: 'POST /a/b?c=d text/x grüße identity',
    });
  });

  it('puts characters together that the network cuts', async () => {
    const url = await serve((_, response) => {
      const bytes = Buffer.from('ä');
      response.write(bytes.subarray(0, 1), () => setImmediate(() => response.end(bytes.subarray(1))));
    });
    expect((await ask(url)).text).toBe('ä');
  });

  it.each([204, 304, 302])('gives an answer %i as it is', async (status) => {
    const url = await serve((_, response) => void response.writeHead(status, { location: 'http://elsewhere/' }).end());
    expect(await ask(url)).toMatchObject({ status, text: '', headers: { location: 'http://elsewhere/' } });
  });

  it('does not take what comes before an answer for one', async () => {
    const url = await serve((_, response) => {
      response.writeEarlyHints({ link: '</a>; rel=preload' }, () => response.end('after'));
    });
    expect(await ask(url)).toMatchObject({ status: 200, text: 'after' });
  });

  it.each([
    ['that is too large', (size: number) => size + 1],
    ['that never ends', () => 1_000_000],
  ])('stops an answer %s', async (_, sizeOf) => {
    const url = await serve((_request, response) => void response.end('x'.repeat(sizeOf(1000))));
    await expect(ask(url)).rejects.toThrow('larger than 1000 bytes');
  });

  it('takes an answer of just that size', async () => {
    const url = await serve((_, response) => void response.end('x'.repeat(1000)));
    expect((await ask(url)).text).toHaveLength(1000);
  });

  it.each<[string, RequestListener]>([
    ['begins its answer', () => undefined],
    ['ends its answer', (_, response) => void response.write('half')],
  ])('stops when the server never %s', async (_, listener) => {
    const url = await serve(listener);
    await expect(ask(url, { timeoutMs: 50 })).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('takes half an answer for none', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '10' });
      response.write('half', () => response.destroy());
    });
    await expect(ask(url)).rejects.toThrow();
  });

  it('rejects where nobody listens, and for what is no address', async () => {
    const url = await serve(() => undefined);
    for (const stop of stops.splice(0)) stop();
    await expect(ask(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await expect(ask('nowhere')).rejects.toThrow();
    await expect(ask(url, { headers: { a: 'b\r\nc: d' } })).rejects.toThrow('invalid a header');
  });

  it('ends with the signal: before it is sent, on its way, within the answer', async () => {
    const arrived: (() => void)[] = [];
    const url = await serve((request, response) => {
      if (request.url === '/within') response.write('half');
      arrived.shift()?.();
    });
    const aborted = AbortSignal.abort(new Error('not needed'));
    await expect(ask(url, { signal: aborted })).rejects.toThrow('not needed');
    for (const path of ['/on-its-way', '/within']) {
      const stopping = new AbortController();
      const seen = new Promise<void>((resolve) => arrived.push(resolve));
      const asked = ask(url + path, { signal: stopping.signal });
      asked.catch(() => undefined);
      await seen;
      stopping.abort(new Error('not needed any more'));
      await expect(asked).rejects.toThrow('not needed any more');
    }
  });

  it('never sends what was given up while it waited for a connection', async () => {
    const seen: (string | undefined)[] = [];
    const held = Promise.withResolvers<void>();
    const url = await serve(async (request, response) => {
      seen.push(request.url);
      await held.promise;
      response.end('done');
    });
    const dispatcher = new Agent({ connections: 1 });
    stops.push(() => void dispatcher.destroy());
    const first = ask(`${url}/first`, { dispatcher });
    await expect(ask(`${url}/second`, { dispatcher, timeoutMs: 100 })).rejects.toThrow();
    const third = ask(`${url}/third`, { dispatcher });
    held.resolve();
    expect([(await first).text, (await third).text]).toEqual(['done', 'done']);
    expect(seen).toEqual(['/first', '/third']);
  });

  it('keeps connections for calls that follow each other', async () => {
    const ports = new Set<number | undefined>();
    const url = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('1');
    });
    for (let call = 0; call < 20; call += 1) await ask(url);
    // A connection is free again a moment after its answer was read.
    expect(ports.size).toBeLessThanOrEqual(2);
  });
});
