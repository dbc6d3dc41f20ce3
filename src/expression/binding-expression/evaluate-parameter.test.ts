import { describe, expect, it } from 'vitest';
import { evaluateParameter } from './evaluate-parameter.ts';

const environment = {
  payload: {
    n: 42,
    f: 2.5,
    nothing: null,
    title: 'Fix "q" & <t>\nx',
    labels: [{ name: 'ci' }, { name: 'ok' }],
    list: [3, 1, 2],
    m: { a: 1, b: { c: 'deep' } },
    date: '2024-02-29T12:34:56Z',
    uni: 'héllo 😀',
  },
};

function read(expression: string): string {
  const result = evaluateParameter(expression, environment);
  return result.ok ? result.value : `${result.stage}: ${result.reason}`;
}

describe('evaluateParameter', () => {
  // What Argo Workflows made of the value that expr-lang 1.17.8 gave.
  it.each([
    ['payload.n', '42'],
    ['payload.f', '2.5'],
    ['payload.title', 'Fix \\"q\\" & <t>\\nx'],
    ['payload.m', '{"a":1,"b":{"c":"deep"}}'],
    ['payload.nothing', 'null'],
    ['string(1296269.0)', '1.296269e+06'],
    ['string(int(1296269.0))', '1296269'],
    ['payload.labels[-1].name', 'ok'],
    ['payload.list[1:]', '[1,2]'],
    ['payload.uni[0:2]', 'h\\ufffd'],
    ['len(payload.uni)', '7'],
    ['upper(payload.uni)', 'HÉLLO 😀'],
    ['map(payload.labels, .name)', '["ci","ok"]'],
    ['filter(payload.list, {# > 1})', '[3,2]'],
    ['find(payload.list, # > 1)', '3'],
    ['findIndex(payload.list, # == 2)', '2'],
    ['count(payload.list, # > 1)', '2'],
    ['reduce(payload.list, #acc + #, 10)', '16'],
    ['sort(payload.list)', '[1,2,3]'],
    ['sortBy(payload.labels, .name, "desc")[0].name', 'ok'],
    ['reverse(payload.list)', '[2,1,3]'],
    ['take(payload.list, 2)', '[3,1]'],
    ['toPairs({"a": 1})', '[["a",1]]'],
    ['join(["a", "b"], "-")', 'a-b'],
    ['split("a,b", ",")', '["a","b"]'],
    ['trimPrefix("refs/heads/x", "refs/heads/")', 'x'],
    ['toJSON({"a": [1, nil]})', '{\\n  \\"a\\": [\\n    1,\\n    null\\n  ]\\n}'],
    ['fromJSON("[1, 2]")[1]', '2'],
    ['fromBase64(toBase64("hi"))', 'hi'],
    ['date(payload.date).Year()', '2024'],
    ['date("2024-01-31").Format("02 Jan")', '31 Jan'],
    ['(date(payload.date) - date("2024-02-29")).String()', '12h34m56s'],
    ['duration("90m").Hours()', '1.5'],
    ['median([1, 2, 3]) + max(1, 2.5)', '4.5'],
    ['bitand(6, 3)', '2'],
    ['1..4', '[1,2,3,4]'],
    ['{a: 1, "b": [2]}', '{"a":1,"b":[2]}'],
    ['if payload.n > 1 { "big" } else { "small" }', 'big'],
    ['let x = 2; let y = x * 3; y + 1', '7'],
    ['payload.nothing ?? "d"', 'd'],
    ['payload.missing?.deep?.er', 'null'],
    ['payload.n ** 2', '1764'],
    ['7 / 2', '3.5'],
    ['1_000 + 0x1F', '1031'],
    ['"\\u00e9\\n"', 'é\\n'],
    ['`raw\\n`', 'raw\\\\n'],
    ['type(payload.n)', 'float'],
    ['flatten([1, [2, [3]]])', '[1,2,3]'],
  ])('%s is %s', (expression, expected) => {
    expect(read(expression)).toBe(expected);
  });

  it.each([
    ['payload.n.x', 'run: cannot fetch x from float64 (1:11)'],
    ['"a" + 1', 'compile: invalid operation: + (mismatched types string and int) (1:5)'],
    ['len(1)', 'compile: invalid argument for len (type int) (1:1)'],
    ['int("x")', 'run: invalid operation: int(x) (1:1)'],
    ['fromJSON("{")', 'run: unexpected end of JSON input (1:1)'],
    ['date("x")', 'run: invalid date x (1:1)'],
    ['reduce([], #acc)', 'run: reduce of empty array with no initial value (1:1)'],
    ['join(1..5, "-")', 'run: invalid argument for join (type []int) (1:1)'],
    ['1 / 0', 'cast: json: unsupported value: +Inf'],
    ['7 % 0', 'compile: integer divide by zero (1:3)'],
    ['fromPairs([["a", 1]])', 'cast: json: unsupported type: map[interface {}]interface {}'],
    ['split("a")', 'compile: not enough arguments to call split (1:1)'],
  ])('%s fails as in Argo Workflows: %s', (expression, expected) => {
    expect(read(expression)).toBe(expected);
  });
});
