import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type OddStore, startOddStore } from '../../world/start-odd-store.ts';
import {
  eventSource,
  freePort,
  type OperatorWorld,
  randomSecret,
  secret,
  sensor,
  signedHeaders,
  startOperatorWorld,
} from '../../world/start-operator-world.ts';

const hookSecret = randomSecret();
const token = randomSecret();
const patience = { timeout: 30_000 };
const prefix = 'argo_events_app_';

let operator: OperatorWorld;
let store: OddStore;
let port: number;
let metricsPort: number;

beforeAll(async () => {
  store = await startOddStore();
  metricsPort = await freePort();
  const key = (name: string, of: string) => ({ name, key: of });
  operator = await startOperatorWorld(
    ([free = 0]) => ({
      'all.yaml': [
        eventSource('hooks', {
          webhook: {
            small: { port: String(free), endpoint: '/small', maxPayloadSize: 2000 },
            closed: { port: String(free), endpoint: '/closed', authSecret: key('keys', 'token') },
          },
        }),
        eventSource('github', {
          github: {
            hook: {
              ...{ organizations: ['acme'], events: ['push'], webhookSecret: key('keys', 'hook') },
              webhook: { port: String(free), endpoint: '/github' },
            },
          },
        }),
        eventSource('times', { calendar: { yearly: { schedule: '0 0 1 1 *' } } }),
        eventSource('files', {
          minio: {
            made: {
              ...{
                endpoint: store.endpoint,
                insecure: true,
                bucket: { name: 'inbox' },
                events: ['s3:ObjectCreated:*'],
              },
              ...{ accessKey: key('keys', 'access'), secretKey: key('keys', 'access') },
            },
          },
        }),
        eventSource('objects', {
          resource: {
            added: {
              ...{ namespace: 'ci', group: 'argoproj.io', version: 'v1alpha1', resource: 'workflowtemplates' },
              eventTypes: ['ADD'],
              filter: { prefix: 'odd-' },
            },
          },
        }),
        sensor('hooks', { a: 'hooks/small' }),
        sensor('github', { a: 'github/hook' }, { dataKey: 'body.after' }),
        sensor('files', { a: 'files/made' }, { dataKey: 'notification.0.s3.object.key' }),
        sensor('objects', { a: 'objects/added' }, { dataKey: 'body.metadata.name' }),
      ],
    }),
    {
      environment: { METRICS_PORT: String(metricsPort) },
      prepare: ({ cluster }) =>
        void cluster.create(secret('keys', { token, hook: hookSecret, access: 'an access key' })),
    },
  );
  [port = 0] = operator.ports;
  await vi.waitUntil(() => operator.isListening(port), patience);
  await vi.waitUntil(async () => (await sample('sources{state="listening"}')) === 6, patience);
});

afterAll(async () => {
  await operator?.close();
  await store?.close();
});

