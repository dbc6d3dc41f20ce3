import { describe, expect, it } from 'vitest';
import { parseDuration } from './parse-duration.ts';

describe('parseDuration', () => {
  it.each([
    ['30s', 30],
    ['30m', 1800],
    ['6h', 21_600],
    ['1h30m', 5400],
    ['2d', 172_800],
    ['1d2h3m4s', 93_784],
  ])('reads %s as %i seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each(['', '6', 'h', '-1h', '1.5h', '1h 30m', '1h1h', '0s', '1w', '9999999s', ' 6h'])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
