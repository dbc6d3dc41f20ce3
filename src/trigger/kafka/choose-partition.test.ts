import { describe, expect, it } from 'vitest';
import { choosePartition } from './choose-partition.ts';

describe('choosePartition', () => {
  // FNV-1a's own test values: http://www.isthe.com/chongo/tech/comp/fnv/
  it.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
    ['hello', 0x4f9f2cab],
  ])('hashes %j as sarama does, whose number is signed', (key, hash) => {
    for (const partitions of [1, 2, 7, 50]) {
      expect(choosePartition(key, partitions)).toBe(Math.abs((hash > 0x7fffffff ? hash - 2 ** 32 : hash) % partitions));
    }
  });

  it('takes a text by its bytes in UTF-8', () => {
    expect(choosePartition('é', 1000)).not.toBe(choosePartition('e', 1000));
  });
});
