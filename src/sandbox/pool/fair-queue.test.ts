import { describe, expect, it } from 'vitest';
import { createFairQueue } from './fair-queue.ts';

const everyone = () => true;

describe('what waits for a thread', () => {
  it('is taken in turn, however much one tenant has waiting', () => {
    const queue = createFairQueue<number>({ waiting: 10, waitingPerTenant: 5 });
    for (const item of [1, 2, 3]) queue.add('many', item);
    queue.add('few', 4);

    expect([1, 2, 3, 4, 5].map(() => queue.take(everyone)?.item)).toEqual([1, 4, 2, 3, undefined]);
  });

  it('is passed over while its tenant is not allowed, and keeps its turn', () => {
    const queue = createFairQueue<number>({ waiting: 10, waitingPerTenant: 5 });
    queue.add('a', 1);
    queue.add('b', 2);

    expect(queue.take((tenant) => tenant !== 'a')).toEqual({ tenant: 'b', item: 2 });
    expect(queue.take((tenant) => tenant !== 'a')).toBeUndefined();
    expect(queue.take(everyone)).toEqual({ tenant: 'a', item: 1 });
  });

  it('is bounded for each tenant and for all', () => {
    const queue = createFairQueue<number>({ waiting: 3, waitingPerTenant: 2 });
    const added = ['a', 'a', 'a', 'b', 'c'].map((tenant, item) => queue.add(tenant, item));

    expect(added).toEqual([true, true, false, true, false]);
    queue.take(everyone);
    expect(queue.add('c', 5)).toBe(true);
    expect(queue.takeAll()).toHaveLength(3);
    expect(queue.take(everyone)).toBeUndefined();
  });
});
