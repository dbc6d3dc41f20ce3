import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { exchangeTexts, type TextRequest, tookTooLong } from './exchange-texts.ts';

const open: { server: Server; agent: Agent }[] = [];

/** A server, and a way to it that has one connection. */
async function serve(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const agent = new Agent({ connections: 1 });
  open.push({ server, agent });
  return (request: Partial<TextRequest>) =>
    exchangeTexts(
      { method: 'GET', origin, path: '/', headers: {}, timeoutMs: 20_000, ...request },
      { dispatcher: agent, allowH2: false },
    );
}

afterEach(async () => {
  for (const { server, agent } of open.splice(0)) {
    await agent.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

describe('exchangeTexts', () => {
  it('gives status, headers and the whole text, however it is cut', async () => {
    const send = await serve(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      response.writeHead(201, { 'retry-after': '3' });
      const bytes = Buffer.from(`${request.method} ${request.url} ${request.headers.accept} ${body}`);
      for (const byte of bytes) response.write(Buffer.from([byte]));
      response.end();
    });
    const answer = await send({ method: 'POST', path: '/a?b=c', headers: { accept: 'x' }, body: 'größer' });
    expect(answer).toMatchObject({ status: 201, headers: { 'retry-after': '3' }, text: 'POST /a?b=c x größer' });
  });

  it.each([
    ['never answers', () => undefined],
    ['never ends its answer', (_request: unknown, response: { write: (text: string) => void }) => response.write('{')],
  ])('gives up a server that %s', async (_what, listener) => {
    const send = await serve(listener as RequestListener);
    await expect(send({ timeoutMs: 100 })).rejects.toBe(tookTooLong);
  });

  it('never sends what was given up while it waited for a connection', async () => {
    const seen: (string | undefined)[] = [];
    const held = Promise.withResolvers<void>();
    const send = await serve(async (request, response) => {
      seen.push(request.url);
      await held.promise;
      response.end('done');
    });
    const first = send({ path: '/first' });
    await expect(send({ path: '/second', timeoutMs: 100 })).rejects.toBe(tookTooLong);
    const third = send({ path: '/third' });
    held.resolve();
    expect([(await first).text, (await third).text]).toEqual(['done', 'done']);
    expect(seen).toEqual(['/first', '/third']);
  });

  it('ends with the reason of its signal, also one that was given before', async () => {
    const arrived = Promise.withResolvers<void>();
    const send = await serve(() => arrived.resolve());
    const stopping = new AbortController();
    const reason = new Error('stopping');
    const sent = send({ signal: stopping.signal });
    await arrived.promise;
    stopping.abort(reason);
    await expect(sent).rejects.toBe(reason);
    await expect(send({ signal: stopping.signal })).rejects.toBe(reason);
  });

  it('fails with the error of the network, and of a header that is none', async () => {
    const send = await serve((request) => request.socket.destroy());
    await expect(send({})).rejects.toThrow();
    await expect(send({ headers: { authorization: 'a\nb' } })).rejects.toThrow(/header/);
  });
});
