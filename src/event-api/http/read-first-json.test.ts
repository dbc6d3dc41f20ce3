import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFirstJson } from './read-first-json.ts';

describe('readFirstJson', () => {
  it.each([
    ['', null],
    [' \n\t', null],
    ['null', null],
    ['{"a": 1}', { a: 1 }],
    ['{"a": "}"} and more', { a: '}' }],
    ['{"a": "\\\\"}{"b"', { a: '\\' }],
    ['[1, [2]]]', [1, [2]]],
    ['"a\\"b" c', 'a"b'],
    ['12 {', 12],
    ['-1.5e3,', -1500],
    ['true false', true],
    ['12abc', 12],
  ])('%j', (text, value) => {
    expect(readFirstJson(text)).toEqual({ ok: true, value });
  });

  it.each(['{', '{"a":}', '[1,', '"a', 'hello', 'tru', '-', '{"a":1]', '\ufeff{}', "{'a':1}"])('refuses %j', (text) => {
    expect(readFirstJson(text)).toEqual({ ok: false });
  });

  it('refuses what nests deeper than Go’s decoder reads, in a short time', () => {
    expect(readFirstJson('['.repeat(10_001) + ']'.repeat(10_001))).toEqual({ ok: false });
    expect(readFirstJson('[{"a":'.repeat(2_000_000))).toEqual({ ok: false });
    expect(readFirstJson(`"${'\\'.repeat(500_001)}`)).toEqual({ ok: false });
  });

  it('reads what JSON.parse reads, whatever stands behind it', () => {
    const value = fc.oneof(fc.object(), fc.array(fc.jsonValue()));
    fc.assert(
      fc.property(value, fc.string(), (given, rest) => {
        const text = JSON.stringify(given);
        expect(readFirstJson(text + rest)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => typeof readFirstJson(text).ok === 'boolean'));
  });
});
