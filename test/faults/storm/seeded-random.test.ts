import { describe, expect, it } from 'vitest';
import { createRandom } from './seeded-random.ts';

function draw(seed: number): number[] {
  const random = createRandom(seed);
  return Array.from({ length: 1000 }, () => random.below(10));
}

describe('chances with a seed', () => {
  it('come in the same order again, and in another with another seed', () => {
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('leave nothing out and shuffle without losing anything', () => {
    expect(new Set(draw(1)).size).toBe(10);
    const items = Array.from({ length: 50 }, (_, index) => index);
    const shuffled = createRandom(3).shuffle(items);
    expect(shuffled).not.toEqual(items);
    expect(shuffled.toSorted((one, other) => one - other)).toEqual(items);
  });
});
