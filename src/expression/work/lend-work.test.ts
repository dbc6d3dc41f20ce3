import { describe, expect, it } from 'vitest';
import { lendWork } from './lend-work.ts';
import { makeWorkAllowance, spendWork } from './work-allowance.ts';

describe('lendWork', () => {
  it('leaves a greedy reader no more than its share, and the others all of theirs', () => {
    const whole = makeWorkAllowance(0);
    const { left } = whole;
    const shares = [4, 3, 2, 1].map((readers) => {
      const { work, giveBack } = lendWork(whole, readers);
      const share = work.left;
      while (spendWork(work, left / 1_000));
      giveBack();
      return share;
    });
    for (const share of shares) expect(share).toBeCloseTo(left / 4, -1);
    expect(whole.left).toBeCloseTo(0, -1);
  });

  it('gives what one does not need to those after it', () => {
    const whole = makeWorkAllowance(0);
    const { left } = whole;
    const first = lendWork(whole, 2);
    spendWork(first.work, 1_000);
    expect(first.giveBack()).toBe(1_000);
    expect(lendWork(whole, 1).work.left).toBe(left - 1_000);
  });
});
