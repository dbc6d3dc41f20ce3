import { describe, expect, it } from 'vitest';
import { floatError, parseFloatText } from './parse-float.ts';

describe('parseFloatText', () => {
  it.each([
    ['1', 1],
    ['-1.5', -1.5],
    ['+1', 1],
    ['.5', 0.5],
    ['5.', 5],
    ['4.2e1', 42],
    ['Inf', Infinity],
    ['-infinity', -Infinity],
    ['NaN', Number.NaN],
    ['0x1p4', 16],
    ['-0x1.8p1', -3],
    ['0x.8p0', 0.5],
    ['1_000', 1000],
    ['1e1_0', 1e10],
    ['0x_1p0', 1],
  ])('reads %s as %d', (text, value) => {
    expect(parseFloatText(text)).toEqual({ value });
  });

  it.each(['', 'abc', ' 1', '1 ', '0x2A', '0xp1', '1__0', '_1', '1_', '1_.5', '+nan', 'infx', '--1', '１'])(
    'takes %j for no number',
    (text) => {
      expect(parseFloatText(text)).toEqual({ value: 0, error: 'invalid syntax' });
    },
  );

  it.each([
    ['1e400', Infinity],
    ['-1e400', -Infinity],
    ['0x1p1024', Infinity],
  ])('reads %s as out of range', (text, value) => {
    expect(parseFloatText(text)).toEqual({ value, error: 'value out of range' });
  });

  it('names the text in an error as Go does', () => {
    expect(floatError('"abc"', parseFloatText('abc'))).toBe('strconv.ParseFloat: parsing "abc": invalid syntax');
    expect(floatError('"1"', parseFloatText('1'))).toBeUndefined();
  });
});
