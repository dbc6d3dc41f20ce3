import { describe, expect, it } from 'vitest';
import { describeAttempt, numberAttempt } from './attempt-number.ts';

describe('the number of an attempt', () => {
  it.each([
    [1, 0, ''],
    [2, 0, 'attempt 2'],
    [1, 1, 'try 2 of its trigger'],
    [1, 4, 'try 5 of its trigger'],
    [3, 2, 'attempt 3, try 3 of its trigger'],
  ])('of re-run %i after %i failures reads "%s"', (rerun, failures, text) => {
    expect(describeAttempt(numberAttempt(rerun, failures))).toBe(text);
  });
});
