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
  ])('reads %j over %j', (conditions, names, expression, ...[vars, joins]) => {
    expect(read(conditions, names)).toMatchObject({ ok: true, conditions: { expression, names: vars, joins } });
  });

  it.each([
    ['zzz', 'unknown name zzz'],
    ['a &&', 'the conditions end where a dependency is expected'],
    ['a a', "'a' is not expected here"],
    ['!a', "'!' is not expected here"],
    ['a and a', "'and' is not expected here"],
    ['1dep', "'1' is not expected here"],
    ['true && a', 'true and false cannot be joined'],
    ['true == a', 'true and false cannot be compared with =='],
    ['a == a == a', "'==' is not expected here"],
    ['a | a', "'|' is not expected here"],
    [' ', 'the conditions end where a dependency is expected'],
    ['a'.repeat(5000), 'conditions have at most 4096 characters'],
  ])('does not translate %j', (conditions, message) => {
    const result = read(conditions, ['a', 'and', '1dep']);

    expect(result).toMatchObject({ ok: false, stage: 'translate' });
    expect(!result.ok && result.message).toContain(message);
  });

  it.each([
    ['', ['dep.x']],
    ['', ['in']],
    ['', ['a b']],
    ['', ['_a']],
    ['(a', ['a']],
    ['('.repeat(200).concat('a', ')'.repeat(200)), ['a']],
  ])('translates %j over %j to what cannot be parsed', (conditions, names) => {
    expect(read(conditions, names)).toMatchObject({ ok: false, stage: 'parse' });
  });

  it('answers any text', () => {
    const piece = fc.constantFrom('a', 'b-c', '&&', '||', '(', ')', '==', '<', 'true', '!', ' ', '1', '"');
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(typeof read(pieces.join(''), ['a', 'b-c']).ok).toBe('boolean');
        expect(typeof translateConditions(pieces.join(' '), ['a']).ok).toBe('boolean');
      }),
    );
  });
});
