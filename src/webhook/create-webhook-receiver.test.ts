import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { request as httpRequest, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo, createConnection, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Delivery, PublishResult } from '../bus/event-bus.ts';
import { createHttpServer } from './create-http-server.ts';
import { createWebhookReceiver, type WebhookReceiverOptions } from './create-webhook-receiver.ts';

const secret = randomBytes(16).toString('hex');
const path = '/api/github/webhooks';
const payload = JSON.stringify({ action: 'opened', text: `private-${randomUUID()}` });

let server: Server | undefined;
let sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets) {
    socket.destroy();
  }
  sockets = [];
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
});

interface Started {
  port: number;
  published: Delivery[];
  lines: { level: string; fields: Record<string, unknown>; message: string }[];
}

type Publish = (delivery: Delivery) => Promise<PublishResult>;

async function start(more: Partial<WebhookReceiverOptions> & { publish?: Publish } = {}): Promise<Started> {
  const published: Delivery[] = [];
  const lines: Started['lines'] = [];
  const write = (level: string) => (fields: Record<string, unknown>, message: string) => {
    lines.push({ level, fields, message });
  };
  const log = { info: write('info'), warn: write('warn'), error: write('error') } as WebhookReceiverOptions['log'];
  const publish: Publish = async (delivery) => {
    published.push({ ...delivery, body: Buffer.from(delivery.body) });
    return more.publish?.(delivery) ?? 'stored';
  };
  const options = { bus: { publish }, secrets: [secret], path, now: Date.now, log, ...more };
  server = createHttpServer([createWebhookReceiver(options)], log);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, published, lines };
}

function sign(body: string | Buffer, key = secret): string {
  return `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

interface Sending {
  method?: string;
  path?: string;
  body?: string | Buffer;
  /** Undefined takes a header away. */
  headers?: Record<string, string | string[] | undefined>;
}

function send(
  port: number,
  { method = 'POST', path: target = path, body = payload, headers = {} }: Sending = {},
): Promise<Answer> {
  const all: Record<string, string | string[] | undefined> = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'x-github-delivery': 'delivery-1',
    'x-github-event': 'pull_request',
    'x-hub-signature-256': sign(body),
    ...headers,
  };
  const present = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ port, host: '127.0.0.1', method, path: target, headers: present, agent: false });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    outgoing.end(method === 'GET' || method === 'HEAD' ? undefined : body);
  });
}

/** A bare connection: what it sends and when is up to the test. */
function connect(port: number): { socket: Socket; received: () => string; closed: Promise<void> } {
  const socket = createConnection({ port, host: '127.0.0.1' });
  sockets.push(socket);
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  return { socket, received: () => text, closed };
}

function head(lines: string[]): string {
  return [
    `POST ${path} HTTP/1.1`,
    'Host: localhost',
    'Content-Type: application/json',
    'X-GitHub-Delivery: raw-1',
    'X-GitHub-Event: push',
    `X-Hub-Signature-256: ${sign(payload)}`,
    ...lines,
    '\r\n',
  ].join('\r\n');
}

describe('a signed webhook', () => {
  it('is published with its bytes and headers, and answered 202 with its id', async () => {
    const { port, published } = await start({ now: () => 1_790_000_000_000 });
    const answer = await send(port, { headers: { 'x-two': ['a', 'b'], authorization: 'basic x', cookie: 'y' } });
    expect(answer).toMatchObject({ status: 202, body: '{"delivery":"delivery-1"}' });
    expect(published).toHaveLength(1);
    expect(published[0]).toMatchObject({
      source: 'github',
      tenant: '',
      id: 'delivery-1',
      name: 'pull_request',
      receivedAt: 1_790_000_000_000,
    });
    expect(Buffer.from(published[0]?.body ?? []).toString()).toBe(payload);
    expect(published[0]?.headers).toEqual({
      'Content-Type': ['application/json'],
      'Content-Length': [String(payload.length)],
      'X-Github-Delivery': ['delivery-1'],
      'X-Github-Event': ['pull_request'],
      'X-Two': ['a', 'b'],
      Connection: ['close'],
    });
  });

  it.each<PublishResult>(['duplicate', 'due-again'])('is answered 202 also when it is %s', async (result) => {
    const { port } = await start({ publish: async () => result });
    expect(await send(port)).toMatchObject({ status: 202, body: '{"delivery":"delivery-1"}' });
  });

  it('is answered only after it was stored', async () => {
    let store: (result: PublishResult) => void = () => undefined;
    const stored = new Promise<PublishResult>((resolve) => {
      store = resolve;
    });
    const { port, published } = await start({ publish: () => stored });
    let isAnswered = false;
    const answer = send(port).finally(() => {
      isAnswered = true;
    });
    await expect.poll(() => published.length).toBe(1);
    expect(isAnswered).toBe(false);
    store('stored');
    expect((await answer).status).toBe(202);
  });

  it('is answered 503 when it could not be stored, and when to try again', async () => {
    const { port, lines } = await start({ publish: () => Promise.reject(new Error('The disk is full.')) });
    const answer = await send(port);
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': expect.stringMatching(/^\d+$/) } });
    expect(answer.body).not.toContain('disk');
    expect(lines).toMatchObject([
      { level: 'error', fields: { delivery: 'delivery-1', reason: 'Error: The disk is full.' } },
    ]);
  });

  it.each([
    ['application/json; charset=utf-8', undefined],
    ['Application/JSON', undefined],
    ['application/json', 'identity'],
  ])('may say %s, encoding %s', async (contentType, encoding) => {
    const { port } = await start();
    const headers = { 'content-type': contentType, 'content-encoding': encoding };
    expect((await send(port, { headers })).status).toBe(202);
  });

  it('may be signed with any of the secrets', async () => {
    const { port } = await start({ secrets: ['new', secret] });
    expect((await send(port, { headers: { 'x-hub-signature-256': sign(payload, 'new') } })).status).toBe(202);
    expect((await send(port)).status).toBe(202);
  });

  it('may be a form: the signature is over the form, what is stored is its payload', async () => {
    const { port, published } = await start();
    const body = new URLSearchParams({ payload }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await send(port, { body, headers })).status).toBe(202);
    expect(Buffer.from(published[0]?.body ?? []).toString()).toBe(payload);
  });

  it('may come in pieces, chunked or not, and more than one on a connection', async () => {
    const { port, published } = await start();
    const large = JSON.stringify({ text: 'x'.repeat(300_000) });
    expect((await send(port, { body: large })).status).toBe(202);
    const { socket, received } = connect(port);
    socket.write(head([`Content-Length: ${payload.length}`]));
    for (const letter of payload) {
      socket.write(letter);
    }
    await expect.poll(received).toContain('202 Accepted');
    socket.write(head(['Transfer-Encoding: chunked']));
    for (const letter of payload) {
      socket.write(`1\r\n${letter}\r\n`);
    }
    socket.write('0\r\n\r\n');
    await expect.poll(() => received().split('202 Accepted').length).toBe(3);
    expect(published.map(({ body }) => Buffer.from(body).toString())).toEqual([large, payload, payload]);
  });

  it('is found with a query and with one trailing slash, and nowhere else', async () => {
    const { port, published } = await start();
    for (const target of [`${path}?a=1`, `${path}/`, `${path}/?a=1`]) {
      expect((await send(port, { path: target })).status).toBe(202);
    }
    for (const target of [
      '/',
      `${path}//`,
      `${path}/more`,
      '/api/github/webhook',
      path.toUpperCase(),
      '//api/github/webhooks',
    ]) {
      expect((await send(port, { path: target })).status).toBe(404);
    }
    expect(published).toHaveLength(3);
  });
});

