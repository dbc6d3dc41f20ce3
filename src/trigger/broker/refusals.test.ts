import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { dependency } from '../../run/testing/requests.ts';
import type { Trigger } from '../../sensor/sensor.ts';
import { codesOf, type StageOptions, setStage } from '../testing/stage.ts';

const payload = [{ src: { dependencyName: dependency, dataKey: 'body.ref' }, dest: 'ref' }];
const usual = {
  kafka: { url: 'broker.test:9092', topic: 'builds', payload },
  nats: { url: 'nats://broker.test:4222', subject: 'builds', payload },
};

function send(kind: 'kafka' | 'nats', more: object = {}): Trigger {
  return { template: { name: 'send', [kind]: { ...usual[kind], ...more } } };
}

async function withPolicy(policy: StageOptions['policy'] = {}) {
  const hosts = ['kafka://broker.test/internal', 'nats://broker.test/internal'];
  const stage = await setStage({ policy: { triggers: ['kafka', 'nats'], hosts, ...policy } });
  stage.addresses.set('broker.test', [[{ address: '127.0.0.1', family: 4 }]]);
  return stage;
}

describe.each(['kafka', 'nats'] as const)('a %s trigger', (kind) => {
  it('is refused where the policy does not let the repository use it', async () => {
    const stage = await withPolicy({ triggers: ['workflow', 'http'] });

    expect(codesOf(await stage.carryOut(send(kind)))).toEqual(['trigger.kind-not-allowed']);
    expect(stage.resolved).toEqual([]);
  });

  it.each([
    ['an entry for https', ['broker.test']],
    ['an entry of the other broker', [`${kind === 'kafka' ? 'nats' : 'kafka'}://broker.test:*/internal`]],
    ['another port', [`${kind}://broker.test:1/internal`]],
    ['another name', [`${kind}://other.test/internal`]],
  ])('does not resolve a host that the policy does not list: %s', async (_what, hosts) => {
    const stage = await withPolicy({ hosts });

    expect(codesOf(await stage.carryOut(send(kind)))).toEqual(['trigger.broker-host']);
    expect(stage.resolved).toEqual([]);
  });

  it('does not connect to an address that is not of the public Internet, unless its entry says internal', async () => {
    const stage = await withPolicy({ hosts: [`${kind}://broker.test`] });

    expect(codesOf(await stage.carryOut(send(kind)))).toEqual(['trigger.broker-address']);
  });

  it('refuses all of its brokers for one that is not listed', async () => {
    const stage = await withPolicy();

    const url = `${usual[kind].url},evil.test:1`;
    expect(codesOf(await stage.carryOut(send(kind, { url })))).toEqual(['trigger.broker-host']);
  });

  it('reads no Secret that the policy does not list, and none at all for a stranger', async () => {
    const stage = await withPolicy({ secrets: ['broker-*'] });
    const selector = (name: string) => ({ name, key: 'password' });
    const credentials = (name: string) =>
      kind === 'kafka'
        ? { sasl: { userSecret: selector(name), passwordSecret: selector(name) } }
        : { auth: { token: selector(name) } };

    const others = await stage.carryOut(send(kind, credentials('database')));
    expect(new Set(codesOf(others))).toEqual(new Set(['policy.secret']));
    await stage.forget();
    const stranger = await stage.carryOut(send(kind, credentials('broker-x')), undefined, { untrusted: true });
    expect(new Set(codesOf(stranger))).toEqual(new Set(['policy.untrusted-secret']));
    await stage.forget();
    expect(codesOf(await stage.carryOut(send(kind, credentials('broker-x'))))).toEqual(['trigger.http-reference']);
  });

  it.each<[string, object, string]>([
    ['url', { url: `${kind}+ssl://x` }, 'trigger.broker-url'],
    ['url', { url: 7 }, 'trigger.broker-shape'],
    ['tls', { tls: { insecureSkipVerify: true } }, 'trigger.broker-tls'],
    ['payload', { payload: 'x' }, 'trigger.broker-shape'],
    ...(kind === 'kafka'
      ? ([
          ['schemaRegistry', { schemaRegistry: { url: 'http://x', schemaId: 1 } }, 'trigger.broker-field'],
          ['requiredAcks', { requiredAcks: 2 }, 'trigger.broker-field'],
          ['mechanism', { sasl: { mechanism: 'GSSAPI' } }, 'trigger.broker-shape'],
          [
            'mechanism',
            {
              sasl: {
                mechanism: 'OAUTHBEARER',
                userSecret: { name: 'a', key: 'b' },
                passwordSecret: { name: 'a', key: 'b' },
              },
            },
            'trigger.broker-field',
          ],
          ['version', { version: 'latest' }, 'trigger.broker-shape'],
          ['topic', { topic: 'a b' }, 'trigger.broker-shape'],
        ] as [string, object, string][])
      : ([
          ['subject', { subject: 'a.*' }, 'trigger.broker-shape'],
          ['subject', { subject: 'a..b' }, 'trigger.broker-shape'],
          ['subject', { subject: 'a b' }, 'trigger.broker-shape'],
          ['subject', { subject: '$JS.API.STREAM.DELETE.all' }, 'trigger.broker-shape'],
          ['subject', { subject: 'a\r\nPUB b' }, 'trigger.broker-shape'],
        ] as [string, object, string][])),
  ])('refuses what cannot be in %s: %j', async (_field, more, code) => {
    const stage = await withPolicy();

    expect(codesOf(await stage.carryOut(send(kind, more)))).toEqual([code]);
  });

  it('says that nobody answers', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await new Promise((resolve) => server.close(resolve));
    const stage = await withPolicy({ hosts: [`${kind}://broker.test:*/internal`] });

    const outcome = await stage.carryOut(send(kind, { url: `broker.test:${port}` }));

    expect(codesOf(outcome)).toEqual(['trigger.broker-failed']);
    expect(JSON.stringify(outcome)).toContain('broker.test');
  });

  it('gives up on a server that says nothing', { timeout: 60_000 }, async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => void server.close());
    const sockets: { destroy(): void }[] = [];
    server.on('connection', (socket) => sockets.push(socket));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
    });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const stage = await withPolicy({ hosts: [`${kind}://broker.test:*/internal`] });

    expect(codesOf(await stage.carryOut(send(kind, { url: `broker.test:${port}` })))).toEqual([
      'trigger.broker-failed',
    ]);
  });
});
