import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EventBus } from '../../src/bus/event-bus.ts';
import type { JetStreamBusOptions } from '../../src/bus/jetstream/open-jetstream-bus.ts';
import type { NatsSettings } from '../../src/settings/bus-settings.ts';
import { consumeWith, eventually, hastySchedule, makeDelivery } from '../bus-contract/bus-under-test.ts';
import { freshSettings, openOrThrow } from './nats/nats-bus.ts';
import { findNoNats, makeDirectory, type NatsServer, startNats } from './nats/start-nats.ts';

const reason = findNoNats();
if (reason !== undefined) console.warn(`SKIPPED, no real NATS: ${reason}`);

const patient = 60_000;

describe.skipIf(reason !== undefined)('what an operator does to a real nats-server', { timeout: 3 * patient }, () => {
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

  function consume(bus: EventBus): string[] {
    const handled: string[] = [];
    bus.consume(
      consumeWith(async ({ id }) => {
        handled.push(id);
        return { kind: 'done' };
      }),
    );
    return handled;
  }

  it('goes on when the consumers that it reads with are deleted', async () => {
    const settings = freshSettings(server);
    const stream = `${settings.prefix}-events`;
    const bus = await open(settings);
    const handled = consume(bus);
    await bus.publish(makeDelivery('before'));
    await eventually(() => handled).toEqual(['before']);
    for await (const { name } of manager.consumers.list(stream)) await manager.consumers.delete(stream, name);
    await bus.publish(makeDelivery('after'));
    await eventually(() => handled, patient).toEqual(['before', 'after']);
  });

  it.each(['events', 'records', 'bodies', 'dead'])(
    'ends when its stream of %s is deleted, and what comes after is handled',
    async (part) => {
      const settings = freshSettings(server);
      const hasty = { watchEveryMs: 100 };
      const bus = await open(settings, hasty);
      const handled = consume(bus);
      for (let index = 0; index < 20; index += 1) await bus.publish(makeDelivery(`old-${index}`));
      await eventually(() => handled.length).toBe(20);
      await manager.streams.delete(`${settings.prefix}-${part}`);
      expect(await bus.broken).toMatchObject({ code: 'bus.stream-gone' });
      await bus.close();
      const again = await open(settings, hasty);
      const handledAgain = consume(again);
      const ids = Array.from({ length: 5 }, (_, index) => `new-${index}`);
      for (const id of ids) expect(await again.publish(makeDelivery(id))).toBe('stored');
      await eventually(() => handledAgain.toSorted(), patient).toEqual(ids);
    },
  );

  it('ends when another replica has made its stream of events anew', async () => {
    const settings = freshSettings(server);
    // This one does not look itself: what the other writes tells it.
    const bus = await open(settings, { watchEveryMs: 3_600_000 });
    const handled = consume(bus);
    for (let index = 0; index < 20; index += 1) await bus.publish(makeDelivery(`old-${index}`));
    await eventually(() => handled.length).toBe(20);
    await manager.streams.delete(`${settings.prefix}-events`);
    const other = await open(settings);
    const handledByOther = consume(other);
    expect(await bus.broken).toMatchObject({ code: 'bus.stream-gone' });
    for (let index = 0; index < 5; index += 1) await other.publish(makeDelivery(`new-${index}`));
    await eventually(() => handledByOther.length, patient).toBe(5);
    await bus.close();
    await other.publish(makeDelivery('last'));
    await eventually(() => handledByOther, patient).toContain('last');
  });

  it('keeps a large event whose body was deleted as a dead letter, and handles it when it is delivered again', async () => {
    const settings = freshSettings(server);
    const bus = await open(settings);
    const body = Buffer.concat([Buffer.from('{"key":"k"}'), Buffer.alloc(3_000_000, ' ')]);
    const large = { ...makeDelivery('large', { key: 'k' }), body };
    expect(await bus.publish(large)).toBe('stored');
    await bus.publish(makeDelivery('behind', { key: 'k' }));
    await manager.streams.purge(`${settings.prefix}-bodies`);
    expect(await bus.find('github', '', 'large')).toBeUndefined();
    const handled: string[] = [];
    bus.consume(
      consumeWith(async (delivery) => {
        handled.push(`${delivery.id} ${delivery.body.byteLength}`);
        return { kind: 'done' };
      }),
    );
    await eventually(() => handled.length, patient).toBe(1);
    expect(handled[0]).toMatch(/^behind /);
    await eventually(() => bus.count(), patient).toEqual({ waiting: 0, parked: 0, dead: 1 });
    const [letter] = await bus.deadLetters(5);
    expect(letter).toMatchObject({ delivery: { id: 'large' }, problem: { code: 'bus.event-gone' } });
    expect(await bus.publish(large)).toBe('due-again');
    await eventually(() => handled, patient).toContain(`large ${body.byteLength}`);
    await eventually(() => bus.count(), patient).toEqual({ waiting: 0, parked: 0, dead: 0 });
    expect(Buffer.from((await bus.find('github', '', 'large'))?.body ?? []).equals(body)).toBe(true);
  });

  it('takes a record whose large value was deleted for one that is not there', async () => {
    const settings = freshSettings(server);
    const bus = await open(settings);
    await bus.records.put('joins', 'a', 'x'.repeat(3_000_000), 0);
    await manager.streams.purge(`${settings.prefix}-bodies`);
    expect(await bus.records.list('joins', '')).toEqual([]);
    expect(await bus.records.get('joins', 'a')).toBeUndefined();
    expect(await bus.records.put('joins', 'a', 'new', 0)).toBeGreaterThan(0);
    expect(await bus.records.get('joins', 'a')).toMatchObject({ value: 'new' });
  });

  describe('of its own', () => {
    /** `limits` of its storage. Returns with the function that has the server take other lines than those it began with. */
    async function withServer(
      { lines = '', limits = '' },
      work: (own: NatsServer, change: (lines: string) => void) => Promise<void>,
    ): Promise<void> {
      const directory = makeDirectory();
      const file = join(directory, 'server.conf');
      const write = (more: string) =>
        writeFileSync(file, `jetstream { store_dir: "${join(directory, 'data')}", ${limits} }\n${more}\n`);
      write(lines);
      const own = await startNats(['-c', file], directory, []);
      try {
        await work(own, (more) => {
          write(more);
          own.reload();
        });
      } finally {
        await Promise.all(buses.map((each) => each.close()));
        buses = [];
        await own.dispose();
      }
    }

    it('refuses what is new while all of its storage is taken, and goes on when there is room', async () => {
      await withServer({ limits: 'max_file_store: 12MB' }, async (own) => {
        const settings = freshSettings(own);
        const bus = await open(settings, { unownedMs: 0, cleanEveryMs: 50 });
        const other = await connect({ servers: own.url });
        const others = await jetstreamManager(other);
        await others.streams.add({ name: 'neighbour', subjects: ['neighbour'] });
        for (let count = 0; count < 16; count += 1)
          await others.jetstream().publish('neighbour', Buffer.alloc(500_000));
        const acknowledged: string[] = [];
        const large = Buffer.alloc(200_000, ' ');
        let refusal: unknown;
        for (let index = 0; refusal === undefined && index < 100; index += 1) {
          const { body, ...delivery } = makeDelivery(`d${index}`);
          await bus.publish({ ...delivery, body: Buffer.concat([body, large]) }).then(
            () => acknowledged.push(delivery.id),
            (thrown: Error) => {
              refusal = thrown.cause;
            },
          );
        }
        expect(refusal).toMatchObject({ code: 'bus.broker-full' });
        expect(acknowledged.length).toBeGreaterThan(0);
        await expect(bus.checkWritable()).rejects.toMatchObject({ cause: { code: 'bus.broker-full' } });
        const handled = consume(bus);
        await others.streams.delete('neighbour');
        await other.close();
        await eventually(() => handled.toSorted(), patient).toEqual(acknowledged.toSorted());
        await eventually(() => bus.publish(makeDelivery('after')).catch(() => 'refused'), patient).toBe('stored');
        await eventually(() => handled, patient).toContain('after');
        expect(handled).toHaveLength(acknowledged.length + 1);
      });
    });

    it('refuses while its password is another one, and goes on when that is put right', async () => {
      const lines = (password: string) => `authorization { users: [ { user: app, password: "${password}" } ] }`;
      await withServer({ lines: lines('pass-word') }, async (own, change) => {
        const credentials = { kind: 'user', user: 'app', password: 'pass-word' } as const;
        const bus = await open(freshSettings(own, { credentials }));
        const handled = consume(bus);
        await bus.publish(makeDelivery('before'));
        await eventually(() => handled).toEqual(['before']);
        change(lines('rotated'));
        const code = () =>
          bus.publish(makeDelivery('meanwhile')).then(
            () => 'stored',
            (thrown: Error) => (thrown.cause as { code?: string }).code,
          );
        await eventually(code, patient).toBe('bus.broker-credentials');
        change(lines('pass-word'));
        await eventually(() => bus.publish(makeDelivery('after')).catch(() => 'refused'), patient).toBe('stored');
        await eventually(() => handled, patient).toContain('after');
      });
    });

    it('stores what is larger than a limit of messages that was lowered', async () => {
      await withServer({ lines: 'max_payload: 1MB' }, async (own, change) => {
        const bus = await open(freshSettings(own));
        const handled: string[] = [];
        bus.consume(
          consumeWith(async ({ id, body }) => {
            handled.push(`${id} ${body.byteLength}`);
            return { kind: 'done' };
          }),
        );
        const publishLarge = (id: string) => () => {
          const { body, ...delivery } = makeDelivery(id);
          const large = Buffer.alloc(500_000, ' ');
          large.set(body);
          return bus.publish({ ...delivery, body: large }).catch(() => 'refused');
        };
        expect(await publishLarge('before')()).toBe('stored');
        change('max_payload: 64KB');
        // What is under way when it changes may be refused, as over a connection that is lost.
        await eventually(publishLarge('after'), patient).toMatch(/stored|due-again|duplicate/);
        await eventually(() => handled, patient).toEqual(['before 500000', 'after 500000']);
        await bus.records.put('joins', 'a', 'x'.repeat(200_000), 0);
        expect((await bus.records.get('joins', 'a'))?.value).toHaveLength(200_000);
      });
    });

    it('says which right was taken away, and goes on when it is given back', async () => {
      const lines = (denied: string) =>
        `authorization { users: [ { user: app, password: "pass-word", permissions: { publish: { deny: [${denied}] } } } ] }`;
      await withServer({ lines: lines('none') }, async (own, change) => {
        const credentials = { kind: 'user', user: 'app', password: 'pass-word' } as const;
        const settings = freshSettings(own, { credentials });
        const bus = await open(settings);
        const handled = consume(bus);
        await bus.publish(makeDelivery('before'));
        await eventually(() => handled).toEqual(['before']);
        change(lines(`"${settings.prefix}.event.>"`));
        const code = () =>
          bus.publish(makeDelivery('meanwhile')).then(
            () => 'stored',
            (thrown: Error) => (thrown.cause as { code?: string }).code,
          );
        await eventually(code, patient).toBe('bus.broker-forbids');
        change(lines('none'));
        await eventually(code, patient).toMatch(/stored|due-again/);
        await eventually(() => handled, patient).toContain('meanwhile');
      });
    });
  });
});
