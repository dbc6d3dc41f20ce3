import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { syntaxLimits } from '../pratt/limits.ts';
import { compileBindingExpression } from './compile-binding-expression.ts';
import type { Dialect } from './dialect.ts';

function evaluate(text: string, environment: Record<string, unknown> = {}, dialect: Dialect = '1.17'): unknown {
  const compiled = compileBindingExpression(text, { dialect, environment });
  const result = compiled.ok ? compiled.evaluate(environment) : compiled;
  return result.ok ? result.value : result.reason;
}

describe('compileBindingExpression', () => {
  it.each([
    ['string(len("é"))', '1', '2'],
    ['foo', 'unknown name foo (1:1)', null],
    ['toJSON(concat([1], []))', '[\n  1\n]', 'reflect: call of reflect.Value.Call on zero Value (1:8)'],
    ['if true { "a" } else { "b" }', 'a', 'unexpected token Identifier("true") (1:4)'],
  ])('%s is %j in 1.17 and %j in 1.15', (text, newer, older) => {
    expect(evaluate(text)).toBe(newer);
    expect(evaluate(text, {}, '1.15')).toBe(older);
  });

  it('reads own properties of the environment only', () => {
    expect(evaluate('constructor')).toBe('unknown name constructor (1:1)');
    expect(evaluate('payload.constructor', { payload: {} })).toBeNull();
    expect(evaluate('payload["__proto__"]', { payload: {} })).toBeNull();
  });

  it.each([
    ['too long', ' '.repeat(syntaxLimits.length + 1), 'more than 8192 characters'],
    ['nested too deep', `${'['.repeat(200)}${']'.repeat(200)}`, 'nests more than 150 deep'],
    ['chained too long', `1${' + 1'.repeat(500)}`, 'chains more than 400 operators'],
    ['a loop in a loop in a loop', 'count(1..900, any(1..900, any(1..900, # < 0)))', 'memory budget exceeded'],
    ['a search through a long list again and again', 'count(1..2000, -1 in l)', 'more than 5000000 steps'],
    ['a text that doubles', 'len(reduce(1..100, #acc + #acc, "a"))', 'memory budget exceeded'],
    ['a text that is repeated', 'repeat("a", 1000000000)', 'memory budget exceeded'],
    ['a range without end', '0..1000000000', 'memory budget exceeded'],
    ['a pattern over a long text', 'count(1..1000, s matches p)', 'more than 5000000 steps'],
  ])('refuses what is %s', (_, text, message) => {
    const environment = { l: Array.from({ length: 100_000 }, (_item, at) => at), s: 'a'.repeat(5_000), p: '.{999}b' };

    expect(evaluate(text, environment)).toContain(message);
  });

  it('answers any text with a value or its problem, the same each time', () => {
    const word = fc.constantFrom(
      ...`a b payload payload.x payload?.x # .x #acc 1 2.5 "x" 'y' true nil + - * / % ** == != > <= && || not in matches contains ( ) [
        ] { } , ? : ?? | ; let x = 1..3 map( filter( any( all( len( reduce( sort( groupBy( split( date( int( string( keys( ) "(" \\`.split(
        /\s+/,
      ),
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(word, { maxLength: 30 }).map((words) => words.join(' ')),
    );
    const values = fc.record({
      a: fc.jsonValue({ maxDepth: 2 }),
      b: fc.integer(),
      payload: fc.object({ maxDepth: 3 }),
    });
    fc.assert(
      fc.property(text, values, fc.constantFrom<Dialect>('1.15', '1.17'), (source, environment, dialect) => {
        const compiled = compileBindingExpression(source, { dialect, environment });
        const result = compiled.ok ? compiled.evaluate(environment) : compiled;
        if (!result.ok) {
          expect(typeof result.message).toBe('string');
          expect(result.offset).toBeGreaterThanOrEqual(0);
          expect(result.offset).toBeLessThanOrEqual(source.length);
        }
        expect(compiled.ok ? compiled.evaluate(environment) : compiled).toEqual(result);
      }),
      { numRuns: 500 },
    );
  });
});
