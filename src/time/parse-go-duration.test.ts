import { describe, expect, it } from 'vitest';
import { parseGoDuration } from './parse-go-duration.ts';

describe('parseGoDuration', () => {
  it.each([
    ['0', 0],
    ['1h30m', 5_400e9],
    ['1.5s', 1.5e9],
    ['.5ms', 500_000],
    ['-2µs', -2_000],
    ['+1ns', 1],
    ['', undefined],
    ['5', undefined],
    ['h', undefined],
    ['1d', undefined],
    ['1 h', undefined],
    ['9999999999h', undefined],
  ])('%s is %s ns', (text, expected) => {
    expect(parseGoDuration(text)).toBe(expected);
  });
});
