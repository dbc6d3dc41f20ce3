import { cp, mkdir, mkdtemp, open as openFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  consumeWith,
  eventually,
  hastySchedule,
  makeDelivery,
  makeGate,
  routeByBody,
} from '../../../test/bus-contract/bus-under-test.ts';
import type { EventBus } from '../event-bus.ts';
import { createSqliteBus } from './create-sqlite-bus.ts';
import { openSqliteBus, type SqliteBusOptions } from './open-sqlite-bus.ts';
import { startDatabaseThread } from './start-database-thread.ts';

const log = pino({ level: 'silent' });
const day = 86_400_000;
let directory = '';
let file = '';
let bus: EventBus | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'open-sqlite-bus-'));
  file = join(directory, 'data', 'events.db');
});

afterEach(async () => {
  await bus?.close();
  bus = undefined;
  await rm(directory, { recursive: true, force: true });
});

function required() {
  return { file, route: routeByBody, retentionMs: 30 * day, log };
}

async function open(more: Partial<SqliteBusOptions> = {}): Promise<EventBus> {
  const opened = await openSqliteBus({ ...required(), retrySchedule: hastySchedule, ...more });
  if (!opened.ok) {
    throw new Error(opened.problem.message);
  }
  bus = opened.value;
  return bus;
}

async function refusal(more: Partial<SqliteBusOptions> = {}): Promise<string> {
  const opened = await openSqliteBus({ ...required(), ...more });
  bus = opened.ok ? opened.value : undefined;
  return opened.ok ? 'opened' : opened.problem.code;
}

async function writeDatabase(statements: string): Promise<void> {
  await mkdir(join(directory, 'data'));
  const database = new DatabaseSync(file);
  database.exec(statements);
  database.close();
}

describe('opening an event store', () => {
  it('makes the directory and the file, for nobody else to read', async () => {
    await open();
    expect((await stat(file)).mode & 0o077).toBe(0);
    expect((await stat(join(directory, 'data'))).mode & 0o077).toBe(0);
  });

  it('refuses a file that is no database', async () => {
    await mkdir(join(directory, 'data'));
    await writeFile(file, 'This is a text, and a rather long one, so that it is no header of anything. '.repeat(100));
    expect(await refusal()).toBe('bus.corrupt-file');
  });

  it('refuses a store with a damaged page', async () => {
    await (await open()).close();
    const { size } = await stat(file);
    const database = new DatabaseSync(file);
    const page = Number(database.prepare('PRAGMA page_size').get()?.page_size);
    database.close();
    const bytes = Buffer.alloc(size - 100, 0xff);
    const handle = await openFile(file, 'r+');
    await handle.write(bytes, 0, Math.min(bytes.byteLength, page - 100), 100);
    await handle.close();
    expect(await refusal()).toBe('bus.corrupt-file');
  });

  it('refuses the database of another program, and leaves it as it was', async () => {
    await writeDatabase('CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)');
    expect(await refusal()).toBe('bus.foreign-file');
    const database = new DatabaseSync(file);
    expect(database.prepare('SELECT name FROM sqlite_schema').all()).toHaveLength(1);
    expect(database.prepare('PRAGMA journal_mode').get()?.journal_mode).toBe('delete');
    database.close();
  });

  it('refuses a store of a newer format', async () => {
    await (await open()).close();
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(await refusal()).toBe('bus.newer-schema');
  });

  it('refuses a path under a file', async () => {
    await writeFile(join(directory, 'data'), '');
    expect(await refusal()).toBe('bus.not-writable');
  });

  it('refuses a directory', async () => {
    await mkdir(file, { recursive: true });
    expect(await refusal()).toBe('bus.not-writable');
  });

  it('refuses to start where there is no room for the store', async () => {
    expect(await refusal({ maxPages: 3 })).toBe('bus.disk-full');
  });

  it('refuses a store that this process has open already', async () => {
    const first = await open();
    expect(await refusal()).toBe('bus.locked');
    bus = first;
    await expect(first.checkWritable()).resolves.toBeUndefined();
  });
});

