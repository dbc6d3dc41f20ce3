import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePartAllowance } from '../work/work-allowance.ts';
import { compileRegularExpression } from './compile-regular-expression.ts';
import { estimatePattern } from './estimate-pattern.ts';

function matches(pattern: string, text: string): boolean | undefined | string {
  const compilation = compileRegularExpression(pattern);
  return compilation.ok ? compilation.expression.test(text) : compilation.message;
}

const repeated = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.constantFrom(',', ''), fc.integer({ min: 0, max: 30 }));
const part = fc.oneof(
  fc.constantFrom(
    ...[
      'a',
      '(',
      ')',
      '(?:',
      '|',
      '*',
      '+?',
      '?',
      '.',
      '[^]a-z]',
      '[[:alpha:]\\]]',
      '\\pL',
      '\\p{Han}',
      '\\x{41}',
      '\\Qa*\\E',
      '\\Q\\E',
      '\\b',
      '(?i)',
    ],
  ),
  repeated.map(([least, comma, more]) => `{${least}${comma}${comma === '' ? '' : least + more}}`),
);

describe('estimatePattern', () => {
  it('never tells fewer instructions than a pattern has', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const pattern = parts.join('');
        const compiled = compileRegularExpression(pattern);
        const size = compiled.ok ? compiled.expression.size : 0;
        expect(estimatePattern(pattern).instructions).toBeGreaterThanOrEqual(size);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['^refs/heads/main$', 17],
    ['x{1000}', 1000],
    ['(?:a|bc){3,7}', 28],
    ['[a-z0-9_-]+\\.(jpg|png)', 13],
  ])('tells of %s no more than four times what it has', (pattern, size) => {
    expect(estimatePattern(pattern).instructions).toBeLessThan(4 * size);
  });
});

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
    expect(matches('(){100}'.repeat(280), '')).toMatch(/more than 5000 instructions/);
  });

  it('does not match a text for which the pattern would take too much work', () => {
    expect(matches('.{999}b', 'x'.repeat(1_000_000))).toBeUndefined();
  });

  it('takes its work from an allowance, of each pattern once, whatever is kept', () => {
    const [first, second] = [makePartAllowance('conditions'), makePartAllowance('conditions')];
    const { left } = first;
    compileRegularExpression('^once$', first);
    const { left: afterwards } = first;
    compileRegularExpression('^once$', first);
    compileRegularExpression('^once$', second);

    expect(afterwards).toBeLessThan(left);
    expect([first.left, second.left]).toEqual([afterwards, afterwards]);
  });

  it('compiles nothing that an allowance cannot pay for', () => {
    const work = makePartAllowance('conditions');
    expect(compileRegularExpression('x{1000}', work)).toMatchObject({ ok: false });
    expect(work.left).toBe(0);
    expect(compileRegularExpression('x{1000}')).toMatchObject({ ok: true });
    expect(compileRegularExpression('x{1000}', work)).toMatchObject({ ok: false });
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
