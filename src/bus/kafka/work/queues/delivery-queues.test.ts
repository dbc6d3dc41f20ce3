import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDeliveryQueues, type DeliveryQueues } from './delivery-queues.ts';
import type { QueuedDelivery } from './queued-delivery.ts';

function makeQueued(offset: number, more: Partial<QueuedDelivery> = {}): QueuedDelivery {
  const base = { name: `d${offset}`, partition: 0, offsets: [offset], key: `k${offset}`, share: 'one', bytes: 10 };
  return { ...base, attempts: 0, isNoted: false, ...more };
}

const never = () => undefined;
const all = { now: 0, slots: 100, places: 0, maxBytes: 1_000_000 };

function take(queues: DeliveryQueues, question: Partial<typeof all> = {}): string[] {
  return queues.take({ ...all, ...question }).map(({ name }) => name);
}

describe('delivery queues', () => {
  it('hand out one of a key, and the next when it is finished', () => {
    const queues = createDeliveryQueues(never);
    const [first, second] = [makeQueued(1, { key: 'k' }), makeQueued(2, { key: 'k' })];
    queues.add(first);
    queues.add(second);
    expect(take(queues)).toEqual(['d1']);
    expect(take(queues)).toEqual([]);
    queues.finish(first);
    expect(take(queues)).toEqual(['d2']);
    queues.finish(second);
    expect(queues.counts()).toEqual({ waiting: 0, parked: 0 });
  });

  it('let shares take turns, and leave others as many places as one holds', () => {
    const queues = createDeliveryQueues(never);
    for (let offset = 0; offset < 6; offset += 1)
      queues.add(makeQueued(offset, { share: offset < 5 ? 'noisy' : 'quiet' }));
    expect(take(queues, { slots: 2 })).toEqual(['d0', 'd5']);
    expect(take(queues, { slots: 5, places: 8 })).toEqual(['d1', 'd2']);
  });

  it('let a large body alone through when nothing else fits', () => {
    const queues = createDeliveryQueues(never);
    queues.add(makeQueued(1, { bytes: 500 }));
    queues.add(makeQueued(2, { bytes: 500 }));
    expect(take(queues, { maxBytes: 100 })).toEqual(['d1']);
  });

  it('hold a paused queue back until it is due, and go on with other keys', () => {
    const queues = createDeliveryQueues(never);
    const stuck = makeQueued(1, { key: 'k' });
    queues.add(stuck);
    take(queues);
    queues.pause(stuck, 50);
    queues.add(makeQueued(2, { key: 'k' }));
    queues.add(makeQueued(3));
    expect(queues.nextDueAt()).toBe(50);
    expect(queues.isPaused('k')).toBe(true);
    expect(queues.followers(stuck).map(({ name }) => name)).toEqual(['d2']);
    expect(take(queues, { now: 49 })).toEqual(['d3']);
    expect(queues.counts()).toMatchObject({ waiting: 3, parked: 1 });
    expect(take(queues, { now: 50 })).toEqual(['d1']);
    expect(queues.nextDueAt()).toBeUndefined();
  });

  it('make a paused queue due when asked to', () => {
    const queues = createDeliveryQueues(never);
    queues.add(makeQueued(1), 1000);
    expect(take(queues)).toEqual([]);
    expect(queues.resume('k1')?.name).toBe('d1');
    expect(take(queues)).toEqual(['d1']);
  });

  it('put what is given back in front of its key again', () => {
    const queues = createDeliveryQueues(never);
    const first = makeQueued(1, { key: 'k' });
    queues.add(first);
    queues.add(makeQueued(2, { key: 'k' }));
    take(queues);
    queues.putBack(first);
    expect(take(queues)).toEqual(['d1']);
  });

  it('put what comes late in its place, but not before what is in hand', () => {
    const queues = createDeliveryQueues(never);
    const second = makeQueued(5, { key: 'k' });
    queues.add(second);
    queues.add(makeQueued(9, { key: 'k' }));
    take(queues);
    queues.add(makeQueued(3, { key: 'k' }));
    queues.finish(second);
    expect(take(queues)).toEqual(['d3']);
  });

  it('forget a partition, also what of it is in hand, and take it in again', () => {
    const queues = createDeliveryQueues(never);
    const lost = makeQueued(1, { key: 'k', partition: 3 });
    queues.add(lost);
    queues.add(makeQueued(2, { key: 'k', partition: 3 }));
    queues.add(makeQueued(7));
    take(queues, { slots: 1 });
    queues.dropPartition(3);
    expect([queues.find('d1'), queues.find('d2')]).toEqual([undefined, undefined]);
    const again = makeQueued(1, { key: 'k', partition: 3 });
    queues.add(again);
    // What its handler still says of the one that was dropped touches nothing.
    queues.pause(lost, 99);
    queues.finish(lost);
    queues.putBack(lost);
    expect(take(queues)).toEqual(['d7', 'd1']);
    expect(queues.countPartition(3)).toMatchObject({ waiting: 1, parked: 0 });
  });

  it('keep of what is stored only where it is, and bring it back when it is its turn', () => {
    const stored = new Map([2, 3].map((offset) => [offset, makeQueued(offset, { key: 'k', isNoted: true })]));
    const queues = createDeliveryQueues((_, offset) => stored.get(offset));
    const [first, second] = [makeQueued(1, { key: 'k' }), makeQueued(2, { key: 'k' })];
    for (const each of [first, second, makeQueued(3, { key: 'k', isNoted: true })]) queues.add(each);
    expect(take(queues)).toEqual(['d1']);
    second.isNoted = true;
    queues.shorten(second);
    expect(queues.held()).toBe(1);
    // What is in hand stays.
    first.isNoted = true;
    queues.shorten(first);
    expect(queues.held()).toBe(1);
    expect(queues.find('d2')).toBeUndefined();
    expect([2, 9].map((offset) => queues.holds({ key: 'k', offsets: [offset] }))).toEqual([true, false]);
    queues.finish(first);
    const [again] = queues.take(all);
    expect(again).toBe(stored.get(2));
    queues.pause(again as QueuedDelivery, 50);
    expect(queues.held()).toBe(0);
    expect(queues.resume('k')).toBe(stored.get(2));
    expect(queues.counts()).toEqual({ waiting: 2, parked: 0 });
  });

  it('pass over what is finished by the time that it is its turn', () => {
    const queues = createDeliveryQueues(never);
    queues.add(makeQueued(1, { key: 'k', isNoted: true }));
    queues.add(makeQueued(2, { key: 'k' }));
    expect(take(queues)).toEqual(['d2']);
  });

  it('hand out everything once, in the order of each key, whatever happens on the way', () => {
    const step = fc.record({ key: fc.integer({ min: 0, max: 3 }), isNoted: fc.boolean() });
    const endings = fc.array(fc.constantFrom('finish', 'pause', 'putBack'), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), endings, (steps, ends) => {
        const stored = new Map<number, QueuedDelivery>();
        const queues = createDeliveryQueues((_, offset) => stored.get(offset));
        for (const [offset, { key, isNoted }] of steps.entries()) {
          const delivery = makeQueued(offset, { key: `k${key}`, share: `s${key % 2}`, isNoted });
          stored.set(offset, delivery);
          queues.add(delivery);
        }
        const finished: QueuedDelivery[] = [];
        for (let round = 0; finished.length < steps.length && round < 1000; round += 1) {
          for (const delivery of queues.take({ ...all, now: round, slots: 2, places: 8 })) {
            const ending = round > 200 ? 'finish' : ends[round % ends.length];
            if (ending === 'pause') queues.pause(delivery, round + 2);
            else if (ending === 'putBack') queues.putBack(delivery);
            else {
              queues.finish(delivery);
              finished.push(delivery);
            }
          }
        }
        expect(finished.length).toBe(steps.length);
        for (let key = 0; key <= 3; key += 1) {
          const offsets = finished.filter((each) => each.key === `k${key}`).map((each) => each.offsets[0] ?? 0);
          expect(offsets).toEqual(offsets.toSorted((left, right) => left - right));
        }
      }),
    );
  });
});
