import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textOf } from './path-value.ts';
import { readPath } from './read-path.ts';
import { deletePath, setRaw, setText } from './write-path.ts';

describe('setText', () => {
  it.each([
    ['', 'a.b', '{"a":{"b":"x"}}'],
    ['{"a":1}', 'a', '{"a":"x"}'],
    ['{ "a" : 1 }', 'b', '{ "a" : 1 ,"b":"x"}'],
    ['', 'a.2', '{"a":[null,null,"x"]}'],
    ['[1]', '3', '[1,null,null,"x"]'],
    ['[1,2]', '1', '[1,"x"]'],
    ['[]', '-1', '["x"]'],
    ['[1]', '-1', '[1,"x"]'],
    ['{"a":[1]}', 'a.-1', '{"a":[1,"x"]}'],
    ['', 'a.-1', '{"a":["x"]}'],
    ['', ':0', '{"0":"x"}'],
    ['{"a":{}}', 'a.:1', '{"a":{"1":"x"}}'],
    ['{}', 'a\\.b/c', '{"a.b/c":"x"}'],
    ['{"a.b":1}', 'a\\.b', '{"a.b":"x"}'],
    ['{"kind":"W"}', 'kind.x', '{"kind":{"x":"x"}}'],
    ['{"a":null}', 'a.b', '{"a":{"b":"x"}}'],
    ['{"p":[{"n":"a","v":1},{"n":"b","v":2}]}', 'p.#(n=="b").v', '{"p":[{"n":"a","v":1},{"n":"b","v":"x"}]}'],
    ['{"p":[{"n":"a"},{"n":"a"}]}', 'p.#(n=="a")#.n', '{"p":[{"n":"x"},{"n":"x"}]}'],
    ['{"p":[{"n":"a"},{"m":1},{"n":"b"}]}', 'p.#.n', '{"p":[{"n":"x"},{"m":1},{"n":"x"}]}'],
    ['{"p":[{"n":"a"}]}', 'p.#(n=="zz").v', '{"p":[{"n":"a"}]}'],
    ['{"p":[{"n":"a"}]}', 'p.#(n=="a").v', '{"p":[{"n":"a"}]}'],
    ['{"app":1}', 'a*', '{"app":"x"}'],
    ['{"a":1}', 'a|@this', '{"a":1}'],
    ['{"a":[[{"k":1}]]}', 'a.#.#.k', '{"a":[[{"k":1}]]}'],
  ])('in %s at %s gives %s', (json, path, expected) => {
    expect(setText(json, path, 'x')).toEqual({ ok: true, json: expected });
  });

  it.each([
    ['<a&b>', '"<a&b>"'],
    ['<é>', '"\\u003cé\\u003e"'],
    ['a"b\\', '"a\\"b\\\\"'],
    ['\u2028\n', '"\\u2028\\n"'],
  ])('writes %j as sjson does: %s', (text, expected) => {
    expect(setText('', 'a', text)).toEqual({ ok: true, json: `{"a":${expected}}` });
  });

  it.each([
    ['{}', '', 'path cannot be empty'],
    ['[1]', 'foo', "cannot set array element for non-numeric key 'foo'"],
    ['{"a":[1]}', 'a.foo.b', "cannot set array element for non-numeric key 'foo'"],
    ['{}', '__proto__.x', "the key '__proto__' cannot be written"],
    ['{}', 'a.constructor', "the key 'constructor' cannot be written"],
    ['{}', 'a.:prototype.b', "the key 'prototype' cannot be written"],
    ['{}', 'a.__pro\\to__', "the key '__pro\\to__' cannot be written"],
    ['{}', '#(a==1)|__proto__', "the key '__proto__' cannot be written"],
    ['{}', 'a.99999', 'an array index is at most 10000, not 99999'],
    ['{}', 'a.'.repeat(200).concat('a'), 'a path has at most 200 parts'],
    ['{}', 'a'.repeat(5000), 'a path has at most 4096 characters'],
    ['{"a":1}', '@this|'.repeat(200), 'pipes and queries nest at most 150 deep'],
  ])('in %s refuses %s', (json, path, message) => {
    expect(setText(json, path, 'x')).toEqual({ ok: false, message });
  });

  it('is read back at the same path', () => {
    const key = fc
      .stringMatching(/^[a-z_-][\w-]{0,5}$/)
      .filter((name) => !/^(__proto__|constructor|prototype|-1)$/.test(name));
    fc.assert(
      fc.property(fc.json(), fc.array(key, { minLength: 1, maxLength: 4 }), fc.string(), (json, keys, text) => {
        const path = keys.join('.');
        const written = setText(json, path, text);
        if (!written.ok) {
          expect(written.message).toContain('non-numeric key');
          return;
        }
        const reading = readPath(written.json, path);
        expect(reading.ok && textOf(reading.value)).toBe(text.toWellFormed());
        expect(() => JSON.parse(written.json)).not.toThrow();
      }),
    );
  });

  it('answers any path over any text', () => {
    const part = fc.constantFrom(...'a 0 -1 : . \\ # #(a)# * | @this [ {'.split(' '));
    const json = fc.oneof(fc.json(), fc.stringMatching(/^[[\]{}",:0-9a\\ ]*$/));
    fc.assert(
      fc.property(json, fc.array(part, { maxLength: 8 }), (text, parts) => {
        const path = parts.join('');
        for (const written of [setText(text, path, 'x'), setRaw(text, path, '1'), deletePath(text, path)]) {
          expect(typeof written.ok).toBe('boolean');
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('deletePath', () => {
  it.each([
    ['{"a":1,"b":2,"c":3}', 'a', '{"b":2,"c":3}'],
    ['{"a":1,"b":2,"c":3}', 'b', '{"a":1,"c":3}'],
    ['{"a":1,"b":2,"c":3}', 'c', '{"a":1,"b":2}'],
    ['{"a\\"q":1 , "b":2}', 'a"q', '{ "b":2}'],
    ['[1,2,3]', '0', '[2,3]'],
    ['[1,2,3]', '-1', '[1,2]'],
    ['[]', '-1', '[]'],
    ['{"a":{"b":1}}', 'a.b', '{"a":{}}'],
    ['{"a":1}', 'x.y', '{"a":1}'],
    ['{"a":1}', 'a.y', '{"a":1}'],
  ])('of %s at %s leaves %s', (json, path, expected) => {
    expect(deletePath(json, path)).toEqual({ ok: true, json: expected });
  });

  it('needs a plain path', () => {
    expect(deletePath('{"a":1}', '#(a)')).toEqual({ ok: false, message: 'cannot delete value from a complex path' });
  });
});
