import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitConjunction } from './split-conjunction.ts';

describe('splitConjunction', () => {
  it.each([
    ['a', ['a']],
    ['a && b', ['a', 'b']],
    ['payload.x != "&&" and b == 1 && c', ['payload.x != "&&"', 'b == 1', 'c']],
    ['a || b', ['a || b']],
    ['(a || b) && c', ['(a || b)', 'c']],
    ['"ä😀" == x && b', ['"ä😀" == x', 'b']],
    ['a &&', ['a &&']],
  ])('%s', (text, parts) => {
    expect(splitConjunction(text)).toEqual(parts);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => splitConjunction(text).length > 0));
  });
});
