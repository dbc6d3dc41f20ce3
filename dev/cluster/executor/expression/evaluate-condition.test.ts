import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateCondition, evaluateWhen } from './evaluate-condition.ts';

describe('when', () => {
  it.each([
    ['true', true],
    ['heads == heads', true],
    ['heads == tails', false],
    ['\'a b\' == "a b"', true],
    ['1 == 1.0', true],
    ['"1" == 1', false],
    ['1 < 2 && 2 >= 2', true],
    ['"a" < "b"', true],
    ['false || true && false', false],
    ['!(true && false)', true],
    ['not false and true or false', true],
    ['1 + 2 * 3 - 4 / 2 == 5', true],
    ['7 % 4 == 3', true],
    ['-1 < 0', true],
    ['2 in (1, 2)', true],
    ['a in [b, c]', false],
    ['1 > 2 ? false : true', true],
    ['nil ?? true', true],
    ['a.b == "a.b"', true],
    ['main != ""', true],
  ])('%s is %s', (text, holds) => {
    expect(evaluateWhen(text)).toEqual({ ok: true, holds });
  });

  it.each([
    ['1 +', 'Unexpected end of expression'],
    ['== 1', "Unexpected token '=='"],
    ['(1 == 1', 'Unexpected end of expression'],
    ['"open', 'Invalid token'],
    ['a # b', 'Invalid token'],
    ['1 && 2', "cannot be used with the operator '&&'"],
    ['1 - "a" == 2', "cannot be used with the operator '-'"],
    ['-"a" == 1', 'invalid operation'],
    ['"abc"', 'Expected boolean evaluation for \'"abc"\'. Got abc'],
    ['a =~ b', 'the operator =~'],
    ['f(1, 2) == 3', 'the function f with 2 parameters'],
    ['asInt("x") == 3', 'cannot call asInt with x'],
    ['('.repeat(60), 'nested too deeply'],
    ['!'.repeat(60), 'nested too deeply'],
  ])('%s is refused', (text, message) => {
    expect(evaluateWhen(text)).toMatchObject({ ok: false, message: expect.stringContaining(message) });
  });

  it('never throws', () => {
    const word = fc.constantFrom(
      'a',
      '1',
      '"s"',
      '(',
      ')',
      '&&',
      '||',
      '!',
      '==',
      '<',
      '+',
      '-',
      '[',
      ']',
      ',',
      '.',
      '?',
      ':',
      'in',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 40 }).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(text, (each) => {
        const result = evaluateWhen(each);
        expect(typeof (result.ok ? result.holds : result.message)).toBe(result.ok ? 'boolean' : 'string');
      }),
    );
  });
});

describe('conditions over values', () => {
  const lookup = (path: string[]) =>
    new Map([
      ['lastRetry.exitCode', '2'],
      ['a-b.c', 'x'],
    ]).get(path.join('.'));

  it.each([
    ['asInt(lastRetry.exitCode) > 1', true],
    ["lastRetry['exitCode'] == '2'", true],
    ["upper(lastRetry.exitCode + 'a') == '2A'", true],
    ['len(trim(" ab ")) == 2', true],
    ['sprig.lower("AB") == "ab"', true],
    ['string(1.5) == "1.5" && toJson("a") == "\\"a\\"" && float("1.5") == 1.5', true],
    ['"\\u0041\\n" == "A\\n"', true],
  ])('%s is %s', (text, holds) => {
    expect(evaluateCondition(text, lookup, 'x')).toEqual({ ok: true, holds });
  });

  it('names what is missing', () => {
    expect(evaluateCondition('nobody == 1', lookup, 'x')).toMatchObject({
      message: "Invalid 'x' expression 'nobody == 1': nobody is missing",
    });
  });
});
