import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection, nanos } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EventBus } from '../../src/bus/event-bus.ts';
import { type JetStreamBusOptions, openJetStreamBus } from '../../src/bus/jetstream/open-jetstream-bus.ts';
import { problem } from '../../src/problem/problem.ts';
import type { NatsSettings } from '../../src/settings/bus-settings.ts';
import { consumeWith, eventually, hastySchedule, makeDelivery } from '../bus-contract/bus-under-test.ts';
import { makeCertificates } from './nats/make-certificates.ts';
import { makeCredentials } from './nats/make-credentials.ts';
import { busOptions, freshSettings, openOrThrow } from './nats/nats-bus.ts';
import { findNoNats, makeDirectory, type NatsServer, startNats } from './nats/start-nats.ts';

const reason = findNoNats();
if (reason !== undefined) console.warn(`SKIPPED, no real NATS: ${reason}`);

const day = 86_400_000;
const trouble = problem('bus.handler-failed', { reason: 'no' });

describe.skipIf(reason !== undefined)('a bus on a real nats-server', () => {
  let server: NatsServer;
  let connection: NatsConnection;
  let manager: JetStreamManager;
  let buses: EventBus[] = [];

  beforeAll(async () => {
    server = await startNats();
    connection = await connect({ servers: server.url });
    manager = await jetstreamManager(connection);
  });
  afterEach(async () => {
    await Promise.all(buses.map((each) => each.close()));
    buses = [];
  });
  afterAll(async () => {
    await connection.close();
    await server.dispose();
  });

  async function open(settings: NatsSettings, more: Partial<JetStreamBusOptions> = {}): Promise<EventBus> {
    const bus = await openOrThrow(settings, { retrySchedule: hastySchedule, ...more });
    buses.push(bus);
    return bus;
  }

  async function refusal(settings: NatsSettings): Promise<string> {
    const opened = await openJetStreamBus(busOptions(settings));
    if (opened.ok) buses.push(opened.value);
    return opened.ok ? 'opened' : opened.problem.code;
  }

  describe('its streams', () => {
    it('are made once, and left as they are when it is opened again', async () => {
      const settings = freshSettings(server);
      await open(settings);
      const read = async (): Promise<unknown> => (await manager.streams.info(`${settings.prefix}-events`)).config;
      const before = await read();
      expect(before).toMatchObject({ storage: 'file', discard: 'new', num_replicas: 1 });
      await open(settings);
      expect(await read()).toEqual(before);
    });

    it('are brought up to date when an older version made them; what the operator set stays', async () => {
      const settings = freshSettings(server);
      const name = `${settings.prefix}-events`;
      await manager.streams.add({
        name,
        subjects: [`${settings.prefix}.event.*`],
        description: 'argo-events-app: events, format 1',
        max_bytes: 50_000_000,
        max_age: nanos(day),
      });
      const bus = await open(settings);
      expect(await bus.publish(makeDelivery('one'))).toBe('stored');
      expect((await manager.streams.info(name)).config).toMatchObject({
        ...{ max_bytes: 50_000_000, discard: 'new', max_msgs_per_subject: 1, allow_direct: true, max_age: 0 },
        subjects: [`${settings.prefix}.event.*`, `${settings.prefix}.state.*`],
      });
    });

    it.each([
      ['of the same name', (prefix: string) => ({ name: `${prefix}-dead`, subjects: [`${prefix}.other`] })],
      ['with its subjects', (prefix: string) => ({ name: `${prefix}-foreign`, subjects: [`${prefix}.>`] })],
    ])('are not mixed up with a foreign one %s', async (_, describeStream) => {
      const settings = freshSettings(server);
      await manager.streams.add(describeStream(settings.prefix));
      expect(await refusal(settings)).toBe('bus.foreign-stream');
    });

    it('are not touched when a newer version made them', async () => {
      const settings = freshSettings(server);
      const description = 'argo-events-app: events, format 99';
      await manager.streams.add({ name: `${settings.prefix}-events`, subjects: [`${settings.prefix}.x`], description });
      expect(await refusal(settings)).toBe('bus.newer-format');
    });

    it('of two prefixes do not meet', async () => {
      const [one, other] = [await open(freshSettings(server)), await open(freshSettings(server))];
      await one.publish(makeDelivery('shared'));
      expect(await other.publish(makeDelivery('shared'))).toBe('stored');
      await one.records.put('checks', 'a', 1);
      expect(await other.records.get('checks', 'a')).toBeUndefined();
    });

    it('refuse what is new when they are full, and lose nothing of what they have', async () => {
      const settings = freshSettings(server);
      const bus = await open(settings);
      const name = `${settings.prefix}-events`;
      await bus.publish(makeDelivery('kept'));
      await manager.streams.update(name, { max_bytes: (await manager.streams.info(name)).state.bytes + 100 });
      await expect(bus.publish(makeDelivery('refused'))).rejects.toMatchObject({ cause: { code: 'bus.broker-full' } });
      await manager.streams.update(name, { max_bytes: -1 });
      const handled: string[] = [];
      bus.consume(
        consumeWith(async ({ id }) => {
          handled.push(id);
          return { kind: 'done' };
        }),
      );
      await eventually(() => handled).toEqual(['kept']);
    });
  });

  describe('cleaning up', () => {
    const later = { now: () => Date.now() + 9 * day, cleanEveryMs: 50, unownedMs: 0 };

    async function handleAll(bus: EventBus): Promise<void> {
      bus.consume(
        consumeWith(async ({ id }) =>
          id.startsWith('stuck') ? { kind: 'retry', problem: trouble, afterMs: 3_600_000 } : { kind: 'done' },
        ),
      );
    }

    it('forgets what is finished when its time is over, with its large body, and keeps what is not', async () => {
      const settings = freshSettings(server);
      const bus = await open(settings, { ...later, retentionMs: 8 * day });
      const body = Buffer.concat([Buffer.from('{"key":"large"}'), Buffer.alloc(3_000_000, ' ')]);
      await bus.publish({ ...makeDelivery('large'), body });
      await bus.publish(makeDelivery('small'));
      await bus.publish(makeDelivery('stuck'));
      await handleAll(bus);
      await eventually(() => bus.find('github', '', 'small'), 60_000).toBeUndefined();
      await eventually(() => bus.find('github', '', 'large'), 60_000).toBeUndefined();
      await eventually(
        async () => (await manager.streams.info(`${settings.prefix}-bodies`)).state.messages,
        60_000,
      ).toBe(0);
      expect((await bus.find('github', '', 'stuck'))?.id).toBe('stuck');
    });

    it('drops bodies after a short retention, and knows the ids for longer', async () => {
      const settings = freshSettings(server);
      const bus = await open(settings, { ...later, now: () => Date.now() + 2 * day, retentionMs: day });
      await bus.publish(makeDelivery('small'));
      await bus.publish(makeDelivery('stuck'));
      await handleAll(bus);
      await eventually(() => bus.find('github', '', 'small'), 60_000).toBeUndefined();
      expect(await bus.publish(makeDelivery('small'))).toBe('duplicate');
      expect((await bus.find('github', '', 'stuck'))?.id).toBe('stuck');
    });
  });

  it('keeps a record that is larger than a message may be', async () => {
    const settings = freshSettings(server);
    const bus = await open(settings, { unownedMs: 0, cleanEveryMs: 50 });
    const value = { text: 'x'.repeat(3_000_000) };
    const version = await bus.records.put('joins', 'a', value, 0);
    expect(await bus.records.put('joins', 'a', { text: 'y'.repeat(3_000_000) }, 0)).toBe('conflict');
    bus.consume(consumeWith(async () => ({ kind: 'done' })));
    expect(await bus.records.get('joins', 'a')).toEqual({ key: 'a', value, version });
    expect(await bus.records.list('joins', '')).toEqual([{ key: 'a', value, version }]);
    await bus.records.remove('joins', 'a');
    await eventually(async () => (await manager.streams.info(`${settings.prefix}-bodies`)).state.messages, 60_000).toBe(
      0,
    );
  });

  describe('with locks on its doors', () => {
    const certificates = makeDirectory();
    afterAll(() => rmSync(certificates, { recursive: true }));

    async function withServer(lines: string, work: (locked: NatsServer) => Promise<void>): Promise<void> {
      const directory = makeDirectory();
      writeFileSync(join(directory, 'server.conf'), lines);
      const locked = await startNats(['-c', join(directory, 'server.conf')], directory);
      try {
        await work(locked);
      } finally {
        await Promise.all(buses.map((each) => each.close()));
        buses = [];
        await locked.dispose();
      }
    }

    async function tryOut(settings: NatsSettings): Promise<void> {
      // By a clock that is nine days ahead, what was stored a moment ago is that old.
      const later = { now: () => Date.now() + 9 * day, unownedMs: 9 * day + 5000 };
      const bus = await open(settings, { ...later, cleanEveryMs: 50, retentionMs: 8 * day });
      const handled: string[] = [];
      bus.consume(
        consumeWith(async ({ id }, { attempt }) => {
          handled.push(`${id} ${attempt}`);
          if (id === 'dead') return { kind: 'give-up', problem: trouble };
          return attempt === 1 ? { kind: 'retry', problem: trouble } : { kind: 'done' };
        }),
      );
      await bus.checkWritable();
      await bus.publish({
        ...makeDelivery('dead'),
        body: Buffer.concat([Buffer.from('{}'), Buffer.alloc(2_000_000, ' ')]),
      });
      await bus.publish(makeDelivery('one'));
      await eventually(() => handled.toSorted()).toEqual(['dead 1', 'one 1', 'one 2']);
      await eventually(async () => (await bus.deadLetters(5)).length).toBe(1);
      expect((await bus.count()).dead).toBe(1);
      await bus.records.put('a', 'b', 1);
      await bus.records.remove('a', 'b');
      expect(await bus.records.list('a', '')).toEqual([]);
      await eventually(() => bus.find('github', '', 'one'), 60_000).toBeUndefined();
    }

    it('signs in as a user over TLS, and says what is wrong with either', async () => {
      const { ca, cert, key } = makeCertificates(certificates);
      const tls = `tls { cert_file: "${cert}", key_file: "${key}" }`;
      await withServer(`${tls}\nauthorization { user: app, password: "pass-word" }`, async (locked) => {
        const named = { url: locked.url.replace('127.0.0.1', 'localhost') };
        const right = freshSettings(named, {
          tls: { caFile: ca },
          credentials: { kind: 'user', user: 'app', password: 'pass-word' },
        });
        await tryOut(right);
        const wrong = { kind: 'user', user: 'app', password: 'guessed' } as const;
        expect(await refusal({ ...right, credentials: wrong })).toBe('bus.broker-credentials');
        expect(await refusal({ ...right, tls: {} })).toBe('bus.broker-unreachable');
      });
    });

    it('shows a certificate of its own where the server wants one', async () => {
      const { ca, cert, key } = makeCertificates(certificates);
      const tls = `tls { cert_file: "${cert}", key_file: "${key}", ca_file: "${ca}", verify: true }`;
      await withServer(tls, async (locked) => {
        const named = { url: locked.url.replace('127.0.0.1', 'localhost') };
        await tryOut(freshSettings(named, { tls: { caFile: ca, certFile: cert, keyFile: key } }));
        expect(await refusal(freshSettings(named, { tls: { caFile: ca } }))).toMatch(
          /^bus.broker-(unreachable|credentials)$/,
        );
      });
    });

    it('does not speak without encryption when that was asked for', async () => {
      expect(await refusal(freshSettings(server, { tls: {} }))).toBe('bus.broker-unreachable');
    });

    it('signs in with a token', async () => {
      await withServer('authorization { token: "to-ken" }', async (locked) => {
        await tryOut(freshSettings(locked, { credentials: { kind: 'token', token: 'to-ken' } }));
        expect(await refusal(freshSettings(locked))).toBe('bus.broker-credentials');
      });
    });

    it('signs in with a credentials file', async () => {
      const { serverConfig, credentials } = makeCredentials();
      const file = join(certificates, 'user.creds');
      writeFileSync(file, credentials);
      await withServer(serverConfig, async (locked) => {
        await tryOut(freshSettings(locked, { credentials: { kind: 'file', file } }));
        expect(await refusal(freshSettings(locked))).toBe('bus.broker-credentials');
      });
    });

    it('needs no more rights than the documentation lists', async () => {
      const prefix = 'rights';
      const verbs = [
        'STREAM.CREATE',
        'STREAM.UPDATE',
        'STREAM.INFO',
        'STREAM.PURGE',
        'STREAM.MSG.GET',
        'DIRECT.GET',
        'CONSUMER.CREATE',
        'CONSUMER.INFO',
        'CONSUMER.MSG.NEXT',
        'CONSUMER.DELETE',
      ];
      const names = ['events', 'dead', 'records', 'bodies'].map((name) => `${prefix}-${name}`);
      const onStreams = verbs.flatMap((verb) =>
        names.flatMap((name) => [`$JS.API.${verb}.${name}`, `$JS.API.${verb}.${name}.>`]),
      );
      const publish = JSON.stringify([`${prefix}.>`, '$JS.API.INFO', ...onStreams]);
      const subscribe = JSON.stringify(['_INBOX.>', `${prefix}.group-changed`]);
      const user = `{ user: app, password: "pass-word", permissions: { publish: ${publish}, subscribe: ${subscribe} } }`;
      await withServer(`authorization { users: [ ${user} ] }`, async (locked) => {
        const credentials = { kind: 'user', user: 'app', password: 'pass-word' } as const;
        await tryOut(freshSettings(locked, { prefix, credentials }));
        expect(await refusal(freshSettings(locked, { credentials }))).toBe('bus.broker-forbids');
      });
    });
  });
});
