import { describe, expect, it } from 'vitest';
import { createMinuteLimit, networkOf } from './limit-asking.ts';

describe('a limit of so many in a minute', () => {
  it('holds for each by itself, until its minute is over', () => {
    let now = 0;
    const limit = createMinuteLimit(2, () => now);
    limit.count('a');
    now = 10_000;
    limit.count('a');
    expect([limit.waitMs('a'), limit.waitMs('b')]).toEqual([50_000, 0]);
    now = 60_000;
    expect(limit.waitMs('a')).toBe(0);
    limit.count('a');
    expect(limit.waitMs('a')).toBe(0);
  });

  it('keeps no more than so many apart', () => {
    const limit = createMinuteLimit(1, () => 0);
    for (let each = 0; each <= 10_000; each += 1) limit.count(String(each));
    expect([limit.waitMs('0'), limit.waitMs('10000')]).toEqual([0, 60_000]);
  });
});

describe('the network of an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8::6', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['', ''],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
