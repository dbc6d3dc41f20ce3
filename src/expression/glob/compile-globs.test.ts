import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGlobs, maxPatternLength, maxPatterns, maxValueLength, maxWildcards } from './compile-globs.ts';

function match(patterns: string[], value: string): boolean {
  const globs = compileGlobs(patterns);
  if (!globs.ok) throw new Error(globs.message);
  return globs.match(value);
}

interface Part {
  glob: string;
  source: string;
}

const { globMeaning } = fc.letrec<{ part: Part; list: Part[]; globMeaning: Part[] }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.constantFrom<Part>(
      ...['a', 'b', '/', 'é', '😀'].map((text) => ({ glob: text, source: text })),
      { glob: 'x/**/', source: 'x/(?:.*/)?' },
      { glob: 'b**', source: 'b.*' },
      { glob: 'a*b', source: 'a[^/]*b' },
      { glob: '?', source: '[^/]' },
      { glob: '[ab]', source: '[ab]' },
      { glob: '[!a-é]', source: '[^/a-é]' },
    ),
    fc.array(tie('list'), { minLength: 1, maxLength: 2 }).map(
      (lists): Part => ({
        glob: `{${lists.map((list) => list.map((part) => part.glob).join('')).join(',')}}`,
        source: `(?:${lists.map((list) => list.map((part) => part.source).join('')).join('|')})`,
      }),
    ),
  ),
  list: fc.array(tie('part'), { maxLength: 2 }),
  globMeaning: fc.array(tie('part'), { minLength: 1, maxLength: 5 }),
}));

describe('compileGlobs', () => {
  it.each([
    ['main', 'main', true],
    ['main', 'maint', false],
    ['main', 'Main', false],
    ['*', 'main', true],
    ['*', 'release/1', false],
    ['**', 'release/1', true],
    ['release/**', 'release/1', true],
    ['release/**', 'release/1/2', true],
    ['release/**', 'release', false],
    ['release/*', 'release/1/2', false],
    ['release-*', 'release-', true],
    ['v*', 'v1.10', true],
    ['v?', 'v1', true],
    ['v?', 'v', false],
    ['v?', 'v/', false],
    ['v[0-9]', 'v7', true],
    ['v[0-9]', 'va', false],
    ['v[!0-9]', 'va', true],
    ['v[^0-9]', 'v7', false],
    ['v[!0-9]', 'v/', false],
    ['v[-a]', 'v-', true],
    ['v[a-]', 'v-', true],
    ['v[.^]', 'v^', true],
    ['{src,lib}/*.ts', 'lib/a.ts', true],
    ['{src,lib}/*.ts', 'test/a.ts', false],
    ['{a,b{c,d}}', 'bd', true],
    ['{a,}b', 'b', true],
    ['a,b', 'a,b', true],
    ['**/*.md', 'README.md', true],
    ['**/*.md', 'docs/a/b.md', true],
    ['**/*.md', 'docs/a/b.mdx', false],
    ['src/**/test', 'src/test', true],
    ['src/**/test', 'src/a/b/test', true],
    ['src/**/test', 'srctest', false],
    ['x**/y', 'xa/b/y', true],
    ['{**/a,b}', 'q/a', true],
    ['src/**', 'src/.hidden', true],
    ['*.ts', '.ts', true],
    ['a.b', 'axb', false],
    ['a+b(c)|d$', 'a+b(c)|d$', true],
    ['\\*', '*', true],
    ['\\*', 'a', false],
    ['\\!a', '!a', true],
    ['a\\{b', 'a{b', true],
    ['füñ*', 'füñf', true],
    ['?', '😀', true],
    ['[😀-😂]', '😁', true],
    ['a\nb*', 'a\nbc', true],
  ])('%s and %j: %s', (pattern, value, expected) => {
    expect(match([pattern], value)).toBe(expected);
  });

  it.each([
    [['src/**', '!**/*.md'], 'src/a.ts', true],
    [['src/**', '!**/*.md'], 'src/a.md', false],
    [['src/**', '!**/*.md', 'src/keep.md'], 'src/keep.md', true],
    [['!**/*.md', 'src/**'], 'src/a.md', true],
    [['!**/*.md'], 'src/a.ts', true],
    [['!**/*.md', '!docs/**'], 'docs/a.ts', false],
    [['main', 'dev'], 'dev', true],
    [[], 'anything', false],
  ])('%j: the last pattern that matches %s decides: %s', (patterns, value, expected) => {
    expect(match(patterns, value)).toBe(expected);
  });

  it.each([
    ['', 0, 'the pattern is empty'],
    ['!', 1, 'the pattern is empty'],
    ['a[b', 1, 'the "[" has no "]"'],
    ['a[]', 1, 'the "[]" names no character'],
    ['a[/]', 1, 'a "/" cannot stand between "[" and "]"'],
    ['a[z-a]', 1, 'the range in "[z-a]" is backwards'],
    ['!a{b', 2, 'the "{" has no "}"'],
    ['a}', 1, 'the "}" has no "{" before it'],
    ['a\\', 1, 'the "\\" at the end has nothing to escape'],
    ['@(a|b)', 0, '"@(" is not understood; write a choice as {a,b}, or \\( for a parenthesis'],
    ['x'.repeat(maxPatternLength + 1), maxPatternLength, 'the pattern is longer than 256 characters'],
  ])('%j is refused at %i', (pattern, offset, message) => {
    expect(compileGlobs(['ok', pattern])).toEqual({ ok: false, index: 1, offset, message });
  });

  it('refuses a list that is too long or has too many wildcards', () => {
    expect(compileGlobs(Array.from({ length: maxPatterns + 1 }, () => 'a'))).toMatchObject({ index: maxPatterns });
    expect(compileGlobs(Array.from({ length: 3 }, () => '?'.repeat(maxWildcards / 2)))).toMatchObject({ index: 2 });
  });

  it('a value longer than any path matches nothing', () => {
    expect(match(['**'], 'a'.repeat(maxValueLength))).toBe(true);
    expect(match(['**'], 'a'.repeat(maxValueLength + 1))).toBe(false);
    expect(match(['!b'], 'a'.repeat(maxValueLength + 1))).toBe(false);
  });

  it('says of any glob what its meaning as an expression says', () => {
    const character = fc.constantFrom('a', 'b', '/', 'é', '😀', '.');
    fc.assert(
      fc.property(globMeaning, fc.array(character, { maxLength: 12 }), (parts, value) => {
        const glob = parts.map((part) => part.glob).join('');
        const meaning = new RegExp(`^(?:${parts.map((part) => part.source).join('')})$`, 'su');
        const text = value.join('');
        fc.pre(glob !== '' && glob.length <= maxPatternLength);
        expect(match([glob], text)).toBe(meaning.test(text));
      }),
      { numRuns: 1_000 },
    );
  });

  it('never throws, and a literal matches itself alone', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), fc.string({ unit: 'binary' }), (patterns, value) => {
        const globs = compileGlobs(patterns);
        if (globs.ok) expect(typeof globs.match(value)).toBe('boolean');
      }),
    );
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 50 }), fc.string(), (literal, other) => {
        const escaped = [...literal].map((character) => `\\${character}`).join('');
        expect(match([escaped], literal)).toBe(true);
        expect(match([escaped], other)).toBe(other === literal);
      }),
    );
  });
});
