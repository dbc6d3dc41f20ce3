import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutText, cutToBytes } from './cut-text.ts';

const note = '\n(cut)\n';

describe('cutText', () => {
  it.each([
    ['short', 5, 'short'],
    ['longer', 5, 'long…'],
    ['ab😀cd', 4, 'ab…'],
    ['anything', 0, '…'],
  ])('cuts %j to %i as %j', (text, length, expected) => {
    expect(cutText(text, length)).toBe(expected);
  });
});

describe('cutToBytes', () => {
  it('leaves what fits', () => {
    expect(cutToBytes('äöü', 6, note)).toBe('äöü');
  });

  it('cuts at the end of a line where that keeps most of it', () => {
    expect(cutToBytes('first line\nsecond line\nthird', 25, note)).toBe('first line\n(cut)\n');
  });

  it('cuts a single long line between characters', () => {
    expect(cutToBytes('😀'.repeat(10), 20, note)).toBe(`😀😀😀${note}`);
  });

  it('is the beginning of the note where not even that fits', () => {
    expect(cutToBytes('text text', 3, note)).toBe('\n(c');
  });

  it('never exceeds its bytes and never splits a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(60), (text, bytes) => {
        const cut = cutToBytes(text, bytes, note);
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(bytes);
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
  });
});