describe('a disk that is full', () => {
  it('rejects deliveries, keeps what it acknowledged, and takes new ones once finished ones are cleaned away', async () => {
    let now = 1_790_000_000_000;
    const full = await open({ maxPages: 150, retentionMs: day, now: () => now, cleanEveryMs: 5, storeRetryMs: 5 });
    const stored: string[] = [];
    const fill = async (): Promise<unknown> => {
      for (let number = 0; ; number += 1) {
        const id = `d${number}`;
        await full.publish({ ...makeDelivery(id), body: Buffer.alloc(60_000, JSON.stringify({ id })) });
        stored.push(id);
      }
    };
    await expect(fill()).rejects.toMatchObject({ cause: { code: 'bus.disk-full' } });
    expect(stored.length).toBeGreaterThan(5);
    for (const id of stored) {
      expect((await full.find('github', '', id))?.body.byteLength).toBe(60_000);
    }
    const handled: string[] = [];
    full.consume(
      consumeWith(async ({ id }) => {
        handled.push(id);
        return { kind: 'done' };
      }),
    );
    await eventually(() => handled.toSorted()).toEqual(stored.toSorted());
    now += 9 * day;
    await eventually(() =>
      full.publish({ ...makeDelivery('after'), body: Buffer.alloc(60_000, 'x') }).catch(() => 'refused'),
    ).not.toBe('refused');
  });

  it('is not filled to its last bytes: new deliveries are refused while accepted ones can be finished', async () => {
    let free = 10_000;
    const watched = await open({ readFreeBytes: async () => free, reserveBytes: 500, lookAtDiskEveryMs: 1 });
    await watched.publish(makeDelivery('accepted'));
    free = 499;
    await eventually(() => watched.publish(makeDelivery('refused')).catch((error: Error) => error.cause)).toMatchObject(
      {
        code: 'bus.disk-full',
      },
    );
    await expect(watched.checkWritable()).rejects.toThrow('full');
    const handled: string[] = [];
    watched.consume(
      consumeWith(async ({ id }) => {
        handled.push(id);
        return { kind: 'done' };
      }),
    );
    await eventually(() => handled).toContain('accepted');
    free = 500;
    await eventually(() =>
      watched.checkWritable().then(
        () => 'writable',
        () => 'full',
      ),
    ).toBe('writable');
  });
});

describe('a file that is taken away while the store is open', () => {
  it.each([
    ['deleted', async () => await rm(file)],
    [
      'replaced by a backup',
      async () => {
        await cp(file, `${file}.backup`);
        await rename(`${file}.backup`, file);
      },
    ],
  ])('and %s ends the store: nothing more is acknowledged that nobody would find', async (_, takeAway) => {
    const opened = await open({ watchEveryMs: 5 });
    await opened.publish(makeDelivery('before'));
    await takeAway();
    expect(await opened.broken).toMatchObject({ code: 'bus.file-gone' });
    await expect(opened.publish(makeDelivery('after'))).rejects.toMatchObject({ cause: { code: 'bus.file-gone' } });
    await expect(opened.checkWritable()).rejects.toThrow();
  });
});

describe('a database thread that ends on its own', () => {
  async function openBreakable() {
    await mkdir(join(directory, 'data'));
    const interrupted = { fromAttempts: 3, pauseMs: 5 };
    const started = await startDatabaseThread({ file, retentionMs: day, now: Date.now(), interrupted });
    if (!started.ok) {
      throw new Error(started.problem.message);
    }
    const freeSpace = { hasRoom: () => true, stop: () => undefined };
    const times = { now: Date.now, cleanEveryMs: 60_000, storeRetryMs: 5, watchEveryMs: 60_000 };
    bus = createSqliteBus(started.thread, {
      file,
      route: routeByBody,
      log,
      freeSpace,
      schedule: hastySchedule,
      ...times,
    });
    return { bus, thread: started.thread };
  }

  it('rejects what is under way, everything later, and the question whether it is writable', async () => {
    const { bus: broken, thread } = await openBreakable();
    await broken.publish(makeDelivery('before'));
    const many = Array.from({ length: 200 }, (_, index) => broken.publish(makeDelivery(`d${index}`)));
    const outcomes = Promise.allSettled(many);
    await thread.terminate();
    const rejected = (await outcomes).filter(({ status }) => status === 'rejected');
    expect(rejected.length).toBeGreaterThan(0);
    await expect(broken.publish(makeDelivery('after'))).rejects.toMatchObject({ cause: { code: 'bus.closed' } });
    await expect(broken.checkWritable()).rejects.toThrow('its thread ended');
  });

  it('ends its consumption, and can be closed', async () => {
    const { bus: broken, thread } = await openBreakable();
    const started = makeGate();
    let aborted = false;
    const consumption = broken.consume(
      consumeWith(async (_, { signal }) => {
        started.open();
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        aborted = true;
        return { kind: 'done' };
      }),
    );
    await broken.publish(makeDelivery('held'));
    await started.opened;
    await thread.terminate();
    await eventually(() => aborted).toBe(true);
    await consumption.stop(1000);
    await broken.close();
    const again = await open();
    expect(await again.publish(makeDelivery('held'))).toBe('due-again');
  });
});
