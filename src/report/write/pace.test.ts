import { describe, expect, it } from 'vitest';
import { createActivity } from './activity.ts';
import { limitConcurrency } from './limit-concurrency.ts';
import { retryDelay } from './retry-delay.ts';
import { scheduleTimer } from './schedule.ts';

describe('retryDelay', () => {
  it.each([
    [1, undefined, 1000],
    [2, undefined, 2000],
    [5, undefined, 16_000],
    [9, undefined, 256_000],
    [10, undefined, 300_000],
    [100_000, undefined, 300_000],
    [0, undefined, 1000],
    [1, 60_000, 60_000],
    [10, 60_000, 300_000],
    [1, 3_600_000, 3_600_000],
  ])('after %i failures, asked for %s ms, is %i ms', (failures, asked, expected) => {
    expect(retryDelay(failures, asked)).toBe(expected);
  });
});

describe('limitConcurrency', () => {
  it('runs so many at a time, in order, also after failures', async () => {
    const limit = limitConcurrency(2);
    let running = 0;
    let most = 0;
    const order: number[] = [];
    const task = (index: number) => async () => {
      running += 1;
      most = Math.max(most, running);
      order.push(index);
      await Promise.resolve();
      running -= 1;
      if (index % 2 === 0) throw new Error(`task ${index}`);
      return index;
    };
    const results = await Promise.allSettled([0, 1, 2, 3, 4, 5].map((index) => limit(task(index))));
    expect(most).toBe(2);
    expect(order).toEqual([0, 1, 2, 3, 4, 5]);
    expect(results.map((result) => result.status === 'fulfilled')).toEqual([false, true, false, true, false, true]);
  });
});

describe('createActivity', () => {
  it('is idle when all that began has ended', async () => {
    const activity = createActivity();
    await activity.idle();
    let end = (): void => undefined;
    activity.begin(() => new Promise((resolve) => (end = resolve)));
    let isIdle = false;
    const idle = activity.idle().then(() => {
      isIdle = true;
    });
    await Promise.resolve();
    expect(isIdle).toBe(false);
    end();
    await idle;
    expect(isIdle).toBe(true);
  });
});

describe('scheduleTimer', () => {
  it('calls once, unless the appointment is taken back', async () => {
    const called: string[] = [];
    await new Promise<void>((resolve) => {
      const cancel = scheduleTimer(0, () => called.push('cancelled'));
      cancel();
      scheduleTimer(1, () => {
        called.push('kept');
        resolve();
      });
      // An unreferenced timer alone would let the process end.
      setTimeout(() => undefined, 50);
    });
    expect(called).toEqual(['kept']);
  });
});
