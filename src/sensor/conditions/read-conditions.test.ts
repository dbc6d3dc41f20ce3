import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConditions } from './read-conditions.ts';
import { translateConditions } from './translate-conditions.ts';

function read(conditions: string, names: string[]) {
  const dependencies = names.map((name) => ({ name, eventSourceName: 's', eventName: 'e' }));
  return readConditions({ template: { name: 't', conditions } }, { dependencies });
}

describe('readConditions', () => {
  it.each([
    ['', ['a', 'b-c'], 'a&&b-c', ['a', 'b-c'], true],
    ['(a||b)&&c', ['a', 'b', 'c'], '(a||b)&&c', ['a', 'b', 'c'], true],
    ['b || a || b', ['a', 'b'], 'b||a||b', ['b', 'a'], false],
    ['dep_1', ['dep-1'], 'dep-1', ['dep-1'], false],
    ['a-b', ['a-b', 'a_b'], 'a_b', ['a_b'], false],
    ['a == a', ['a'], 'true', [], false],
    ['a < b', ['a', 'b'], 'true', [], false],
    ['a >= b', ['a', 'b'], 'false', [], false],
    ['a != a', ['a'], 'false', [], false],
    ['a <= a', ['a'], 'true', [], false],
    ['false', ['a'], 'false', [], false],
    ['"a" && (b)', ['a', 'b'], 'a&&(b)', ['a', 'b'], true],
    ['len', ['len'], 'len', ['len'], false],
  ])('reads %j over %j', (conditions, names, expression, ...[vars, joins]) => {
    expect(read(conditions, names)).toMatchObject({ ok: true, conditions: { expression, names: vars, joins } });
  });

  it.each([
    ['zzz', 'unknown name zzz'],
    ['a &&', 'unexpected token EOF'],
    ['a a', 'unexpected token Identifier("a")'],
    ['!a', 'interface conversion: interface {} is string, not bool'],
    ['a and a', 'interface conversion: interface {} is string, not bool'],
    ['1dep', 'bad number syntax: "1d"'],
    ['true && a', 'invalid operation: + (mismatched types bool and string)'],
    ['a | a', 'unexpected token'],
    ['a && len', 'invalid operation: + (mismatched types'],
    [' ', 'unexpected token EOF'],
    ['('.repeat(200).concat('a', ')'.repeat(200)), 'chains more than'],
    ['a'.repeat(5000), 'conditions have at most 4096 characters'],
  ])('does not translate %j', (conditions, message) => {
    const result = read(conditions, ['a', 'and', '1dep']);

    expect(result).toMatchObject({ ok: false, stage: 'translate' });
    expect(!result.ok && result.message).toContain(message);
  });

  it.each([
    ['', ['dep.x']],
    ['', ['in']],
    ['IN', ['IN']],
    ['nil', ['a']],
    ['', ['a b']],
    ['', ['_a']],
    ['(a', ['a']],
  ])('translates %j over %j to what cannot be parsed', (conditions, names) => {
    expect(read(conditions, names)).toMatchObject({ ok: false, stage: 'parse' });
  });

  it('does not take what is no dependency', () => {
    expect(read('a || "b"', ['a'])).toEqual({
      ok: false,
      stage: 'subscribe',
      expression: 'a||b',
      message: 'Dependency expression and dependency list do not match, b is not found',
    });
  });

  it('answers any text', () => {
    const piece = fc.constantFrom(
      'a',
      'b-c',
      '&&',
      '||',
      '(',
      ')',
      '==',
      '<',
      'true',
      '!',
      ' ',
      '1',
      '"',
      'len',
      'nil',
      'in',
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(typeof read(pieces.join(''), ['a', 'b-c']).ok).toBe('boolean');
        expect(typeof translateConditions(pieces.join(' '), ['a']).ok).toBe('boolean');
      }),
    );
  });
});
