import { describe, expect, it } from 'vitest';
import { defaultRetrySchedule, isParked, pauseAfter } from './retry-schedule.ts';

describe('the pause after a failed try', () => {
  it.each([
    [1, 250],
    [2, 1000],
    [3, 3000],
    [4, 10_000],
    [5, 30_000],
    [6, 60_000],
    [7, 300_000],
    [8, 900_000],
    [9, 900_000],
    [500, 900_000],
  ])('after try %i is %i ms', (attempt, pauseMs) => {
    expect(pauseAfter(defaultRetrySchedule, attempt)).toBe(pauseMs);
  });

  it.each([
    [60_000, 60_000],
    [300, 300],
    [0, 250],
    [-5, 250],
    [Number.NaN, 250],
    [Number.POSITIVE_INFINITY, 250],
  ])('when the failure asks for %d ms is %i ms', (askedMs, pauseMs) => {
    expect(pauseAfter(defaultRetrySchedule, 1, askedMs)).toBe(pauseMs);
  });

  it('is never nothing, also in a schedule without quick pauses', () => {
    expect(pauseAfter({ quickMs: [], parkedMs: [1000], giveUpAfterMs: 1 }, 1, 0)).toBe(100);
  });

  it('parks once the quick tries are used up', () => {
    expect([1, 3, 4, 9].map((attempt) => isParked(defaultRetrySchedule, attempt))).toEqual([false, false, true, true]);
  });
});
