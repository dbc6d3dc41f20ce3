import { describe, expect, it } from 'vitest';
import { createBoundedQueue } from './bounded-queue.ts';

describe('createBoundedQueue', () => {
  it('runs as many as there are workers, lets as many wait as it has room for, and refuses the rest', async () => {
    const queue = createBoundedQueue({ size: 1, workers: 2 });
    const ends: (() => void)[] = [];
    const begun: number[] = [];
    const job = (number: number) => () => {
      begun.push(number);
      return new Promise<number>((resolve) => ends.push(() => resolve(number)));
    };
    const first = queue.run(job(1));
    const second = queue.run(job(2));
    const third = queue.run(job(3));
    expect(queue.run(job(4))).toBeUndefined();
    expect(begun).toEqual([1, 2]);
    expect(queue.waiting()).toBe(1);

    ends[0]?.();
    expect(await first).toBe(1);
    await Promise.resolve();
    expect(begun).toEqual([1, 2, 3]);
    ends[1]?.();
    ends[2]?.();
    expect(await Promise.all([second, third])).toEqual([2, 3]);
    expect(await queue.run(async () => 5)).toBe(5);
  });

  it('goes on after a job that failed', async () => {
    const queue = createBoundedQueue({ size: 1, workers: 1 });
    const failing = queue.run(() => Promise.reject(new Error('no')));
    const next = queue.run(async () => 'next');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('next');
  });
});
