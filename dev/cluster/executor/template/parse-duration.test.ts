import { describe, expect, it } from 'vitest';
import { parseDurationMs } from './parse-duration.ts';

describe('durations', () => {
  it.each([
    ['10', 10_000],
    ['1.5', 1500],
    ['20ms', 20],
    ['1m30s', 90_000],
    ['1.5h', 5_400_000],
    ['2d', 172_800_000],
    ['', undefined],
    ['soon', undefined],
    ['1x', undefined],
    ['-1s', undefined],
  ])('%j is %j ms', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });
});
