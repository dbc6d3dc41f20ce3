import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readArchivedLog } from '../argo-server/read-archived-log.ts';
import type { ClusterConnection } from '../connection/connect-cluster.ts';
import { keepTail } from './keep-tail.ts';
import { readPodLog } from './read-pod-log.ts';
import { readSecretValues } from './read-secret-values.ts';

let server: Server;
let seen: { url: URL; headers: IncomingMessage['headers'] }[];
let answer: (response: ServerResponse, url: URL) => void;
let connection: ClusterConnection;

beforeEach(async () => {
  seen = [];
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://it');
    seen.push({ url, headers: request.headers });
    answer(response, url);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  connection = {
    server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    authorize: async () => ({ headers: { authorization: 'Bearer me' }, dispatcher: undefined }),
  };
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const from = { namespace: 'ci', pod: 'ci-1-main', container: 'main' };
const limits = { tailLines: 100, maxBytes: 1000, signal: new AbortController().signal };

function reply(status: number, body: string): void {
  answer = (response) => {
    response.writeHead(status);
    response.end(body);
  };
}

describe('readPodLog', () => {
  it('asks for the last lines of the container', async () => {
    reply(200, 'one\ntwo\n');
    const read = await readPodLog(connection, from, limits);
    expect(read).toEqual({ ok: true, value: { bytes: Buffer.from('one\ntwo\n'), isCut: false } });
    expect(seen[0]?.url.pathname).toBe('/api/v1/namespaces/ci/pods/ci-1-main/log');
    expect(Object.fromEntries(seen[0]?.url.searchParams ?? [])).toMatchObject({ container: 'main', tailLines: '100' });
    expect(seen[0]?.headers.authorization).toBe('Bearer me');
  });

  it('keeps the end of what is longer than wanted, and says that there was more', async () => {
    reply(200, `${'x'.repeat(5000)}\nthe end\n`);
    const read = await readPodLog(connection, from, limits);
    expect(read).toMatchObject({ ok: true, value: { isCut: true } });
    if (read.ok) expect(read.value.bytes.toString()).toMatch(/^x{991}\nthe end\n$/);
  });

  it('says that there was more where it got as many lines as it asked for', async () => {
    reply(200, 'a\nb\n');
    expect(await readPodLog(connection, from, { ...limits, tailLines: 2 })).toMatchObject({ value: { isCut: true } });
  });

  it('asks for fewer lines where so many are endless', async () => {
    answer = (response, url) => {
      response.writeHead(200);
      const isFirst = url.searchParams.get('tailLines') === '100';
      response.end(isFirst ? Buffer.alloc(9_000_000, 'y') : 'the last lines\n');
    };
    const read = await readPodLog(connection, from, limits);
    expect(read).toMatchObject({ ok: true, value: { bytes: Buffer.from('the last lines\n'), isCut: true } });
    expect(seen.map(({ url }) => url.searchParams.get('tailLines'))).toEqual(['100', '20']);
  });

  it.each([
    [404, { message: 'pods "x" not found' }, 'absent'],
    [400, { message: 'container "main" in pod "x" is waiting to start' }, 'invalid'],
    [403, { message: 'pods/log is forbidden' }, 'forbidden'],
    [500, { message: 'kubelet is away' }, 'later'],
  ])('answers %i as a failure', async (status, body, kind) => {
    reply(status, JSON.stringify(body));
    const read = await readPodLog(connection, from, limits);
    expect(read).toMatchObject({ ok: false, failure: { kind } });
    if (!read.ok) expect(read.failure.message).toContain(body.message);
  });

  it('stops when it is told to', async () => {
    const { signal, abort } = aborting();
    answer = (response) => {
      response.writeHead(200);
      response.write('begun\n');
      abort();
    };
    expect(await readPodLog(connection, from, { ...limits, signal })).toMatchObject({
      ok: false,
      failure: { kind: 'later', message: expect.stringContaining('took too long') },
    });
  });
});

function aborting(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

describe('readArchivedLog', () => {
  const step = { namespace: 'ci', workflow: 'ci-1', nodeId: 'ci-1-42', container: 'main' };

  it('asks Argo’s server for the artifact of the step', async () => {
    reply(200, 'archived\n');
    const server = { url: `${connection.server}/argo/`, authorize: connection.authorize };
    expect(await readArchivedLog(server, step, limits)).toEqual({
      ok: true,
      value: { bytes: Buffer.from('archived\n'), isCut: false },
    });
    expect(seen[0]?.url.pathname).toBe('/argo/artifact-files/ci/workflows/ci-1/ci-1-42/outputs/main-logs');
    expect(seen[0]?.headers.authorization).toBe('Bearer me');
  });

  it.each([
    [404, 'absent'],
    [403, 'forbidden'],
    [500, 'invalid'],
    [503, 'later'],
  ])('answers %i as a failure', async (status, kind) => {
    reply(status, 'no');
    const server = { url: connection.server, authorize: connection.authorize };
    expect(await readArchivedLog(server, step, limits)).toMatchObject({ ok: false, failure: { kind } });
  });
});

describe('readSecretValues', () => {
  const encode = (text: string) => Buffer.from(text).toString('base64');

  it('decodes all of them', async () => {
    const read = await readSecretValues(
      async ({ path }) => ({ ok: true, value: { data: { path: encode(path), token: encode('t€') } } }),
      'ci',
      'a/b',
    );
    expect(read).toEqual({ ok: true, value: ['/api/v1/namespaces/ci/secrets/a%2Fb', 't€'] });
  });

  it.each([[{}], [{ data: null }], [{ data: { odd: 1 } }], ['text'], [null]])('finds none in %j', async (value) => {
    expect(await readSecretValues(async () => ({ ok: true, value }), 'ci', 'x')).toEqual({ ok: true, value: [] });
  });
});

describe('keepTail', () => {
  it('keeps the end of any stream, whatever its pieces', async () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(pieces, fc.integer({ min: 1, max: 100 }), async (chunks, maxBytes) => {
        const whole = Buffer.concat(chunks);
        const read = await keepTail(chunks, { maxBytes, maxTotal: 1_000_000 });
        expect(read.bytes).toEqual(whole.subarray(Math.max(0, whole.length - maxBytes)));
        expect(read.isCut).toBe(whole.length > maxBytes);
      }),
    );
  });
});
