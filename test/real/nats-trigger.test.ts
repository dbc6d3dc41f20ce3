import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, nkeys } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { dependency } from '../../src/run/testing/requests.ts';
import type { Trigger } from '../../src/sensor/sensor.ts';
import { codesOf, setStage, type TriggerStage } from '../../src/trigger/testing/stage.ts';
import { subscribeNats } from './broker-triggers/subscribe-nats.ts';
import { makeCertificates } from './nats/make-certificates.ts';
import { makeCredentials } from './nats/make-credentials.ts';
import { findNoNats, makeDirectory, type NatsServer, startNats } from './nats/start-nats.ts';

const reason = findNoNats();
if (reason !== undefined) console.warn(`SKIPPED, no real NATS: ${reason}`);

const payload = [{ src: { dependencyName: dependency, dataKey: 'body.ref' }, dest: 'ref' }];
const sent = '{"ref":"refs/heads/main"}';

async function standBy({ url }: Pick<NatsServer, 'url'>) {
  const port = new URL(url).port;
  const hosts = [`nats://nats.test:${port}/internal`, `nats://localhost:${port}/internal`];
  const stage = await setStage({ policy: { triggers: ['nats'], hosts, secrets: ['nats'] } });
  for (const name of ['nats.test', 'localhost']) stage.addresses.set(name, [[{ address: '127.0.0.1', family: 4 }]]);
  const send = (more: object = {}, about: Partial<Trigger> = {}): Trigger => ({
    template: { name: 'send', nats: { url: `nats://nats.test:${port}`, subject: 'builds.main', payload, ...more } },
    ...about,
  });
  return { stage, send, port };
}

function addSecret(stage: TriggerStage, values: Record<string, string>): void {
  const data = Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  const metadata = { name: 'nats', namespace: 'ci' };
  stage.cluster.create({ apiVersion: 'v1', kind: 'Secret', metadata, data: Object.fromEntries(data) });
}

const key = (name: string) => ({ name: 'nats', key: name });

