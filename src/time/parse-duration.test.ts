import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration } from './parse-duration.ts';

describe('parseDuration', () => {
  it.each([
    ['1s', 1000],
    ['2m', 120_000],
    ['3h', 10_800_000],
    ['30d', 2_592_000_000],
    ['1w', 604_800_000],
    ['1d12h', 129_600_000],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '5', 'd', '0d', '-1d', '1.5h', '1d 2h', '1y', '9999999999d'])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it('adds up its parts, and gives a positive number or nothing for any text', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(10_000), (days, hours) => {
        const ms = days * 86_400_000 + hours * 3_600_000;
        expect(parseDuration(`${days}d${hours}h`)).toBe(ms === 0 ? undefined : ms);
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => (parseDuration(text) ?? 1) > 0));
  });
});
