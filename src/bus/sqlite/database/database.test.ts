import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeDelivery, routeByBody } from '../../../../test/bus-contract/bus-under-test.ts';
import { problem } from '../../../problem/problem.ts';
import type { AnswerOf, Batch, Reply, RequestOf } from '../requests.ts';
import { prepareAnswering } from './answer-batch.ts';
import { collectBodies } from './collect-bodies.ts';
import { explainSqliteError } from './explain-sqlite-error.ts';
import { openDatabase } from './open-database.ts';

const day = 86_400_000;
const retentionMs = 2 * day;
const now = 1_790_000_000_000;
let directory = '';
let file = '';
let database: DatabaseSync;
let answer: (batch: Batch) => Reply[];

function openAt(time: number): void {
  const interrupted = { fromAttempts: 3, pauseMs: 10_000 };
  const opened = openDatabase({ file, retentionMs, now: time, interrupted });
  if (!opened.ok) {
    throw new Error(opened.problem.message);
  }
  database = opened.database;
  answer = prepareAnswering(database, { file, retentionMs });
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'database-'));
  file = join(directory, 'events.db');
  openAt(now);
});

afterEach(async () => {
  database.close();
  await rm(directory, { recursive: true, force: true });
});

function publishRequest(id: string, body: Uint8Array, bodyStart = 0): RequestOf<'publish'> {
  const { headers, body: _, ...rest } = makeDelivery(id);
  const delivery = { ...rest, headers: JSON.stringify(headers), bodyStart, bodyLength: body.byteLength };
  return { kind: 'publish', delivery };
}

function ask(request: RequestOf, body: Uint8Array = new Uint8Array()): AnswerOf {
  const bodies = new SharedArrayBuffer(body.byteLength);
  new Uint8Array(bodies).set(body);
  const [reply] = answer({ requests: [request], bodies });
  if (reply?.ok !== true) {
    throw new Error(reply?.problem.message ?? 'No reply.');
  }
  return reply.value;
}

function publish(id: string, more: { key?: string; share?: string } = {}): AnswerOf {
  const { body } = makeDelivery(id, more);
  return ask(publishRequest(id, body), body);
}

function take(at = now, slots = 10, maxBytes = 1e9): AnswerOf<'take'> {
  const question = { now: at, slots, places: 0, maxBytes };
  const shown = ask({ kind: 'take', ...question, slots: 0, unrouted: 100 }) as AnswerOf<'take'>;
  const routed = shown.unrouted.map(({ sequence, row }) => ({
    sequence,
    ...routeByBody({ ...makeDelivery(row.id), body: row.body }),
  }));
  ask({ kind: 'route', routed });
  return ask({ kind: 'take', ...question, unrouted: 0 }) as AnswerOf<'take'>;
}

function idsTaken(...args: Parameters<typeof take>): string[] {
  return take(...args).taken.map(({ row }) => row.id);
}

function finish(id: string, at: number): void {
  publish(id);
  for (const { sequence, key } of take(at).taken) {
    ask({ kind: 'settle', sequence, key, settlement: { kind: 'done', at } });
  }
}

function find(id: string): AnswerOf {
  return ask({ kind: 'find', source: 'github', tenant: '', id });
}

describe('a batch that fails', () => {
  it('keeps nothing of it, and answers each write with the problem but still reads', () => {
    database.exec(`CREATE TRIGGER refuse BEFORE INSERT ON deliveries WHEN NEW.id = 'bad'
      BEGIN SELECT raise(ABORT, 'refused by the test'); END`);
    publish('before');
    const requests: RequestOf[] = [
      publishRequest('good', new Uint8Array()),
      { kind: 'find', source: 'github', tenant: '', id: 'before' },
      publishRequest('bad', new Uint8Array()),
    ];
    const replies = answer({ requests, bodies: new SharedArrayBuffer(0) });
    expect(replies.map(({ ok }) => ok)).toEqual([false, true, false]);
    expect(replies[0]).toMatchObject({ problem: { code: 'bus.storage-failed' } });
    expect(find('good')).toBeUndefined();
    expect(publish('good')).toBe('stored');
  });

  it('answers a read that fails with its problem', () => {
    database.exec('ALTER TABLE records RENAME TO hidden');
    const get: RequestOf = { kind: 'get', collection: 'a', key: 'b' };
    expect(answer({ requests: [get], bodies: new SharedArrayBuffer(0) })).toMatchObject([
      { ok: false, problem: { code: 'bus.storage-failed' } },
    ]);
  });
});