describe('a webhook that is not right', () => {
  const shape = { 'content-type': 'application/json' };
  it.each<[string, number, Sending]>([
    ['no signature', 401, { headers: { 'x-hub-signature-256': undefined } }],
    ['only the old signature', 401, { headers: { 'x-hub-signature-256': undefined, 'x-hub-signature': 'sha1=00' } }],
    ['another secret', 401, { headers: { 'x-hub-signature-256': sign(payload, 'other') } }],
    ['the signature of another body', 401, { headers: { 'x-hub-signature-256': sign('{}') } }],
    ['the signature twice', 401, { headers: { 'x-hub-signature-256': [sign(payload), sign(payload)] } }],
    ['a signature in upper case', 401, { headers: { 'x-hub-signature-256': sign(payload).toUpperCase() } }],
    ['a wrong signature of what is no object', 401, { body: '[]', headers: { 'x-hub-signature-256': sign('x') } }],
    ['no event name', 400, { headers: { 'x-github-event': undefined } }],
    ['an empty event name', 400, { headers: { 'x-github-event': '' } }],
    ['two event names', 400, { headers: { 'x-github-event': ['push', 'ping'] } }],
    ['an event name with odd letters', 400, { headers: { 'x-github-event': 'push/../x' } }],
    ['no delivery id', 400, { headers: { 'x-github-delivery': undefined } }],
    ['two delivery ids', 400, { headers: { 'x-github-delivery': ['a', 'b'] } }],
    ['a delivery id that is too long', 400, { headers: { 'x-github-delivery': 'x'.repeat(129) } }],
    ['a delivery id with a blank', 400, { headers: { 'x-github-delivery': 'a b' } }],
    ['a delivery id that is not ASCII', 400, { headers: { 'x-github-delivery': 'gr\u00fcn' } }],
    ['a body that is a list', 400, { body: '[]' }],
    ['no body', 400, { body: '' }],
    ['a form without payload', 400, { body: 'x=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
    ['no content type', 415, { headers: { 'content-type': undefined } }],
    ['a text', 415, { headers: { 'content-type': 'text/plain' } }],
    ['a type that only begins like JSON', 415, { headers: { 'content-type': 'application/json-seq' } }],
    ['a compressed body', 415, { headers: { 'content-encoding': 'gzip' } }],
    ['PUT', 405, { method: 'PUT' }],
    ['GET', 405, { method: 'GET', headers: { 'content-length': undefined } }],
    ['a body that is too large', 413, { body: `{"a":"${'x'.repeat(2000)}"}` }],
  ])('%s is answered %i, and nothing is published', async (_, status, sending) => {
    const { port, published, lines } = await start({ maxBytes: 1000 });
    const answer = await send(port, { ...sending, headers: { ...shape, ...sending.headers } });
    expect(answer.status).toBe(status);
    expect(answer.headers.allow).toBe(status === 405 ? 'POST' : undefined);
    expect(published).toEqual([]);
    expect(lines).toMatchObject([{ level: 'warn', fields: { status } }]);
  });

  it('hears nothing about why its signature was refused', async () => {
    const { port } = await start();
    const answers = await Promise.all(
      [undefined, 'sha256=', sign('x'), sign(payload, 'other')].map((signature) =>
        send(port, { headers: { 'x-hub-signature-256': signature } }),
      ),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
  });

  it('leaves no more than a few lines in the log, however often it comes', async () => {
    const { port, lines } = await start();
    for (let count = 0; count < 40; count += 1) {
      await send(port, { headers: { 'x-hub-signature-256': sign('x') } });
    }
    expect(lines).toHaveLength(10);
  });
});

describe('a sender that does not keep to the rules', () => {
  it('is told 413 before it has sent a byte of a body that it announces as too large', async () => {
    const { port } = await start();
    const { socket, received, closed } = connect(port);
    socket.write(head([`Content-Length: ${25 * 1024 * 1024 + 1}`]));
    await expect.poll(received).toContain('413 Payload Too Large');
    expect(received().toLowerCase()).toContain('connection: close');
    await closed;
  });

  it('is told 413 as soon as a chunked body grows too large, and the rest is not read', async () => {
    const { port } = await start({ maxBytes: 100_000 });
    const { socket, received, closed } = connect(port);
    socket.write(head(['Transfer-Encoding: chunked']));
    const chunk = `${(10_000).toString(16)}\r\n${'x'.repeat(10_000)}\r\n`;
    const feed = (): void => {
      while (!socket.destroyed && socket.writableLength < 1_000_000) {
        socket.write(chunk);
      }
      if (!socket.destroyed) {
        setImmediate(feed);
      }
    };
    feed();
    await expect.poll(received).toContain('413 Payload Too Large');
    await closed;
    // What the kernel buffers of both sides may hold, and not the gigabytes that would have fitted into that second.
    expect(socket.bytesWritten).toBeLessThan(30_000_000);
  });

  it('cannot use more memory for bodies than there is room for, and the room is free again afterwards', async () => {
    const { port, published } = await start({ maxBytes: 1000, maxBytesInHand: 1000 });
    const first = connect(port);
    first.socket.write(head(['Content-Length: 900']) + 'x'.repeat(800));
    const body = JSON.stringify({ a: 'x'.repeat(300) });
    await expect.poll(async () => (await send(port, { body })).status).toBe(503);
    first.socket.destroy();
    await expect.poll(async () => (await send(port, { body })).status).toBe(202);
    for (let count = 0; count < 5; count += 1) {
      expect((await send(port, { body })).status).toBe(202);
      expect((await send(port, { body, headers: { 'x-hub-signature-256': sign('x') } })).status).toBe(401);
    }
    expect(published.length).toBeGreaterThanOrEqual(6);
  });

  it('goes away in the middle of a body without harm', async () => {
    const { port, published, lines } = await start();
    const { socket } = connect(port);
    socket.write(`${head([`Content-Length: ${payload.length}`])}{"half`);
    await new Promise((resolve) => socket.write('":', resolve));
    socket.resetAndDestroy();
    await expect.poll(() => lines.map(({ message }) => message)).toEqual(['the sender of a webhook went away']);
    expect((await send(port)).status).toBe(202);
    expect(published).toHaveLength(1);
  });

  it('gets its answer on a connection that stays open when all it sent was read', async () => {
    const { port } = await start();
    const { socket, received } = connect(port);
    const wrong = head([`Content-Length: ${payload.length}`])
      .replace('sha256=', 'sha256=0')
      .slice(0);
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await expect.poll(received).toContain('405 Method Not Allowed');
    socket.write(head([`Content-Length: ${payload.length}`]) + payload);
    await expect.poll(received).toContain('202 Accepted');
    socket.write(wrong);
    await expect.poll(received).toContain('401 Unauthorized');
  });
});

describe('the log', () => {
  it('says of a webhook its id, name, status, size and time, and nothing of what it holds', async () => {
    const { port, lines } = await start();
    await send(port, { headers: { 'x-token': 'confidential' } });
    await send(port, { headers: { 'x-hub-signature-256': sign(payload, 'other') } });
    await send(port, { body: '[]' });
    expect(lines[0]).toEqual({
      level: 'info',
      message: 'took a webhook',
      fields: {
        delivery: 'delivery-1',
        event: 'pull_request',
        status: 202,
        bytes: payload.length,
        ms: expect.any(Number),
      },
    });
    const text = JSON.stringify(lines);
    for (const hidden of [
      'private-',
      'confidential',
      secret,
      sign(payload).slice(7),
      sign(payload, 'other').slice(7),
    ]) {
      expect(text).not.toContain(hidden);
    }
  });
});
