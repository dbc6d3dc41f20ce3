import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { syntaxLimits } from '../pratt/limits.ts';
import { compileSensorExpression } from './compile-sensor-expression.ts';

const parameters = {
  ref: 'refs/heads/main',
  count: 3,
  list: [1, 2, 'x'],
  nothing: null,
  flag: true,
  'my-name': 'n',
  object: { name: 'o' },
  other: '[',
  é: 'é',
};

/** The value, or `{ error }`. */
function evaluate(text: string, given: Record<string, unknown> = parameters): unknown {
  const compiled = compileSensorExpression(text);
  const result = compiled.ok ? compiled.evaluate(given) : compiled;
  return result.ok ? result.value : { error: result.message };
}

describe('compileSensorExpression', () => {
  // What govaluate answered to the same expression and parameters.
  it.each<[string, unknown]>([
    ['1 + 2 * 3', 7],
    ['2 ** 3 ** 2', 64],
    ['-2 ** 2', 4],
    ['-7 % 3', -1],
    ['1 / 0', Number.POSITIVE_INFINITY],
    ['0x2A', 42],
    ['1 << 3 | 1', 9],
    ['5 & 3 ^ 1', 0],
    ['~5', -6],
    ["'a' + 1", 'a1'],
    ["nothing + 'x'", '<nil>x'],
    ["ref =~ '^refs/heads/'", true],
    ["ref !~ 'main'", false],
    ["ref in ('refs/heads/main', 'x')", true],
    ["'x' in list", true],
    ["count == '3'", false],
    ['list == list', true],
    ['nothing == nothing', true],
    ['true && false || true', true],
    ['false && missing', false],
    ['true || missing', true],
    ["count > 2 ? 'many' : 'few'", 'many'],
    ['false ? 1', null],
    ['nothing ?? 4', 4],
    ["'2024-01-02'", 1_704_153_600],
    ["'2024-01-02' > '2024-01-01'", true],
    ['[my-name]', 'n'],
    ['my\\-name', 'n'],
    ['count == -1', false],
    ["'a\\'b'", "a'b"],
    ['1, 2', [1, 2]],
    ['()', null],
    ["é == 'é'", true],
  ])('evaluates %s as %j', (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });

  it.each([
    ['missing', "No parameter 'missing' found."],
    ["count >= 'a'", "Value '3' cannot be used with the comparator '>=', it is not a number"],
    ['flag && count', "Value '3' cannot be used with the logical operator '&&', it is not a bool"],
    ['count + nothing', "Value '3' cannot be used with the modifier '+', it is not a number"],
    ['ref =~ other', "Unable to compile regexp pattern '[': error parsing regexp: missing closing ]: `[`"],
    ['1 ? 2 : 3', "Value '1' cannot be used with the ternary operator '?', it is not a bool"],
    ['3 > 2 > 1', "Value 'true' cannot be used with the comparator '>', it is not a number"],
  ])('%s fails in govaluate’s words', (text, error) => {
    expect(evaluate(text)).toEqual({ error });
  });

  it.each([
    ['count==-1', 5, "Invalid token: '==-'"],
    ['!!flag', 0, "Invalid token: '!!'"],
    ['count = 3', 6, "Invalid token: '='"],
    ['1.5e3', 3, 'Cannot transition token types from NUMERIC [1.5] to VARIABLE [e3]'],
    ['count and flag', 6, 'Cannot transition token types from VARIABLE [count] to VARIABLE [and]'],
    ['foo(1)', 3, 'Undefined function foo'],
    ['object.name', 0, "Unable to access unexported field 'name' in token 'object.name'"],
    ['1 +', 3, 'Unexpected end of expression'],
    ['', 0, 'Unexpected end of expression'],
    ['(1', 2, 'Unbalanced parenthesis'],
    ["'abc", 0, 'Unclosed string literal'],
    ["ref =~ '('", 7, 'error parsing regexp: missing closing ): `(`'],
    ['== 1', 0, 'Cannot transition token types from UNKNOWN [<nil>] to COMPARATOR [==]'],
    ["'😀' $", 5, "Invalid token: '$'"],
  ])('%s is no expression, from UTF-16 unit %i on', (text, offset, message) => {
    expect(compileSensorExpression(text)).toMatchObject({ ok: false, message, offset });
  });

  it('names what it reads', () => {
    const compiled = compileSensorExpression("b > 1 && a-b =~ 'x' || [c d] in (b, a)");

    expect(compiled.ok && compiled.names).toEqual(['b', 'a', 'c d']);
  });

  it('reads own properties only', () => {
    expect(evaluate('constructor', {})).toEqual({ error: "No parameter 'constructor' found." });
    expect(evaluate('[__proto__]', {})).toEqual({ error: "No parameter '__proto__' found." });
  });

  it.each([
    ['too long', 'a'.repeat(syntaxLimits.length + 1), /more than 8192 characters/],
    ['nested too deep', `${'('.repeat(151)}1${')'.repeat(151)}`, /nests more than 150 deep/],
    ['chained too long', `1${' + 1'.repeat(500)}`, /chains more than 400 operators/],
  ])('refuses what is %s', (_, text, message) => {
    expect(evaluate(text)).toEqual({ error: expect.stringMatching(message) });
  });

  it('bounds the work and the texts of an evaluation', () => {
    const matching = Array.from({ length: 100 }, () => "a =~ '.{999}b'").join(' || ');

    expect(evaluate(matching, { a: 'a'.repeat(100_000) })).toEqual({
      error: 'the expression needs more than 5000000 steps',
    });
    expect(evaluate('a + a + a + a + a + a', { a: 'a'.repeat(5_000_000) })).toEqual({
      error: 'memory budget exceeded',
    });
    const work = { left: 1_000, paid: new Set<string>() };
    const compiled = compileSensorExpression("a =~ '.{999}b'");
    expect(compiled.ok && compiled.evaluate({ a: 'a'.repeat(1_000) }, { work })).toMatchObject({ ok: false });
    expect(work.left).toBe(0);
  });

  it('compiles no more patterns than one expression may have', () => {
    const large = Array.from({ length: 60 }, (_, index) => `a =~ 'x{999}${index}'`).join(' || ');
    expect(compileSensorExpression(large)).toMatchObject({ ok: false, message: expect.stringMatching(/more work/) });
    const few = compileSensorExpression("a =~ 'x{999}' || b =~ 'x{999}'");
    const one = compileSensorExpression("a =~ 'x{999}'");
    expect(few.patternWork).toBe(one.patternWork);
    expect(one.patternWork).toBeGreaterThan(1_000_000);
  });

  it('makes patterns of values at the cost of the evaluation', () => {
    const compiled = compileSensorExpression("a =~ (b + '1') || a =~ (b + '2') || a =~ (b + '3')");
    const work = { left: 8_000_000, paid: new Set<string>() };
    expect(compiled.ok && compiled.evaluate({ a: 'a', b: 'x{999}' }, { work })).toMatchObject({ ok: false });
    expect(compiled.ok && compiled.evaluate({ a: 'a', b: 'x{999}' })).toEqual({ ok: true, value: false });
  });

  it('answers any text with a value or its problem', () => {
    const word = fc.constantFrom(
      ..."a b [c-d] 1 2.5 'x' \"y\" true false + - * / % ** == != > <= =~ !~ && || ! ~ in ( ) , ? : ?? & | ^ << >> '( \\".split(
        ' ',
      ),
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(word, { maxLength: 30 }).map((words) => words.join(' ')),
    );
    const values = fc.dictionary(fc.constantFrom('a', 'b', 'c-d'), fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(text, values, (source, given) => {
        const compiled = compileSensorExpression(source);
        if (!compiled.ok) {
          expect(compiled.offset).toBeGreaterThanOrEqual(0);
          expect(compiled.offset).toBeLessThanOrEqual(source.length);
          return;
        }
        const work = { left: 10_000_000, paid: new Set<string>() };
        const result = compiled.evaluate(given, { work });
        expect(result.ok ? 'string' : typeof result.message).toBe('string');
        expect(compiled.evaluate(given)).toEqual(result);
      }),
      { numRuns: 500 },
    );
  });
});
