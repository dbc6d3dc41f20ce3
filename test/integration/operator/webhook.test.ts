import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { makeCertificate } from '../../../src/trigger/testing/make-certificate.ts';
import {
  eventSource,
  type OperatorWorld,
  postSecurely,
  randomSecret,
  secret,
  sensor,
  startOperatorWorld,
} from '../../world/start-operator-world.ts';
import { webhookWalkthrough } from '../../world/webhook-walkthrough.ts';

let operator: OperatorWorld | undefined;

afterEach(async () => {
  await operator?.close();
  operator = undefined;
});

const patience = { timeout: 20_000 };

async function start(...given: Parameters<typeof startOperatorWorld>) {
  operator = await startOperatorWorld(...given);
  const started = operator;
  const [port = 0, other = 0] = started.ports;
  await expect.poll(() => started.isListening(port), patience).toBe(true);
  return { ...started, port, other };
}

const webhook = (port: number, endpoint: string, more: object = {}) => ({ port: String(port), endpoint, ...more });
const message = (text: string) => JSON.stringify({ message: text });

describe('a webhook of the operator', () => {
  it('makes a Workflow, as Argo Events’ walkthrough does', async () => {
    const { post, port, messages } = await start(([free = 0]) => ({
      'webhook.yaml': parseAllDocuments(webhookWalkthrough(free)).map((each): object => each.toJS()),
    }));

    expect(await post(port, '/example', message('this is my first webhook'))).toEqual({ status: 200, text: 'success' });
    await expect.poll(messages, patience).toEqual(['{"message":"this is my first webhook"}']);
  });

  it('is asked its filter, wants its token, and answers each fault by its status; what it refuses is not stored', async () => {
    const token = randomSecret();
    const { post, port, other, messages, world, isListening } = await start(
      ([free = 0, more = 0]) => ({
        'all.yaml': [
          eventSource('hooks', {
            webhook: {
              open: webhook(free, '/open', { maxPayloadSize: 100, metadata: { team: 'x' } }),
              filtered: webhook(free, 'filtered', { filter: { expression: 'body.message == "yes"' } }),
              closed: webhook(more, '/closed', { authSecret: { name: 'hooks', key: 'token' } }),
              asked: webhook(more, '/asked', { method: 'GET' }),
            },
          }),
          sensor(
            'any',
            { a: 'hooks/open', b: 'hooks/filtered', c: 'hooks/closed' },
            { conditions: 'a || b || c', dataKey: 'metadata.team' },
          ),
        ],
      }),
      { prepare: ({ cluster }) => cluster.create(secret('hooks', { token: `${token}\n` })) },
    );
    await expect.poll(() => isListening(other), patience).toBe(true);
    const statuses = async (calls: Promise<{ status: number }>[]) =>
      (await Promise.all(calls)).map((each) => each.status);

    expect(
      await statuses([
        post(port, '/open', '{'),
        post(port, '/open', ''),
        post(port, '/open', '[[['.repeat(30)),
        post(port, '/open', message('x'.repeat(100))),
        post(port, '/open', '{}', { 'idempotency-key': 'x'.repeat(200) }),
        post(port, '/gone', '{}'),
        post(other, '/closed', '{}'),
        post(other, '/closed', '{}', { authorization: 'Bearer wrong' }),
        post(other, '/closed', '{}', { authorization: token }),
        post(other, '/asked', '{}'),
        post(port, '/filtered', message('no')),
      ]),
    ).toEqual([400, 400, 400, 413, 400, 404, 401, 401, 401, 400, 200]);
    const asked = await fetch(`http://127.0.0.1:${other}/asked?a=1&a=2`);
    expect(asked.status).toBe(200);

    await post(other, '/closed', '{}', { authorization: `Bearer ${token}` });
    await post(port, '/filtered', message('yes'));
    await post(port, '/open', '{}', { 'idempotency-key': 'once' });
    await post(port, '/open', '{}', { 'idempotency-key': 'once' });
    await expect.poll(() => messages().length, patience).toBe(3);
    await world.settle();
    // What the parameter names is there for the first of them only.
    expect(messages().sort()).toEqual(['none', 'none', 'x']);
    expect(world.logged.join('')).not.toContain(token);
  });

  it('speaks TLS with the Secrets’ certificate', async () => {
    const { certificate, key } = makeCertificate(['127.0.0.1']);
    const tls = { serverCertSecret: { name: 'tls', key: 'crt' }, serverKeySecret: { name: 'tls', key: 'key' } };
    const { messages, port, other } = await start(
      ([free = 0, more = 0]) => ({
        'all.yaml': [
          eventSource('hooks', { webhook: { plain: webhook(free, '/plain'), secure: webhook(more, '/secure', tls) } }),
          sensor('secure', { a: 'hooks/secure' }),
        ],
      }),
      { prepare: ({ cluster }) => cluster.create(secret('tls', { crt: certificate, key })) },
    );
    expect(port).toBeGreaterThan(0);
    const send = () => postSecurely(other, '/secure', message('sealed'), certificate).catch(() => 0);
    await expect.poll(send, patience).toBe(200);
    await expect.poll(() => messages()[0], patience).toBe('sealed');
  });

  it('follows its documents within two seconds, and goes on with the last good ones', async () => {
    const { post, port, folder, write, messages } = await start(([free = 0]) => ({
      'source.yaml': [eventSource('hooks', { webhook: { a: webhook(free, '/a') } }), sensor('one', { a: 'hooks/a' })],
    }));
    const changedAt = performance.now();
    await write(
      'source.yaml',
      eventSource('hooks', { webhook: { a: webhook(port, '/b') } }),
      sensor('one', { a: 'hooks/a' }),
    );
    await expect
      .poll(async () => (await post(port, '/b', message('moved')).catch(() => undefined))?.status, patience)
      .toBe(200);
    // Generous: the promise is two seconds of a machine that is not busy with other tests.
    expect(performance.now() - changedAt).toBeLessThan(15_000);
    await writeFile(join(folder, 'broken.yaml'), 'a: [');
    await writeFile(join(folder, 'source.yaml'), '');
    await expect
      .poll(() => operator?.world.logged.some((line) => line.includes('manifests.kept')), patience)
      .toBe(true);
    expect((await post(port, '/b', message('kept'))).status).toBe(200);
    await expect.poll(messages, patience).toEqual(['moved', 'kept']);
  });

  it('joins events of several sources', async () => {
    const { post, port, other, messages, isListening } = await start(([free = 0, more = 0]) => ({
      'all.yaml': [
        eventSource('left', { webhook: { a: webhook(free, '/a') } }),
        eventSource('right', { webhook: { b: webhook(more, '/b') } }),
        sensor('both', { a: 'left/a', b: 'right/b' }, { conditions: 'a && b' }),
      ],
    }));
    await expect.poll(() => isListening(other), patience).toBe(true);
    await post(port, '/a', message('first'));
    await post(port, '/a', message('second'));
    await operator?.world.settle();
    expect(messages()).toEqual([]);
    await post(other, '/b', '{}');
    await expect.poll(messages, patience).toEqual(['second']);
  });

  it('loses nothing that it answered 200 when the app stops before anything was carried out', async () => {
    const { post, port, messages, world } = await start(([free = 0]) => ({
      'all.yaml': [eventSource('hooks', { webhook: { a: webhook(free, '/a') } }), sensor('one', { a: 'hooks/a' })],
    }));
    world.cluster.injectFault({
      match: { verb: 'create', resource: 'workflows', namespace: 'ci' },
      fault: { status: 503 },
      times: 1000,
    });
    expect((await post(port, '/a', message('kept'))).status).toBe(200);
    await world.stopApp();
    world.cluster.clearFaults();
    expect(messages()).toEqual([]);
    await world.startApp();
    await expect.poll(messages, { timeout: 30_000 }).toEqual(['kept']);
  });
});
