import { describe, expect, it } from 'vitest';
import { power } from './power.ts';
import { toInt64, toUint64 } from './to-int64.ts';

describe('power', () => {
  it.each([
    [2, 10, 1024],
    [10, -3, 0.001],
    [-2, 3, -8],
    [1, Number.NaN, 1],
    [-1, Infinity, 1],
    [0, -1, Infinity],
    [2, 0.5, Math.SQRT2],
    [4, -0.5, 0.5],
    [-8, 1 / 3, Number.NaN],
    [2, 5_000, Infinity],
    [2, -5_000, 0],
    [2, -1_074, 5e-324],
    [5e-324, 2, 0],
    [10, 308, 1.0000000000000006e308],
  ])('%d to the power of %d is %d', (x, y, expected) => {
    expect(power(x, y)).toBe(expected);
  });

  it('rounds as Go does', () => {
    expect(power(7.1, 13)).toBe(116_508_747_458.54974);
    expect(power(2.5, 3.75)).toBe(31.065262842462914);
  });
});

describe('toInt64 and toUint64', () => {
  it.each([
    [1.9, 1n, 1n],
    [-1.9, -1n, 2n ** 64n - 1n],
    [2 ** 63, -(2n ** 63n), 2n ** 63n],
    [Number.NaN, -(2n ** 63n), 2n ** 63n],
    [Infinity, -(2n ** 63n), 2n ** 63n],
    [2 ** 65, -(2n ** 63n), 2n ** 63n],
  ])('%d becomes %d and %d', (value, signed, unsigned) => {
    expect(toInt64(value)).toBe(signed);
    expect(toUint64(value)).toBe(unsigned);
  });
});
