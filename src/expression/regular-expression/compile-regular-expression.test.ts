import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRegularExpression } from './compile-regular-expression.ts';

function matches(pattern: string, text: string): boolean | undefined | string {
  const compilation = compileRegularExpression(pattern);
  return compilation.ok ? compilation.expression.test(text) : compilation.message;
}

describe('compileRegularExpression', () => {
  it.each([
    ['push', 'a pushes', true],
    ['^push$', 'pushes', false],
    ['(?i)PUSH', 'push', true],
    ['\\z', '', true],
    ['^.$', '😀', true],
    ['[[:alpha:]]+', '42', false],
    ['refs/heads/(main|release/.*)', 'refs/heads/release/1', true],
  ])('%s on %s is %s, unanchored and in Go’s syntax', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  it.each([
    ['(?!main)', 'error parsing regexp: invalid or unsupported Perl syntax: `(?!`'],
    ['(unclosed', 'error parsing regexp: missing closing ): `(unclosed`'],
    ['a\\', 'error parsing regexp: trailing backslash at end of expression: ``'],
    ['\\1', 'error parsing regexp: invalid escape sequence: `\\1`'],
    ['x{1001}', 'error parsing regexp: invalid repeat count: `{1001}`'],
  ])('%s is refused in Go’s words', (pattern, message) => {
    expect(matches(pattern, '')).toBe(message);
  });

  it('refuses what is too long or too large', () => {
    expect(matches('a'.repeat(2001), '')).toMatch(/more than 2000 characters/);
    expect(matches('.{999}'.repeat(20), '')).toMatch(/more than 5000 instructions/);
  });

  it('does not match a text for which the pattern would take too much work', () => {
    expect(matches('.{999}b', 'x'.repeat(1_000_000))).toBeUndefined();
  });

  it('keeps working when more patterns come than it keeps', () => {
    for (let count = 0; count < 1_100; count++) expect(matches(`^a${count}$`, `a${count}`)).toBe(true);
    expect(matches('^a0$', 'a0')).toBe(true);
  });

  it('answers every pattern with a value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (pattern, text) => {
        expect(['boolean', 'string']).toContain(typeof matches(pattern, text));
      }),
    );
  });
});
