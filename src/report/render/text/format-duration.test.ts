import { describe, expect, it } from 'vitest';
import { durationBetween, formatDuration } from './format-duration.ts';

describe('formatDuration', () => {
  it.each([
    [-5, 'under 1s'],
    [0, 'under 1s'],
    [999, 'under 1s'],
    [1000, '1s'],
    [59_999, '59s'],
    [60_000, '1m 00s'],
    [133_000, '2m 13s'],
    [3_599_000, '59m 59s'],
    [3_720_000, '1h 02m'],
    [86_400_000, '1d 0h'],
    [273_600_000, '3d 4h'],
  ])('says %i ms as %s', (milliseconds, expected) => {
    expect(formatDuration(milliseconds)).toBe(expected);
  });
});

describe('durationBetween', () => {
  it.each([
    ['2026-11-22T00:00:00Z', '2026-11-22T00:00:07Z', '7s'],
    [undefined, '2026-11-22T00:00:07Z', undefined],
    ['2026-11-22T00:00:00Z', undefined, undefined],
    ['soon', '2026-11-22T00:00:07Z', undefined],
  ])('between %s and %s is %s', (start, end, expected) => {
    expect(durationBetween(start, end)).toBe(expected);
  });
});
