import { beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryAttempt, GithubDeliveries } from '../github/deliveries/deliveries.ts';
import type { GithubFailure } from '../github/github.ts';
import { createMemoryRecords } from '../report/testing/memory-records.ts';
import { type DeliverySweepLimits, type DeliverySweepTools, sweepDeliveries } from './sweep-deliveries.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const start = Date.UTC(2026, 5, 1);

/** GitHub's list, which redeliveries add to. */
let attempts: DeliveryAttempt[];
let calls: string[];
/** What the receiver answers to a redelivery. */
let answers: (guid: string) => number;
let failing: ((call: string) => GithubFailure | undefined) | undefined;
let now: number;
let tools: DeliverySweepTools & { records: ReturnType<typeof createMemoryRecords> };
let isWritable: boolean;
let logged: string[];

const perPage = 3;

beforeEach(() => {
  [attempts, calls, logged, now, isWritable] = [[], [], [], start, true];
  answers = () => 202;
  failing = undefined;
  const github: GithubDeliveries = {
    async listDeliveries(cursor) {
      calls.push(`list ${cursor ?? 'newest'}`);
      const failure = failing?.(calls.at(-1) ?? '');
      if (failure !== undefined) return { ok: false, failure };
      const all = attempts.toReversed();
      const from = cursor === undefined ? 0 : all.findIndex(({ id }) => `after-${id}` === cursor) + 1;
      const page = all.slice(from, from + perPage);
      const hasMore = from + perPage < all.length;
      return { ok: true, value: { attempts: page, ...(hasMore ? { next: `after-${page.at(-1)?.id}` } : {}) } };
    },
    async redeliver(id) {
      calls.push(`redeliver ${id}`);
      const failure = failing?.(calls.at(-1) ?? '');
      if (failure !== undefined) return { ok: false, failure };
      const guid = attempts.find((each) => each.id === id)?.guid ?? '';
      add(guid, answers(guid), { isRedelivery: true });
      return { ok: true, value: undefined };
    },
  };
  const say = (_fields: unknown, message?: string) => void logged.push(message ?? '');
  tools = {
    ...{ github, records: createMemoryRecords(), now: () => now, log: { info: say, warn: say } },
    async checkWritable() {
      if (!isWritable) throw new Error('disk full');
    },
    wait: async () => undefined,
  };
});

function add(guid: string, statusCode: number, more: Partial<DeliveryAttempt> = {}): string {
  const id = String(9_100_000_000_000_000_000n + BigInt(attempts.length));
  const attempt = { id, guid, deliveredAt: now, isRedelivery: false, statusCode, status: '', event: 'push', ...more };
  attempts.push(attempt);
  return id;
}

async function sweep(limits: Partial<DeliverySweepLimits> = {}): Promise<string[]> {
  calls = [];
  await sweepDeliveries({ ...tools, limits }, new AbortController().signal);
  return calls;
}

async function redelivered(limits?: Partial<DeliverySweepLimits>): Promise<string[]> {
  const made = await sweep(limits);
  return made.filter((each) => each.startsWith('redeliver ')).map((each) => each.slice('redeliver '.length));
}

