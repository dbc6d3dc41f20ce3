import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findBeginning } from './find-beginning.ts';

describe('findBeginning', () => {
  it('overlooks no text that holds one of the forms', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '😀', '"', '\n'), minLength: 1, maxLength: 9 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '😀', '"', '\n'), maxLength: 40 });
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 5 }), text, text, (forms, before, after) => {
        const find = findBeginning(forms);
        for (const form of forms) expect(find(before + form + after)).toBe(true);
        if (!find(before)) for (const form of forms) expect(before.includes(form)).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('passes over a text that holds none', () => {
    const find = findBeginning(['a known secret', 'YSBrbm93biBzZWNyZXQ=']);
    expect(find('{"level":"info","msg":"a knot, and nothing else"}')).toBe(false);
    expect(find('a know')).toBe(true);
    expect(findBeginning([])('anything')).toBe(false);
  });
});
