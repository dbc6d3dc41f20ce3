import { describe, expect, it } from 'vitest';
import { makeGate } from '../../../test/bus-contract/bus-under-test.ts';
import { problem } from '../../problem/problem.ts';
import { groupRequests, type Question } from './group-requests.ts';
import type { Batch, Reply } from './requests.ts';

const failure = problem('bus.disk-full', { file: 'events.db' });

function publish(id: string, bytes = 4): Question<'publish'> {
  const delivery = { source: 'github' as const, tenant: '', id, name: 'push', receivedAt: 0, headers: '{}' };
  return { kind: 'publish', delivery, body: new Uint8Array(bytes).fill(id.charCodeAt(0)) };
}

/** A database that stores everything, batch by batch, whenever its gate is open. */
function recordBatches(opened: Promise<void> = Promise.resolve()) {
  const batches: string[][] = [];
  const bodies: string[] = [];
  async function send({ requests, bodies: buffer }: Batch): Promise<Reply[]> {
    batches.push(requests.map((request) => ('delivery' in request ? request.delivery.id : request.kind)));
    for (const request of requests) {
      if (request.kind === 'publish' && request.delivery.bodyLength < 100) {
        const body = new Uint8Array(buffer, request.delivery.bodyStart, request.delivery.bodyLength);
        bodies.push(Buffer.from(body).toString());
      }
    }
    await opened;
    return requests.map(() => ({ ok: true, value: 'stored' }));
  }
  return { batches, bodies, send };
}

describe('grouping requests', () => {
  it('sends what was asked in one turn as one batch, each body in its place', async () => {
    const { batches, bodies, send } = recordBatches();
    const { ask } = groupRequests(send);
    expect(await Promise.all([ask(publish('a')), ask(publish('b', 0)), ask(publish('c', 2))])).toEqual(
      Array.from({ length: 3 }, () => 'stored'),
    );
    expect(batches).toEqual([['a', 'b', 'c']]);
    expect(bodies).toEqual(['aaaa', '', 'cc']);
  });

  it('makes one batch of all that arrives while another is under way', async () => {
    const gate = makeGate();
    const { batches, send } = recordBatches(gate.opened);
    const { ask } = groupRequests(send);
    const first = ask(publish('a'));
    await expect.poll(() => batches.length).toBe(1);
    const later = ['b', 'c', 'd'].map((id) => ask(publish(id)));
    gate.open();
    await Promise.all([first, ...later]);
    expect(batches).toEqual([['a'], ['b', 'c', 'd']]);
  });

  it('keeps batches small in bytes and in number, and the order of what was asked', async () => {
    const { batches, send } = recordBatches();
    const { ask } = groupRequests(send);
    const large = 10 * 1024 * 1024;
    await Promise.all([ask(publish('a', large)), ask(publish('b', large)), ask(publish('c')), ask({ kind: 'probe' })]);
    expect(batches).toEqual([['a'], ['b', 'c', 'probe']]);
    await Promise.all(Array.from({ length: 1500 }, () => ask({ kind: 'probe' })));
    expect(batches.slice(2).map(({ length }) => length)).toEqual([1000, 500]);
  });

  it('rejects what the database refuses, each with its own problem', async () => {
    const replies: Reply[] = [
      { ok: true, value: 'stored' },
      { ok: false, problem: failure },
    ];
    const { ask } = groupRequests(async () => replies);
    const results = await Promise.allSettled([ask(publish('a')), ask(publish('b')), ask(publish('c'))]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(results[1]).toMatchObject({ reason: { message: failure.message, cause: failure } });
  });

  it('rejects a whole batch that could not be sent, and goes on with the next', async () => {
    let sent = 0;
    const { ask } = groupRequests(async ({ requests }) => {
      sent += 1;
      if (sent === 1) {
        throw new Error('Gone.');
      }
      return requests.map(() => ({ ok: true, value: 'stored' }));
    });
    const results = await Promise.allSettled([ask(publish('a')), ask(publish('b'))]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(ask(publish('c'))).resolves.toBe('stored');
  });

  it('rejects what waits and everything later once it has failed', async () => {
    const gate = makeGate();
    const { batches, send } = recordBatches(gate.opened);
    const { ask, fail, settled } = groupRequests(send);
    const first = ask(publish('a'));
    await expect.poll(() => batches.length).toBe(1);
    const waiting = expect(ask(publish('b'))).rejects.toMatchObject({ cause: failure });
    fail(failure);
    await waiting;
    await expect(ask(publish('c'))).rejects.toMatchObject({ cause: failure });
    const quiet = settled();
    gate.open();
    await expect(first).resolves.toBe('stored');
    await quiet;
    await settled();
    expect(batches).toEqual([['a']]);
  });
});