describe('taking what is due', () => {
  it('goes round the shares, the oldest of each first', () => {
    for (const [id, share] of Object.entries({ a1: 'a', a2: 'a', a3: 'a', b1: 'b', c1: 'c', b2: 'b' })) {
      publish(id, { share });
    }
    expect(idsTaken()).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  it('begins after the share that was served last', () => {
    for (const [id, share] of Object.entries({ a1: 'a', a2: 'a', b1: 'b' })) {
      publish(id, { share });
    }
    expect(idsTaken(now, 1)).toEqual(['a1']);
    expect(idsTaken(now, 1)).toEqual(['b1']);
    expect(idsTaken(now, 1)).toEqual(['a2']);
  });

  it('takes no more than its places, a single large one alone, and one of a key at a time', () => {
    for (const id of ['a', 'b', 'c', 'd']) {
      publish(id, { key: id === 'd' ? 'a' : id });
    }
    expect(idsTaken(now, 0)).toEqual([]);
    expect(idsTaken(now, 10, 1)).toEqual(['a']);
    expect(idsTaken()).toEqual(['b', 'c']);
    expect(idsTaken()).toEqual([]);
  });

  it('shows few bytes for routing at a time, but always one delivery', () => {
    publish('a');
    publish('b');
    const question = { kind: 'take', now, slots: 0, places: 0, maxBytes: 1, unrouted: 10 } as const;
    expect((ask(question) as AnswerOf<'take'>).unrouted.map(({ row }) => row.id)).toEqual(['a']);
  });

  it('says when the next parked queue is due, and takes it then', () => {
    publish('a');
    const [taken] = take().taken;
    const { sequence = 0, key = '' } = taken ?? {};
    const cause = problem('bus.handler-failed', { reason: 'x' });
    const settlement = { kind: 'paused', dueAt: now + 500, failingSince: now, problem: cause } as const;
    ask({ kind: 'settle', sequence, key, settlement });
    expect(take(now + 499)).toMatchObject({ taken: [], nextDueAt: now + 500 });
    expect(take(now + 500).taken).toMatchObject([{ attempts: 2, failingSince: now }]);
  });

  it('sends a revived delivery ahead of what came after it, even while that is in hand', () => {
    publish('old', { key: 'k' });
    const cause = problem('bus.handler-failed', { reason: 'x' });
    const settle = (taken: AnswerOf<'take'>, settlement: RequestOf<'settle'>['settlement']): void => {
      const [{ sequence, key } = { sequence: 0, key: '' }] = taken.taken;
      ask({ kind: 'settle', sequence, key, settlement });
    };
    settle(take(), { kind: 'dead', at: now, problem: cause });
    publish('new', { key: 'k' });
    publish('newer', { key: 'k' });
    const inHand = take();
    expect(publish('old', { key: 'k' })).toBe('due-again');
    settle(inHand, { kind: 'done', at: now });
    expect(idsTaken()).toEqual(['old']);
  });
});

describe('a process that ended with deliveries in hand', () => {
  it('finds them due again, each try counted', () => {
    publish('a');
    expect(take().taken).toMatchObject([{ attempts: 1 }]);
    database.close();
    openAt(now);
    expect(take().taken).toMatchObject([{ row: { id: 'a' }, attempts: 2 }]);
  });

  it('lets one wait that was in hand again and again, so that it cannot keep the process from starting', () => {
    publish('poison');
    for (let start = 1; start <= 3; start += 1) {
      expect(take().taken).toMatchObject([{ attempts: start }]);
      database.close();
      openAt(now);
    }
    publish('other');
    expect(take()).toMatchObject({ taken: [{ row: { id: 'other' } }], nextDueAt: now + 10_000 });
    expect(idsTaken(now + 10_000)).toEqual(['poison']);
  });

  it('lets several come back one after another, the least tried first, so that what kills meets no other', () => {
    publish('poison');
    take();
    database.close();
    openAt(now);
    for (const id of ['first', 'second']) publish(id);
    for (let start = 1; start <= 3; start += 1) {
      for (const _ of [1, 2]) take(now + 60_000);
      database.close();
      openAt(now);
    }
    expect(idsTaken(now + 9_999)).toEqual([]);
    expect(idsTaken(now + 10_000)).toEqual(['first']);
    expect(idsTaken(now + 15_000)).toEqual(['second']);
    expect(idsTaken(now + 20_000)).toEqual(['poison']);
  });
});

describe('cleaning', () => {
  it('drops bodies after the retention, and still knows their ids', () => {
    finish('a', now);
    expect(ask({ kind: 'clean', now: now + retentionMs - 1 })).toEqual({ more: false });
    expect(find('a')).toBeDefined();
    ask({ kind: 'clean', now: now + retentionMs });
    expect(find('a')).toBeUndefined();
    expect(publish('a')).toBe('duplicate');
  });

  it('forgets ids after eight days, and never uses a sequence twice', () => {
    finish('a', now);
    ask({ kind: 'clean', now: now + 8 * day - 1 });
    expect(publish('a')).toBe('duplicate');
    ask({ kind: 'clean', now: now + 8 * day });
    database.close();
    openAt(now);
    expect(publish('a')).toBe('stored');
    expect(take().taken).toMatchObject([{ row: { id: 'a' }, sequence: 2 }]);
  });

  it('leaves alone what is unfinished, however old', () => {
    publish('waiting');
    ask({ kind: 'clean', now: now + 400 * day });
    expect(idsTaken()).toEqual(['waiting']);
    ask({ kind: 'clean', now: now + 400 * day });
    expect(find('waiting')).toBeDefined();
  });

  it('works in small turns, and gives free space back to the disk', () => {
    const body = new Uint8Array(200_000);
    for (let number = 0; number < 120; number += 1) {
      ask(publishRequest(`d${number}`, body), body);
    }
    for (let turn = 0; turn < 2; turn += 1) {
      const shown = ask({ kind: 'take', now, slots: 0, places: 0, maxBytes: 1e9, unrouted: 100 });
      const routed = (shown as AnswerOf<'take'>).unrouted.map(({ sequence, row }) => ({
        sequence,
        key: row.id,
        share: '',
      }));
      ask({ kind: 'route', routed });
    }
    const question = { kind: 'take', now, slots: 200, places: 0, maxBytes: 1e9, unrouted: 0 } as const;
    for (const { sequence, key } of (ask(question) as AnswerOf<'take'>).taken) {
      ask({ kind: 'settle', sequence, key, settlement: { kind: 'done', at: now } });
    }
    const pages = (): number => Number(database.prepare('PRAGMA page_count').get()?.page_count);
    const before = pages();
    let turns = 0;
    for (let more = true; more; turns += 1) {
      ({ more } = ask({ kind: 'clean', now: now + 9 * day }) as AnswerOf<'clean'>);
    }
    expect(turns).toBeGreaterThan(2);
    expect(pages()).toBeLessThan(before - 500);
  });
});

describe('errors of SQLite', () => {
  it.each([
    [5, 'bus.locked'],
    [6, 'bus.locked'],
    [8, 'bus.not-writable'],
    [520, 'bus.not-writable'],
    [11, 'bus.corrupt-file'],
    [13, 'bus.disk-full'],
    [14, 'bus.not-writable'],
    [26, 'bus.corrupt-file'],
    [10, 'bus.storage-failed'],
    [778, 'bus.storage-failed'],
  ])('code %i is %s', (errcode, code) => {
    expect(explainSqliteError(Object.assign(new Error('x'), { errcode }), 'events.db').code).toBe(code);
  });

  it('takes any other error for a failure of the store', () => {
    expect(explainSqliteError('what', 'events.db').code).toBe('bus.storage-failed');
  });
});

describe('collecting the bodies of replies', () => {
  it('finds them at any depth, and none in what failed', () => {
    const body = new Uint8Array([1]);
    const shared = new Uint8Array(new SharedArrayBuffer(1));
    const row = { ...makeDelivery('a'), headers: '{}', body };
    const replies: Reply[] = [
      { ok: true, value: { taken: [], unrouted: [{ sequence: 1, row }] } },
      { ok: true, value: { ...row, body: shared } },
      { ok: true, value: 'stored' },
      { ok: false, problem: problem('bus.disk-full', { file: 'x' }) },
    ];
    expect(collectBodies(replies)).toEqual([body.buffer]);
  });
});
