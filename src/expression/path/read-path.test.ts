import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exists, numberOf, textOf, truthOf } from './path-value.ts';
import { maxPathLength, readPath } from './read-path.ts';

function read(json: string, path: string) {
  const reading = readPath(json, path);
  if (!reading.ok) throw new Error(reading.limit);
  return reading.value;
}

/** The raw text that a path selects; undefined when it selects nothing. */
function raw(json: string, path: string): string | undefined {
  const value = read(json, path);
  return exists(value) ? value.raw : undefined;
}

const document = `{
  "name": {"first": "Tom", "last": "Anderson"},
  "age": 37, "big": 9007199254740993, "ratio": 1.50, "none": null, "yes": true, "no": false,
  "list": [ 1, "two", [3], {"four": 4} ],
  "people": [
    {"first": "Dale", "age": 44, "nets": ["ig", "fb"]},
    {"first": "Roger", "age": 68, "nets": ["fb"], "ok": true},
    {"first": "Jane", "age": 47, "nets": []}
  ],
  "a.b": "dotted", "star*": "starred", "esc\\"aped": "é\\u00e9\\ud83d\\ude00",
  "dup": 1, "dup": 2
}`;

describe('readPath', () => {
  it.each([
    ['name.last', '"Anderson"'],
    ['big', '9007199254740993'],
    ['ratio', '1.50'],
    ['none', 'null'],
    ['list', '[ 1, "two", [3], {"four": 4} ]'],
    ['list.#', '4'],
    ['list.2.0', '3'],
    ['list.3.four', '4'],
    ['list.-1', undefined],
    ['list.4', undefined],
    ['n?me.first', '"Tom"'],
    ['p*.1.first', '"Roger"'],
    ['a\\.b', '"dotted"'],
    ['star\\*', '"starred"'],
    ['dup', '1'],
    ['missing', undefined],
    ['age.x', undefined],
    ['', undefined],
    ['people.#.first', '["Dale","Roger","Jane"]'],
    ['people.#.nets.#', '[2,1,0]'],
    ['people.#(age>45).first', '"Roger"'],
    ['people.#(age>45)#.first', '["Roger","Jane"]'],
    ['people.#(first=="Dale").age', '44'],
    ['people.#(first!="Dale")#.age', '[68,47]'],
    ['people.#(first%"*e*")#.age', '[44,68,47]'],
    ['people.#(first!%"*e")#.age', '[68]'],
    ['people.#(nets.#(=="ig")).first', '"Dale"'],
    ['people.#(ok)#.first', '["Roger"]'],
    ['people.#(ok==~true)#.first', '["Roger"]'],
    ['people.#(ok==~false)#.first', '["Dale","Jane"]'],
    ['people.#(ok==~null)#.first', '["Dale","Jane"]'],
    ['people.#(ok==~*)#.first', '["Roger"]'],
    ['people.#(ok==~other)#.first', '[]'],
    ['people.#(age==1)#', '[]'],
    ['people.#(age==1)', undefined],
    ['people.#(age<=44)#|#', '1'],
    ['list.#(>=1)#', '[1,"two"]'],
    ['list.#(=="two")', '"two"'],
    ['list.#(<"a")', undefined],
    ['name|first', '"Tom"'],
    ['people.#.first|0', '"Dale"'],
    ['people.#.{first}|0', '{"first":"Dale"}'],
    ['people.#.nets.#(%"f|b")#|#', '3'],
    ['people.#(age>45)#.nets|@flatten', '["fb"]'],
    ['people.#(age>45)#.nets.#(=="f)b")#|0', '[]'],
    ['people.#(age>45)#.a\\.b|#', '0'],
    ['people.@reverse.0.first', '"Jane"'],
    ['name.@keys', '["first","last"]'],
    ['name.@values', '["Tom","Anderson"]'],
    ['name.@nope', undefined],
    ['@this.age', '37'],
    ['[age,name.first]', '[37,"Tom"]'],
    ['{age,"n":name.first,missing}', '{"age":37,"n":"Tom"}'],
    ['{age,plain:yes}', '{"age":37,"plain":true}'],
    ['{name.first,#(x)#}', '{"first":"Tom"}'],
    ['[age,list].1.#', '4'],
    ['!"literal"', '"literal"'],
    ['!true', 'true'],
    ['!other', undefined],
    ['people.#(bad', undefined],
  ])('%s selects %s', (path, expected) => {
    expect(raw(document, path)).toBe(expected);
  });

  it.each([
    [
      '{"b":1,"a":{"d":[1,2],"c":null}}',
      '@pretty',
      '{\n  "b": 1,\n  "a": {\n    "d": [1, 2],\n    "c": null\n  }\n}\n',
    ],
    ['{"b":1,"a":true}', '@pretty:{"sortKeys":true,"indent":"\\t","prefix":" "}', '{\n \t"a": true,\n \t"b": 1\n }\n'],
    ['[[1,2],{"a":false}]', '@pretty:{"width":5}', '[\n  [\n    1,\n    2\n  ],\n  {\n    "a": false\n  }\n]\n'],
    ['{ "a" : [ 1 , "b c" ] }', '@ugly', '{"a":[1,"b c"]}'],
    ['[1,[2],[3,[4]],[]]', '@flatten', '[1,2,3,[4]]'],
    ['[1,[2],[3,[4]]]', '@flatten:{"deep":true}', '[1,2,3,4]'],
    ['[{"a":1,"b":2},{"a":3}]', '@join', '{"a":3,"b":2}'],
    ['[{"a":1,"b":2},{"a":3}]', '@join:{"preserve":true}', '{"a":1,"b":2,"a":3}'],
    ['{"a":[1,2],"b":[3]}', '@group', '[{"a":1,"b":3},{"a":2}]'],
    ['{"x":{"id":1,"y":[{"id":2}]}}', '@dig:id', '[1,2]'],
    ['{"a":1}', '@tostr', '"{\\"a\\":1}"'],
    ['"{\\"a\\":1}"', '@fromstr.a', '1'],
    ['{"a":', '@valid', undefined],
    ['{"a":1}', '@valid', '{"a":1}'],
    ['{"a":1,"b":2}', '@reverse', '{"b":2,"a":1}'],
    ['1', '@reverse', '1'],
    ['1', '@keys', '[null]'],
    ['', '@values', '[]'],
    ['1', '@flatten', '1'],
    ['1', '@join', '1'],
    ['{"a":1}\n{"a":2}\n3', '..#.a', '[1,2]'],
    ['{"a":1}\n{"a":2}', '..1.a', '2'],
    ['{"a":"unfinished', 'a', undefined],
    ['[1,2', '1', '2'],
    ['[Inf,nan,+1]', '1', 'nan'],
  ])('of %s %s selects %s', (json, path, expected) => {
    expect(raw(json, path)).toBe(expected);
  });

  it('unescapes keys and strings', () => {
    expect(textOf(read(document, 'esc"aped'))).toBe('éé😀');
    expect(textOf(read('["\\ud83d\\u0041","a\\qb","\\n\\/"]', '0'))).toBe('�');
    expect(textOf(read('["a\\qb"]', '0'))).toBe('a');
    expect(textOf(read('["\\b\\f\\n\\r\\t\\/\\\\"]', '0'))).toBe('\b\f\n\r\t/\\');
  });

  it('gives a value as text, number and truth value as Argo Events sees it', () => {
    const values = ['age', 'big', 'ratio', 'none', 'yes', 'no', 'name.first', 'list'].map((path) =>
      read(document, path),
    );

    expect(values.map(textOf).slice(0, 7)).toEqual(['37', '9007199254740993', '1.5', '', 'true', 'false', 'Tom']);
    expect(values.map(numberOf)).toEqual([37, 9007199254740992, 1.5, 0, 1, 0, 0, 0]);
    expect(values.map(truthOf)).toEqual([true, true, true, false, true, false, false, false]);
  });

  it('refuses a path that is too long, nests too deep or needs too many steps', () => {
    expect(readPath('{}', 'a'.repeat(maxPathLength + 1))).toMatchObject({ ok: false });
    expect(readPath('{"a":1}', '@this|'.repeat(200))).toMatchObject({
      ok: false,
      limit: expect.stringContaining('deep'),
    });
    expect(readPath('"x"', Array(140).fill('@tostr').join('|'))).toMatchObject({
      ok: false,
      limit: expect.stringContaining('steps'),
    });
  });

  it('finishes on hostile wildcards', () => {
    const text = JSON.stringify(['a'.repeat(50_000)]);

    expect(raw(text, `#(%"${'*a'.repeat(500)}b")`)).toBeUndefined();
    expect(raw(text, '#(%"a*a?a*")')).toBe(text.slice(1, -1));
  });

  it('answers any path over any text, valid JSON or not', () => {
    const part = fc.constantFrom(
      ...'a b 0 # . | * ? \\ " ( ) [ ] { } , : ! @this @pretty @dig:a #(a==1)# ~true ..'.split(' '),
    );
    const json = fc.oneof(fc.json(), fc.string(), fc.stringMatching(/^[[\]{}",:0-9a\\ ]*$/));
    fc.assert(
      fc.property(json, fc.array(part, { maxLength: 12 }), (text, parts) => {
        expect(typeof readPath(text, parts.join('')).ok).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });

  it('finds every member of an object by its escaped key', () => {
    const key = fc.stringMatching(/^[\w.*?|#@ ]{1,8}$/).filter((text) => !/^\d/.test(text));
    fc.assert(
      fc.property(fc.dictionary(key, fc.jsonValue(), { minKeys: 1 }), (value) => {
        for (const [name, member] of Object.entries(value)) {
          const path = name.replace(/[.*?|#@]/g, '\\$&');
          expect(raw(JSON.stringify(value), path)).toBe(JSON.stringify(member));
        }
      }),
    );
  });
});