describe('a sweep of deliveries', () => {
  it('asks one thing where nothing failed, and writes nothing then', async () => {
    add('a', 202);
    add('b', 200);
    expect(await sweep()).toEqual(['list newest']);
    const { version } = (await tools.records.get('sweeps', 'deliveries')) ?? { version: 0 };
    now += 2 * minute;
    expect(await sweep()).toEqual(['list newest']);
    expect(await tools.records.get('sweeps', 'deliveries')).toMatchObject({ version });
    expect(await tools.records.list('failed-deliveries', '')).toEqual([]);
  });

  it('has what failed sent again, once each, the oldest first', async () => {
    const [first, second] = [add('a', 503), add('b', 502), add('c', 202)];
    expect(await redelivered()).toEqual([first, second]);
    for (let times = 0; times < 3; times += 1) {
      now += 10 * minute;
      expect(await redelivered()).toEqual([]);
    }
  });

  it('leaves alone what was sent again by somebody and succeeded then', async () => {
    add('a', 503);
    add('b', 504);
    add('a', 202, { isRedelivery: true });
    add('b', 202);
    expect(await redelivered()).toEqual([]);
  });

  it('asks again with growing pauses where the receiver still failed', async () => {
    answers = () => 503;
    add('a', 503);
    const times: number[] = [];
    for (let minutes = 0; minutes < 64; minutes += 1) {
      if ((await redelivered()).length > 0) times.push(minutes);
      now += minute;
    }
    expect(times).toEqual([0, 2, 6, 14, 30, 62]);
    answers = () => 202;
    now += 2 * 60 * minute;
    expect(await redelivered()).toHaveLength(1);
    now += day;
    expect(await redelivered()).toEqual([]);
  });

  it('comes to an end with what always fails', async () => {
    answers = () => 413;
    add('a', 413);
    let total = 0;
    for (let hours = 0; hours < 24 * 20; hours += 1) {
      total += (await redelivered()).length;
      now += 60 * minute;
    }
    expect(total).toBeLessThan(15);
    expect(await tools.records.list('failed-deliveries', '')).toEqual([]);
  });

  it('looks no further back than GitHub sends again', async () => {
    const old = add('old', 503);
    now += 3 * day + minute;
    const young = add('young', 503);
    expect(await redelivered()).toEqual([young]);
    expect(old).not.toBe(young);
  });

  it('reads only what is new, with as much of the rest as may have come into the list late', async () => {
    for (let count = 0; count < 30; count += 1) {
      add(`early-${count}`, 202);
      now += minute;
    }
    expect((await sweep()).length).toBe(10);
    const late = add('late', 503, { deliveredAt: now - 3 * minute });
    add('new', 202);
    const made = await sweep();
    expect(made).toContain(`redeliver ${late}`);
    expect(made.filter((each) => each.startsWith('list')).length).toBeLessThan(5);
  });

  it('goes on where its calls ran out, and misses nothing that came meanwhile', async () => {
    const failed: string[] = [];
    const addMany = (prefix: string, count: number) => {
      for (let index = 0; index < count; index += 1) {
        const id = add(`${prefix}-${index}`, index % 5 === 0 ? 503 : 202);
        if (index % 5 === 0) failed.push(id);
        now += minute;
      }
    };
    addMany('first', 40);
    const sent: string[] = [];
    for (let times = 0; times < 30; times += 1) {
      if (times === 2) addMany('second', 20);
      const made = await sweep({ maxPages: 4, againAfterMs: day });
      expect(made.filter((each) => each.startsWith('list')).length).toBeLessThanOrEqual(4);
      sent.push(...made.filter((each) => each.startsWith('redeliver')).map((each) => each.slice(10)));
    }
    expect(sent.toSorted()).toEqual(failed.toSorted());
  });

  it('knows of a success that a sweep before it read, when it comes to the failure at last', async () => {
    add('a', 503);
    for (let count = 0; count < 20; count += 1) add(`between-${count}`, 202);
    add('a', 202, { isRedelivery: true });
    for (let times = 0; times < 10; times += 1) expect(await redelivered({ maxPages: 2 })).toEqual([]);
  });

  it('begins at the top where GitHub does not know its place any more', async () => {
    for (let count = 0; count < 20; count += 1) {
      add(`each-${count}`, 202);
      now += 10 * minute;
    }
    await sweep({ maxPages: 2 });
    failing = (call) => (call.startsWith('list after') ? { kind: 'refused', message: 'Invalid cursor' } : undefined);
    await sweep({ maxPages: 2 });
    expect((await tools.records.get('sweeps', 'deliveries'))?.value).toMatchObject({ gaps: [] });
    expect(logged).toContain('the sweep of failed deliveries was cut short; it goes on with the next one');
  });

  it('asks for no more than its share at a time', async () => {
    for (let count = 0; count < 7; count += 1) add(`each-${count}`, 503);
    expect(await redelivered({ maxRedeliveries: 3 })).toHaveLength(3);
    expect(await redelivered({ maxRedeliveries: 3 })).toHaveLength(3);
    expect(await redelivered({ maxRedeliveries: 3 })).toHaveLength(1);
  });

  it('waits with it while the bus takes nothing', async () => {
    add('a', 503);
    isWritable = false;
    await expect(sweep()).rejects.toThrow('disk full');
    expect(calls).toEqual(['list newest']);
    isWritable = true;
    expect(await redelivered()).toHaveLength(1);
  });

  it.each([
    ['later', 2],
    ['gone', 1],
    ['refused', 1],
  ] as const)('that GitHub answers %s is asked again in its time', async (kind, times) => {
    const id = add('a', 503);
    failing = (call) => (call.startsWith('redeliver') ? { kind, message: 'No.' } : undefined);
    expect(await redelivered()).toEqual([id]);
    failing = undefined;
    expect((await redelivered()).length).toBe(times - 1);
  });

  it('stops between two of them when it is asked to', async () => {
    for (let count = 0; count < 5; count += 1) add(`each-${count}`, 503);
    const stopping = new AbortController();
    tools.wait = async () => stopping.abort();
    await sweepDeliveries(tools, stopping.signal);
    expect(calls.filter((each) => each.startsWith('redeliver'))).toHaveLength(1);
  });
});