/** A value of the app's metrics; 0 for one that was never counted. */
async function sample(name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${prefix}${name} `));
  return Number(line?.split(' ').at(-1) ?? 0);
}

const kinds = ['webhook', 'github-hook', 'calendar', 'minio', 'resource'];

async function stored(): Promise<number[]> {
  return await Promise.all(kinds.map((kind) => sample(`source_events_total{kind="${kind}",outcome="stored"}`)));
}

const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  operator.post(port, path, body, headers).then(({ status }) => status);
const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const signed = (body: string, more: { event?: string; id?: string } = {}, key = hookSecret) =>
  signedHeaders(body, key, more);
const push = JSON.stringify({ ref: 'refs/heads/main', after: 'f'.repeat(40), repository: { id: 5, name: 'shop' } });
const unnamed = JSON.stringify({ repository: { id: 5, full_name: 'evil/shop', owner: { login: 'evil' } } });

describe('what is sent to an EventSource and is no event', () => {
  it.each<[string, () => Promise<number>, number]>([
    ['a webhook that is no JSON', () => post('/small', '{"a":'), 400],
    ['a webhook without a body', () => post('/small', ''), 400],
    ['a webhook that nests too deep', () => post('/small', deep(300)), 400],
    ['a webhook with an id that is none', () => post('/small', '{}', { 'idempotency-key': 'x'.repeat(200) }), 400],
    ['a webhook that is too large', () => post('/small', JSON.stringify('x'.repeat(3000))), 413],
    ['a webhook by another method', () => fetch(`http://127.0.0.1:${port}/small`).then((each) => each.status), 400],
    ['a webhook without the token', () => post('/closed', '{}'), 401],
    ['a webhook with another token', () => post('/closed', '{}', { authorization: 'Bearer guessed' }), 401],
  ])('%s is answered, counted, and not stored', async (_what, send, status) => {
    await expectRefusal('webhook', send, status);
  });

  it.each<[string, () => Promise<number>, number]>([
    ['a hook of GitHub with another signature', () => post('/github', push, signed(push, {}, 'guessed')), 401],
    ['a hook of GitHub without a signature', () => post('/github', push, { 'x-github-event': 'push' }), 400],
    ['a hook of GitHub that is no JSON', () => post('/github', '{', signed('{')), 400],
    ['a hook of GitHub that is no object', () => post('/github', '[]', signed('[]')), 400],
    ['a hook of GitHub that nests too deep', () => post('/github', deep(300), signed(deep(300))), 400],
    ['a hook of GitHub with an unknown event', () => post('/github', push, signed(push, { event: 'no-such' })), 200],
    ['a hook of GitHub for another repository', () => post('/github', unnamed, signed(unnamed)), 200],
  ])('%s is answered, counted, and not stored', async (_what, send, status) => {
    await expectRefusal('github-hook', send, status);
  });

  async function expectRefusal(kind: string, send: () => Promise<number>, status: number): Promise<void> {
    const name = `source_answers_total{kind="${kind}",status="${status}"}`;
    const [counted, before] = [await sample(name), await stored()];
    expect(await send()).toBe(status);
    await expect.poll(() => sample(name), patience).toBe(counted + 1);
    expect(await stored()).toEqual(before);
  }

  const record = (key: string) => ({
    ...{ eventName: 's3:ObjectCreated:Put', eventTime: '2026-03-04T05:06:07.080Z' },
    s3: { bucket: { name: 'inbox' }, object: { key, eTag: 'e', sequencer: key } },
  });

  it.each<[string, string]>([
    ['no JSON', 'hello'],
    ['no list of records', '{"Records":7}'],
    ['a record without its object', '{"Records":[{}]}'],
    ['a record without its time', JSON.stringify({ Records: [{ ...record('x'), eventTime: 'noon' }] })],
    ['a record that nests too deep', `{"Records":[{"s3":${deep(100_000)}}]}`],
  ])('a notification of a bucket that is %s is counted, and not stored', async (_what, line) => {
    await expect.poll(store.isHeard, patience).toBe(true);
    await expectUnreadable('minio', () => store.say(line));
  });

  function makeObject(name: string, spec: object): void {
    const metadata = { name, namespace: 'ci' };
    operator.world.cluster.create({ apiVersion: 'argoproj.io/v1alpha1', kind: 'WorkflowTemplate', metadata, spec });
  }

  it('an object of the cluster that nests too deep is counted, and not stored', async () => {
    await expectUnreadable('resource', () => makeObject('odd-deep', { deep: JSON.parse(deep(400)) }));
  });

  async function expectUnreadable(kind: string, tell: () => void): Promise<void> {
    const name = `source_events_total{kind="${kind}",outcome="unreadable"}`;
    const [counted, before] = [await sample(name), await stored()];
    tell();
    await expect.poll(() => sample(name), patience).toBe(counted + 1);
    expect(await stored()).toEqual(before);
  }

  it('a calendar whose schedule is none is counted, and the last good documents go on', async () => {
    await operator.write('bad.yaml', eventSource('never', { calendar: { never: { schedule: '61 * * * *' } } }));
    await expect.poll(() => sample('manifests_problems{severity="error"}'), patience).toBeGreaterThan(0);
    expect(await sample('sources{state="listening"}')).toBe(6);
    await operator.write('bad.yaml');
    await expect.poll(() => sample('manifests_problems{severity="error"}'), patience).toBe(0);
  });

  it('leaves nothing behind: after a restart on the same store, events go on', async () => {
    const { world } = operator;
    expect(operator.messages()).toEqual([]);
    await world.stopApp();
    await world.startApp();
    await expect.poll(() => operator.isListening(port), patience).toBe(true);
    await expect.poll(() => post('/small', '{"message":"good"}'), patience).toBe(200);
    const good = JSON.stringify({
      ...JSON.parse(push),
      repository: { id: 5, full_name: 'acme/shop', owner: { login: 'acme' } },
    });
    expect(await post('/github', good, signed(good, { id: 'good' }))).toBe(200);
    await expect.poll(store.isHeard, patience).toBe(true);
    store.say(JSON.stringify({ Records: [{}, record('good.txt')] }));
    makeObject('odd-good', {});
    const expected = ['f'.repeat(40), 'good', 'good.txt', 'odd-good'].sort();
    await expect.poll(() => operator.messages().sort(), patience).toEqual(expected);
  });
});
