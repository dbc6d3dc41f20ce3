import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatFixed, formatShortest } from './format-float.ts';

describe('formatShortest', () => {
  it.each([
    [999999, '999999'],
    [1000000, '1e+06'],
    [1234567.89, '1.23456789e+06'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [1e21, '1e+21'],
    [2 ** 53, '9.007199254740992e+15'],
    [1e-7, '1e-07'],
    [1e100, '1e+100'],
    [-0, '-0'],
    [0, '0'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
    [Number.NaN, 'NaN'],
  ])('prints %d as %s', (value, expected) => {
    expect(formatShortest(value)).toBe(expected);
  });
});

describe('formatFixed', () => {
  it.each([
    [1.5, '1.5'],
    [100000, '100000'],
    [1e21, '1000000000000000000000'],
    [1e-7, '0.0000001'],
    [-12.5, '-12.5'],
    [-0, '-0'],
    [0, '0'],
    [Number.NaN, 'NaN'],
  ])('prints %d as %s', (value, expected) => {
    expect(formatFixed(value)).toBe(expected);
  });

  it('never uses an exponent, and what it prints reads back as the same number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(formatFixed(value)).not.toContain('e');
        expect(Number(formatFixed(value))).toBe(value);
        expect(Number(formatShortest(value))).toBe(value);
      }),
    );
  });
});
