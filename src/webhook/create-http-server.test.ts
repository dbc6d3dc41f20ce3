import type { Server } from 'node:http';
import { type AddressInfo, createConnection } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpServer, type ServerTimes } from './create-http-server.ts';
import type { RequestHandler } from './create-webhook-receiver.ts';

let server: Server | undefined;

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

async function start(
  handlers: RequestHandler[],
  times?: Partial<ServerTimes>,
): Promise<{ address: string; port: number; reasons: unknown[] }> {
  const reasons: unknown[] = [];
  const log = { error: (fields: { reason: string }) => reasons.push(fields.reason) };
  server = createHttpServer(handlers, log, times);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/`, port, reasons };
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

/** What the server says to these bytes before it closes the connection. */
function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(received));
    socket.write(text);
  });
}

function head(...lines: string[]): string {
  return ['POST / HTTP/1.1', 'Host: localhost', ...lines, '\r\n'].join('\r\n');
}

describe('a sender that the server itself refuses', () => {
  /** Answers once the whole request was read, as a real handler does. */
  const readAll: RequestHandler = (request, response) =>
    new Promise((resolve) => {
      request.resume().on('end', () => response.end('read', () => resolve(true)));
    });

  it.each([
    ['its headers', 'POST / HTTP/1.1\r\nHost: x\r\nX-Slow: '],
    ['its body', head('Content-Length: 10')],
  ])('is told 408 when it takes too long over %s', async (_, beginning) => {
    const { port } = await start([readAll], {
      headersTimeout: 60,
      requestTimeout: 120,
      connectionsCheckingInterval: 20,
    });
    expect(await sendRaw(port, beginning)).toContain('408 Request Timeout');
  });

  it.each([
    ['is not HTTP', 'hello\r\n\r\n', '400 Bad Request'],
    ['has both lengths', head('Content-Length: 3', 'Transfer-Encoding: chunked'), '400 Bad Request'],
    ['has two lengths', head('Content-Length: 3', 'Content-Length: 4'), '400 Bad Request'],
    ['has a length that is no number', head('Content-Length: -1'), '400 Bad Request'],
    ['has endless headers', head(`X-Long: ${'x'.repeat(20_000)}`), '431 Request Header Fields Too Large'],
  ])('hears so at once when what it sends %s', async (_, text, status) => {
    const { port } = await start([readAll]);
    expect(await sendRaw(port, text)).toContain(status);
  });
});
