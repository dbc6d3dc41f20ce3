import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blankTexts } from './blank-texts.ts';
import { findAbsentWord } from './find-absent-word.ts';
import { spellOut } from './spell-out.ts';

describe('the code of a jq program', () => {
  it.each([
    ['.a + "text"', '.a +       '],
    ['"a \\(.b) c"', '    (.b)   '],
    ['"\\(f("x)"; (1)))"', '  (f(    ; (1))) '],
    ['"\\("\\(.a)")"', '  (  (.a) ) '],
    ['"a\\"b" | .c', '       | .c'],
    ['.a # c "\n.b', '.a      \n.b'],
    ['1 # c \\\n 2\n 3', '1         \n 3'],
    ['1 # c \\\\\n 2', '1       \n 2'],
    ['"open', '     '],
  ])('of %j is %j', (program, code) => {
    expect(blankTexts(program)).toBe(code);
  });

  it('is as long as the program, whatever that is', () => {
    const unit = fc.constantFrom('"', '\\', '(', ')', '#', '\n', 'a', '\r', '?//', '😀');
    fc.assert(
      fc.property(fc.string({ unit }), (program) => {
        expect(blankTexts(program)).toHaveLength(program.length);
      }),
    );
  });
});

describe('words that gojq does not know', () => {
  it.each([
    ['$__loc__', '$__loc__'],
    ['"\\($__prog_args)"', '$__prog_args'],
    ['import "a" as a; .', 'import'],
    ['  include "a"; .', 'include'],
    ['"$__loc__"', undefined],
    ['.import | $import', undefined],
    ['{important: 1}', undefined],
  ])('are found in %j: %s', (program, word) => {
    expect(findAbsentWord(program)).toBe(word);
  });
});

describe('what only gojq reads', () => {
  it.each([
    ['.a?//1', '.a? //1'],
    ['"?//" | .a?//"?//"', '"?//" | .a? //"?//"'],
    ['.a // 1', '.a // 1'],
    ['{a: .b // 1}', '{a:( .b // 1)}'],
    ['{a: 1, b: {c: 2, d}, "e": [3, 4]}', '{a:( 1), b:( {c:( 2), d}), "e":( [3, 4])}'],
    ['{(.a): .b, "\\(.c, {d: 1})": .e}', '{(.a):( .b), "\\(.c, {d:( 1)})":( .e)}'],
    ['def f: .a; {b}', 'def f: .a; {b}'],
    ['. as {a: $b, c: [$d]} | {a: $b}', '. as {a: $b, c: [$d]} | {a:( $b)}'],
    ['. as [{a: $b}] | {a: $b}', '. as [{a: $b}] | {a:( $b)}'],
  ])('%j is written %j', (program, spelled) => {
    expect(spellOut(program)).toBe(spelled);
  });
});
