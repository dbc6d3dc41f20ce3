import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marshalAsGo } from './marshal-as-go.ts';

describe('marshalAsGo', () => {
  it.each([
    [
      'keys sorted at every level',
      '{"b":1,"a":{"d":1,"c":[{"z":0,"y":0}]}}',
      '{"a":{"c":[{"y":0,"z":0}],"d":1},"b":1}',
    ],
    ['keys that look like numbers sorted as text', '{"9":1,"10":2,"1":3}', '{"1":3,"10":2,"9":1}'],
    ['keys in UTF-8 order above the basic plane', '{"\\ud83d\\ude00":1,"\\uff5e":2}', '{"\uff5e":2,"\u{1f600}":1}'],
    ['angle brackets and ampersands', '{"a":"<b>&amp;"}', '{"a":"\\u003cb\\u003e\\u0026amp;"}'],
    ['the same in keys', '{"<":1}', '{"\\u003c":1}'],
    ['line and paragraph separators', '["\\u2028\\u2029"]', '["\\u2028\\u2029"]'],
    ['control characters', '["\\u0000\\b\\f\\n\\r\\t\\u001f\\u007f"]', '["\\u0000\\b\\f\\n\\r\\t\\u001f\u007f"]'],
    ['quotes and backslashes; a slash stays', '["\\"\\\\\\/"]', '["\\"\\\\/"]'],
    ['lone surrogates', '["\\ud800x","y\\udc00"]', '["\ufffdx","y\ufffd"]'],
    ['emoji as they are', '["\\ud83d\\ude00"]', '["\u{1f600}"]'],
    ['whole numbers lose digits above 2^53', '[9007199254740993]', '[9007199254740992]'],
    ['the exponent begins at 1e21', '[100000000000000000000,1e21,1E+22]', '[100000000000000000000,1e+21,1e+22]'],
    ['the exponent begins below 1e-6', '[0.000001,0.0000001,1.5e-10]', '[0.000001,1e-7,1.5e-10]'],
    ['negative zero', '[-0,0]', '[-0,0]'],
    ['a fraction that is whole', '[1.0,1.50]', '[1,1.5]'],
    ['a number beyond float64', '[1e999,-1e999]', '[1.7976931348623157e+308,-1.7976931348623157e+308]'],
    ['null, true, false and empty things', '[null,true,false,{},[],""]', '[null,true,false,{},[],""]'],
    ['what looks like a lone surrogate', '["\\\\ud800"]', '["\\\\ud800"]'],
    ['numbers among names as keys', '{"b":1,"a1":1,"1a":1,"01":1}', '{"01":1,"1a":1,"a1":1,"b":1}'],
    ['an odd number deep inside', '{"b":[{"a":[-0]}],"a":1}', '{"a":1,"b":[{"a":[-0]}]}'],
    ['a member named toJSON', '{"toJSON":"x"}', '{"toJSON":"x"}'],
    ['a member named __proto__', '{"__proto__":{"a":1}}', '{"__proto__":{"a":1}}'],
  ])('writes %s', (_case, json, expected) => {
    expect(marshalAsGo(JSON.parse(json))).toBe(expected);
  });

  it('leaves out members without a value', () => {
    expect(marshalAsGo({ a: undefined, b: 1 })).toBe('{"b":1}');
  });

  it('means the same as what it was given', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        expect(JSON.parse(marshalAsGo(value))).toEqual(value);
      }),
    );
  });

  it('writes the same text again when read and written once more', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const once = marshalAsGo(value);
        expect(marshalAsGo(JSON.parse(once))).toBe(once);
      }),
    );
  });
});