describe.skipIf(reason !== undefined)('a nats trigger on a real nats-server', () => {
  let server: NatsServer;
  beforeAll(async () => {
    server = await startNats();
  });
  afterAll(() => server.dispose());

  async function withServer(config: string, use: (started: NatsServer) => Promise<void>): Promise<void> {
    const directory = makeDirectory();
    writeFileSync(join(directory, 'nats.conf'), config);
    const started = await startNats(['-c', join(directory, 'nats.conf')], directory);
    try {
      await use(started);
    } finally {
      await started.dispose();
    }
  }

  it('publishes the payload with an id that makes repeating it harmless, over one connection', async () => {
    const { stage, send } = await standBy(server);
    const seen = await subscribeNats({ servers: server.url }, 'builds.>');
    onTestFinished(() => seen.close());

    expect(codesOf(await stage.carryOut(send()))).toEqual(['done']);
    const first = await seen.next();
    await stage.forget();
    expect(codesOf(await stage.carryOut(send()))).toEqual(['done']);
    const again = await seen.next();

    expect([first.subject, first.string()]).toEqual(['builds.main', sent]);
    expect(first.headers?.get('Nats-Msg-Id')).toMatch(/^[0-9a-f]{64}$/);
    expect(again.headers?.get('Nats-Msg-Id')).toBe(first.headers?.get('Nats-Msg-Id'));
    expect(stage.tools.links.nats.count()).toBe(1);
  });

  it('takes parameters from the event for its subject', async () => {
    const { stage, send } = await standBy(server);
    const seen = await subscribeNats({ servers: server.url }, 'refs.>');
    onTestFinished(() => seen.close());
    const parameters = [
      { src: { dependencyName: dependency, dataTemplate: 'refs.{{ .Input.body.ref | base }}' }, dest: 'subject' },
    ];

    expect(codesOf(await stage.carryOut(send({ parameters })))).toEqual(['done']);

    expect((await seen.next()).subject).toBe('refs.main');
  });

  it('is done once a stream has stored the message, which keeps one of several tries', async () => {
    const { stage, send } = await standBy(server);
    const connection = await connect({ servers: server.url });
    onTestFinished(() => connection.close());
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: 'kept', subjects: ['kept.*'] });

    for (let tries = 0; tries < 3; tries += 1) {
      expect(codesOf(await stage.carryOut(send({ subject: 'kept.one' })))).toEqual(['done']);
      await stage.forget();
    }

    expect((await manager.streams.info('kept')).state.messages).toBe(1);
  });

  it('fails when the stream refuses the message', async () => {
    const { stage, send } = await standBy(server);
    const connection = await connect({ servers: server.url });
    onTestFinished(() => connection.close());
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: 'tiny', subjects: ['tiny.*'], max_msg_size: 5 });

    expect(codesOf(await stage.carryOut(send({ subject: 'tiny.one' })))).toEqual(['trigger.broker-failed']);
  });

  it('makes a new connection after the server was away', { timeout: 60_000 }, async () => {
    const own = await startNats();
    onTestFinished(() => own.dispose());
    const { stage, send } = await standBy(own);
    expect(codesOf(await stage.carryOut(send()))).toEqual(['done']);
    await stage.forget();
    await own.kill();
    expect(codesOf(await stage.carryOut(send()))).toEqual(['trigger.broker-failed']);
    await own.start();
    await stage.forget();

    expect(codesOf(await stage.carryOut(send()))).toEqual(['done']);
  });

  describe('that wants to know who it is', () => {
    it.each<[string, string, Record<string, string>, object]>([
      [
        'a user',
        'authorization { user: app, password: pass-123 }',
        { user: 'app', password: 'pass-123' },
        { basic: { username: key('user'), password: key('password') } },
      ],
      ['a token', 'authorization { token: token-123 }', { token: 'token-123' }, { token: key('token') }],
    ])('signs in with %s, and says so when that is wrong', async (_what, config, values, auth) => {
      await withServer(config, async (locked) => {
        const { stage, send } = await standBy(locked);
        addSecret(stage, values);
        expect(codesOf(await stage.carryOut(send({ auth })))).toEqual(['done']);
        await stage.forget();

        const outcome = await stage.carryOut(send());
        expect(codesOf(outcome)).toEqual(['trigger.broker-failed']);
        expect(JSON.stringify([outcome, stage.logged])).not.toMatch(/pass-123|token-123/);
      });
    });

    it('signs in with an nkey', async () => {
      const user = nkeys.createUser();
      await withServer(`authorization { users: [{ nkey: ${user.getPublicKey()} }] }`, async (locked) => {
        const { stage, send } = await standBy(locked);
        addSecret(stage, { seed: `${Buffer.from(user.getSeed()).toString()}\n` });

        expect(codesOf(await stage.carryOut(send({ auth: { nkey: key('seed') } })))).toEqual(['done']);
      });
    });

    it('signs in with a credentials file', async () => {
      const { serverConfig, credentials } = makeCredentials();
      await withServer(serverConfig, async (locked) => {
        const { stage, send } = await standBy(locked);
        addSecret(stage, { credentials });

        expect(codesOf(await stage.carryOut(send({ auth: { credential: key('credentials') } })))).toEqual(['done']);
      });
    });

    it('fails where the server forbids the subject', async () => {
      const config = 'authorization { user: app, password: p, permissions: { publish: ["allowed.>"] } }';
      await withServer(
        config.replace(
          'user: app, password: p, permissions: { publish: ["allowed.>"] }',
          'users: [{ user: app, password: p, permissions: { publish: ["allowed.>"], subscribe: ["_INBOX.>"] } }]',
        ),
        async (locked) => {
          const { stage, send } = await standBy(locked);
          addSecret(stage, { user: 'app', password: 'p' });
          const auth = { basic: { username: key('user'), password: key('password') } };

          expect(codesOf(await stage.carryOut(send({ auth, subject: 'allowed.one' })))).toEqual(['done']);
          await stage.forget();
          expect(codesOf(await stage.carryOut(send({ auth, subject: 'other.one' })))).toEqual([
            'trigger.broker-failed',
          ]);
        },
      );
    });
  });

  it('speaks TLS to a server whose certificate is the name’s, and to no other', async () => {
    const certificates = makeDirectory();
    onTestFinished(() => rmSync(certificates, { recursive: true }));
    const { ca, cert, key: keyFile } = makeCertificates(certificates);
    await withServer(`tls { cert_file: "${cert}", key_file: "${keyFile}" }`, async (locked) => {
      const { stage, send, port } = await standBy(locked);
      addSecret(stage, { ca: readFileSync(ca, 'utf8') });
      const tls = { caCertSecret: key('ca') };
      const tryOne = async (more: object) => {
        const codes = codesOf(await stage.carryOut(send(more)));
        await stage.forget();
        return codes;
      };

      expect(await tryOne({ tls, url: `tls://localhost:${port}` })).toEqual(['done']);
      expect(await tryOne({ tls, url: `nats://localhost:${port}` })).toEqual(['done']);
      expect(await tryOne({ tls, url: `nats://nats.test:${port}` })).toEqual(['trigger.broker-failed']);
      expect(await tryOne({ url: `tls://localhost:${port}` })).toEqual(['trigger.broker-failed']);
    });
  });
});
