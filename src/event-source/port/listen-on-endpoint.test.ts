import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import type { ClusterResult } from '../../kubernetes/kubernetes.ts';
import type { Problem } from '../../problem/problem.ts';
import { createMemoryRecords } from '../../report/testing/memory-records.ts';
import { createBodyRoom } from '../../webhook/read-body.ts';
import type { HeardEvent } from '../source-feed.ts';
import type { SourceWorld } from '../source-kind.ts';
import { hear } from '../webhook/webhook-kind.ts';
import type { HookEndpoint } from './hook-endpoint.ts';
import { createHookPorts, type HookPorts } from './hook-ports.ts';
import { listenOnEndpoint } from './listen-on-endpoint.ts';

const patience = { timeout: 20_000 };
let ports: HookPorts | undefined;
let stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()));
  stops = [];
  await ports?.stop();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined } as unknown as SourceWorld['log'];

function setStage(times: Parameters<typeof createHookPorts>[0]['times'] = {}) {
  const opened = createHookPorts({ host: '127.0.0.1', log: quiet, times });
  ports = opened;
  const secrets = new Map<string, string>();
  const heard: HeardEvent[] = [];
  const answers: number[] = [];
  const state = { isFull: false };
  const listen = (endpoint: HookEndpoint) => {
    const abort = new AbortController();
    const troubles: (Problem['code'] | undefined)[] = [];
    const readSecretKey = async (_namespace: string, name: string): Promise<ClusterResult<string>> => {
      const value = secrets.get(name);
      return value === undefined
        ? { ok: false, failure: { kind: 'absent', message: 'not there' } }
        : { ok: true, value };
    };
    const world: SourceWorld = {
      ...{ ports: opened, records: createMemoryRecords(), now: Date.now, log: quiet },
      place: { namespace: 'ci', eventSource: 'hooks', event: 'a' },
      cluster: { readSecretKey } as unknown as SourceWorld['cluster'],
      room: createBodyRoom(1_000_000),
      onTrouble: (problem) => troubles.push(problem?.code),
      onAnswer: (status) => answers.push(status),
      onUnreadable: () => undefined,
    };
    const feed = {
      signal: abort.signal,
      async publish(event: HeardEvent) {
        if (state.isFull) throw new Error('disk full');
        heard.push(event);
        return 'stored' as const;
      },
    };
    const makeReader = () => (request: Parameters<typeof hear>[0], body: Uint8Array) => hear(request, body, Date.now);
    const listening = listenOnEndpoint({ endpoint, feed, makeReader }, world);
    const stop = async () => {
      abort.abort();
      await listening;
    };
    stops.push(stop);
    return { troubles, stop };
  };
  return { listen, secrets, heard, answers, state };
}

const endpoint = (port: number, more: Partial<HookEndpoint> = {}): HookEndpoint => ({
  ...{ port, path: '/a', method: 'POST', maxBytes: 1000 },
  ...more,
});

async function post(port: number, path: string, body = '{}', headers: Record<string, string> = {}) {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body, headers });
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), text: await answer.text() };
}

describe('an endpoint of an EventSource', () => {
  it('answers 503 and when to come again while the event cannot be stored, and counts every answer', async () => {
    const { listen, state, heard, answers } = setStage();
    const port = await freePort();
    const { troubles } = listen(endpoint(port));
    await expect.poll(() => troubles, patience).toEqual([undefined]);
    state.isFull = true;
    const refused = await post(port, '/a');
    expect(refused).toMatchObject({ status: 503, retryAfter: '5' });
    expect(refused.text).not.toContain('disk');
    state.isFull = false;
    expect((await post(port, '/a')).status).toBe(200);
    expect(heard).toHaveLength(1);
    expect(answers).toEqual([503, 200]);
  });

  it('is not listened to before its token can be read', async () => {
    const { listen, secrets } = setStage();
    const port = await freePort();
    const { troubles } = listen(endpoint(port, { authSecret: { name: 'token', key: 'a' } }));
    await expect.poll(() => troubles, patience).toContain('source.secret-missing');
    await expect(post(port, '/a')).rejects.toThrow();
    secrets.set('token', 'let-me-in');
    await expect.poll(() => troubles.at(-1), patience).toBeUndefined();
    expect((await post(port, '/a')).status).toBe(401);
    expect((await post(port, '/a', '{}', { authorization: 'Bearer let-me-in' })).status).toBe(200);
  });

  it('shares its port with others, and waits for a path that is taken', async () => {
    const { listen } = setStage();
    const port = await freePort();
    const first = listen(endpoint(port));
    await expect.poll(() => first.troubles, patience).toEqual([undefined]);
    const other = listen(endpoint(port, { path: '/b' }));
    await expect.poll(() => other.troubles, patience).toEqual([undefined]);
    const same = listen(endpoint(port));
    await expect.poll(() => same.troubles, patience).toContain('source.endpoint-taken');
    await first.stop();
    await expect.poll(() => same.troubles.at(-1), patience).toBeUndefined();
    expect((await post(port, '/a')).status).toBe(200);
    expect((await post(port, '/b')).status).toBe(200);
    await Promise.all([other.stop(), same.stop()]);
    await expect(post(port, '/b')).rejects.toThrow();
  });

  it('waits for a port that somebody else has', async () => {
    const { listen } = setStage();
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const address = blocker.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { troubles } = listen(endpoint(port));
    await expect.poll(() => troubles, patience).toContain('source.cannot-listen');
    await new Promise((resolve) => blocker.close(resolve));
    await expect.poll(() => troubles.at(-1), patience).toBeUndefined();
  });

  it.each([
    [
      'a certificate that is none',
      { tls: { cert: { name: 'crt', key: 'a' }, key: { name: 'key', key: 'a' } } },
      'source.tls',
    ],
  ])('says what is wrong with %s, without what it holds', async (_what, more, code) => {
    const { listen, secrets } = setStage();
    secrets.set('crt', 'no certificate');
    secrets.set('key', 'no key');
    const { troubles } = listen(endpoint(await freePort(), more));
    await expect.poll(() => troubles, patience).toContain(code);
  });

  it('answers 408 to who sends too slowly, and counts a sender that went away; nothing is heard of it', async () => {
    const { listen, heard, answers } = setStage({
      headersTimeout: 200,
      requestTimeout: 200,
      connectionsCheckingInterval: 50,
    });
    const port = await freePort();
    const { troubles } = listen(endpoint(port));
    await expect.poll(() => troubles, patience).toEqual([undefined]);
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n{');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /);
    await expect.poll(() => answers, patience).toEqual([499]);
    expect(heard).toEqual([]);
  });

  it('reads bodies of any kind without falling over', async () => {
    const { listen, heard } = setStage();
    const port = await freePort();
    const { troubles } = listen(endpoint(port));
    await expect.poll(() => troubles, patience).toEqual([undefined]);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const statuses = [
      await post(port, '/a', 'a=1&a=2&b=%3C', form),
      await post(port, '/a', '"text"'),
      await post(port, '/a', '1e999'),
      await post(port, '/a', 'ÿ'),
      await post(port, '/a', `${'['.repeat(201)}${']'.repeat(201)}`),
      await post(port, '/a', 'x'.repeat(1001)),
    ].map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 200, 400, 400, 413]);
    expect(JSON.parse(heard[0]?.data ?? '')).toMatchObject({ body: { a: ['1', '2'], b: ['<'] } });
    expect(heard.map(({ data }) => typeof JSON.parse(data))).toEqual(['object', 'object', 'object']);
  });
});
