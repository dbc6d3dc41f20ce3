import { describe, expect, it } from 'vitest';
import { answerRequest } from './answer-request.ts';
import { loadJqEngine } from './load-jq-engine.ts';
import { runJq } from './run-jq.ts';

const engine = await loadJqEngine(answerRequest);
const data =
  '{"z":1,"s":{"k":"v","b":2,"a":null},"x":5,"list":["a",null,[1]],"huge":9007199254740993,"f":1.50,"ref":"refs/heads/main"}';

function run(program: string, given = data) {
  return runJq(engine, { program, data: given, now: 1_700_000_000_000 }, { outputBytes: 1000 });
}

describe('a jq program', () => {
  // What gojq answered to the same program and data.
  it.each([
    ['{a:1},{a:2}', '{"a":1}'],
    ['{a:1},error("late")', '{"a":1}'],
    ['{z:1,a:2}', '{"a":2,"z":1}'],
    ['{a:.huge,b:.f}', '{"a":9007199254740992,"b":1.5}'],
    ['{a:1.0,b:1e3,c:1e21,d:1e-7}', '{"a":1,"b":1000,"c":1e+21,"d":1e-7}'],
    ['{a:[.s[]]}', '{"a":[null,2,"v"]}'],
    ['{a:(.s|to_entries|map(.key))}', '{"a":["a","b","k"]}'],
    ['{a:({z:1,a:2}|to_entries|map(.key))}', '{"a":["a","z"]}'],
    ['{a:({z:1,a:[1.0,1e3]}|tojson)}', '{"a":"{\\"a\\":[1,1000],\\"z\\":1}"}'],
    [
      '{a:(1e17|tostring),b:(1e16+0|tostring),c:(1.5e-9+0|tostring),d:(0.00001+0|tostring),e:(-1e20*10|tostring)}',
      '{"a":"100000000000000000","b":"10000000000000000","c":"1.5e-9","d":"0.00001","e":"-1e+21"}',
    ],
    ['{a:(.ref|ltrimstr("refs/heads/")),b:(.ref|test("^refs"))}', '{"a":"main","b":true}'],
    ['{a:"<&>"}', '{"a":"\\u003c\\u0026\\u003e"}'],
    [
      '{a:add(1,2),b:[skip(1;1,2)],c:(" x "|trim),d:("true"|toboolean),e:("xax"|trimstr("x"))}',
      '{"a":3,"b":[2],"c":"x","d":true,"e":"a"}',
    ],
    ['{a:[.list[]?//"z"]}', '{"a":["a",[1]]}'],
    ['{a:("?// \\("?//")")}', '{"a":"?// ?//"}'],
    ['{a:"$__loc__ import x"}', '{"a":"$__loc__ import x"}'],
    ['{a:$ENV,b:env}', '{"a":{},"b":{}}'],
    ['{a:$ENV.HOME,b:env.PATH}', '{"a":null,"b":null}'],
    ['{a:(0|todate),b:(0|strftime("%Z")),c:(0|localtime|mktime)}', '{"a":"1970-01-01T00:00:00Z","b":"UTC","c":0}'],
    ['def f: .x; {a:f} # the end', '{"a":5}'],
    ['{a:1} # goes on \\', '{"a":1}'],
  ])('%s makes %s', (program, expected) => {
    expect(run(program)).toEqual({ ok: true, data: expected });
  });

  // What gojq answered to the same program and data.
  it.each([
    ['1 + 2 as $x | [-$x]', '[-3]'],
    ['[1, 2 as $x | $x + 10]', '[1,12]'],
    ['[-1 as $x | 1, $x]', '[1,-1]'],
    ['true // 1 as $x | [$x]', '[true]'],
    ['[.x == 5 and true as $x | $x, 1]', '[true,1]'],
    ['[.list[] as $x | 1 + 1 as $y | $y]', '[2,2,2]'],
    ['[if 1 + 1 as $x | $x == 2 then 3 + 1 as $y | $y else 1 end]', '[4]'],
    ['reduce range(3) + 1 as $x (0; . + $x)', '6'],
    ['[1 + reduce range(3) as $x (0; . + $x) as $y | $y]', '[4]'],
    ['[reduce range(4) as $x (0; . + $x) as $x | $x, $x]', '[6,6]'],
    ['[foreach range(3) as $x (0; . + $x) as $y | $y]', '[0,1,3]'],
    ['[[1,2] as [$i, $j] | $i - $j as $d | $d]', '[-1]'],
    ['"\\(1 + 2 as $x | $x)"', '"3"'],
    ['def f: 1 + 2 as $x | $x; {as: 1, if: 2, end: 3} | [.as + .if as $as | $as, f]', '[3,3]'],
    ['[last(empty)],[1]', '[]'],
    ['["aé1é"|indices("é"),index("1"),rindex("é")]', '[[1,3],2,3]'],
    ['["aaa"|indices("aa"),indices("")],[1]', '[[0,1],[]]'],
    ['[[1,2,1]|indices(1),index(1),rindex(1)]', '[[0,2],0,2]'],
    ['[(1,"x")|try ltrimstr("x") catch "no"]', '["no",""]'],
    ['[-2,2|abs]', '[2,2]'],
    ['[("1"," 1")|try tonumber catch "no"]', '[1,"no"]'],
  ])('means what gojq means by %s', (program, expected) => {
    expect(run(`{a:first(${program}\n)}`)).toEqual({ ok: true, data: `{"a":${expected}}` });
  });

  // What gojq answered to the same program and data.
  it.each([
    ['[match("foo";"g")|.offset]', 'foo 😀bar foo', '[0,9]'],
    [
      '[match("(?<n>[a-z])(?<m>q)?")]',
      'x1',
      '[{"captures":[{"length":1,"name":"n","offset":0,"string":"x"},{"length":0,"name":"m","offset":-1,"string":null}],"length":1,"offset":0,"string":"x"}]',
    ],
    ['[test("FOO"),test("FOO";"i"),test("b.d"),test("b.d";"m")]', 'foo b\\nd', '[false,true,false,true]'],
    ['capture("(?P<n>y)(?<m>q)?")', 'x1y22z', '{"m":null,"n":"y"}'],
    ['[scan("[0-9]+")]', 'x1y22z', '["1","22"]'],
    ['[scan("([a-z])([0-9])")]', 'x1y22z', '[["x","1"],["y","2"]]'],
    ['split("[0-9]+";null)', 'x1y22z', '["x","y","z"]'],
    ['[splits("q*")]', 'xé', '["","x","é",""]'],
    ['sub("(?<d>[0-9]+)";"[\\(.d)]")', 'x1y22z', '"x[1]y22z"'],
    ['gsub("(?<d>[0-9])";"[\\(.d)]")', 'x1y22z', '"x[1]y[2][2]z"'],
    ['[sub("(?<l>[a-z])";"1","2")]', 'x1', '["11","21"]'],
    ['gsub("";"-")', 'x1', '"-x-1-"'],
    ['gsub("q";empty)', 'x1', '"x1"'],
    ['split(",")', 'a,b', '["a","b"]'],
    ['test("\\\\p{Han}+")', '日本語', 'true'],
  ])('finds patterns as Go does: %s', (program, text, expected) => {
    expect(run(`{a:(.t|${program})}`, `{"t":"${text}"}`)).toEqual({ ok: true, data: `{"a":${expected}}` });
  });

  it.each([
    [
      'test("(?!x)")',
      'invalid regular expression "(?!x)": error parsing regexp: invalid or unsupported Perl syntax: `(?!`',
    ],
    ['test("(a)\\\\1")', 'invalid regular expression "(a)\\\\1": error parsing regexp: invalid escape sequence: `\\1`'],
    ['match("x";"q")', 'unsupported regular expression flag: "q"'],
    ['gsub("";"-")|gsub("";"-")|1|test("x")', 'test("x"; null) cannot be applied to: number (1)'],
    ['[limit(60000;repeat("x"))]|add|[scan("x")]', 'the pattern matches more than 50000 times'],
    ['("a"*400000)|test("(?:a?){900}b")', 'the pattern takes too much work on so long a text'],
    ['1|__ask', 'not a request'],
  ])('refuses %s', (program, message) => {
    const failed = `jq transformation output must be a JSON object; the program failed: ${message}`;
    expect(run(`{a:("x"|${program})}`)).toEqual({ ok: false, reason: 'program', message: failed });
  });

  it('has no way to the patterns that backtrack', () => {
    expect(run('{a:("x"|_match_impl("(?=x)x";null;true))}')).toMatchObject({ message: '_match_impl/0 is not defined' });
    expect(run('{a:(("a"*5000)|test("(a*)*(a*)*b"))}')).toEqual({ ok: true, data: '{"a":false}' });
  });

  it('takes the present from outside', () => {
    expect(run('{a:now}')).toEqual({ ok: true, data: '{"a":1700000000}' });
  });

  it.each([
    ['.x', 'jq transformation output must be a JSON object'],
    ['.list', 'jq transformation output must be a JSON object'],
    ['null', 'jq transformation output must be a JSON object'],
    ['.x,{a:1}', 'jq transformation output must be a JSON object'],
    ['empty', 'no output available from the jq command execution'],
    ['{a:nan}', 'json: unsupported value: NaN'],
    ['{a:[-infinite]}', 'json: unsupported value: NaN'],
    ['error("x")', 'jq transformation output must be a JSON object; the program failed: x'],
    ['halt', 'jq transformation output must be a JSON object; the program failed: halt'],
    ['{e:$__loc__}', 'not defined: $__loc__'],
    ['{e:"\\($__loc__)"}', 'not defined: $__loc__'],
    ['import "a" as a; {}', 'not defined: import'],
    ['include "a"; {}', 'not defined: include'],
    ['{a:input}', 'input/0 is not defined'],
    ['[inputs]', 'inputs/0 is not defined'],
    ['if false then debug else {} end', 'debug/0 is not defined'],
    ['.s|keys_unsorted', 'keys_unsorted/0 is not defined'],
    ['input_filename', 'input_filename/0 is not defined'],
    ['{a:nope}', 'nope/0 is not defined'],
  ])('%s fails with "%s"', (program, message) => {
    expect(run(program)).toEqual({ ok: false, reason: 'program', message });
  });

  it.each([
    '.a |',
    '',
    '# only a comment',
    'def f: 1;',
    '{a:1}) | ({b:2}',
    '{a:1}; def g: 2',
    '"',
    '{a:1',
    '.[',
    '\u0000',
  ])('is refused where it is not well-formed: %s', (program) => {
    expect(run(program)).toMatchObject({ ok: false, reason: 'program' });
  });

  it.each([
    ['', { ok: true, data: '' }],
    ['null', { ok: true, data: 'null' }],
    [
      '[1]',
      {
        ok: false,
        reason: 'program',
        message: 'json: cannot unmarshal array into Go value of type map[string]interface {}',
      },
    ],
    ['{', { ok: false, reason: 'program', message: 'unexpected end of JSON input' }],
  ])('takes the data "%s" as Go reads it', (given, expected) => {
    expect(run('.', given)).toEqual(expected);
  });

  it('adds to data that is null', () => {
    expect(run('.a = 1', 'null')).toEqual({ ok: true, data: '{"a":1}' });
  });

  it('stops at the output limit', () => {
    expect(run('{a:("x"*2000)}')).toEqual({ ok: false, reason: 'output' });
  });
});
