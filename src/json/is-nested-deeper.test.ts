import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDeeperThan } from './is-deeper-than.ts';
import { isNestedDeeper } from './is-nested-deeper.ts';

describe('isNestedDeeper', () => {
  it('says of a value what is said of its text', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.integer({ min: 0, max: 7 }), (value, limit) => {
        expect(isNestedDeeper(value, limit)).toBe(isDeeperThan(JSON.stringify(value), limit));
      }),
    );
  });

  it('can be asked about any depth', () => {
    let value: unknown = 1;
    for (let depth = 0; depth < 100_000; depth += 1) value = depth % 2 === 0 ? [value] : { value };
    expect(isNestedDeeper(value, 200)).toBe(true);
  });
});
