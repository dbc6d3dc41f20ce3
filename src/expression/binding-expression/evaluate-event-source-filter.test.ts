import { describe, expect, it } from 'vitest';
import { evaluateEventSourceFilter } from './evaluate-event-source-filter.ts';

const data = JSON.stringify({
  headers: { 'X-Github-Event': ['push'] },
  body: { ref: 'refs/heads/main', commits: [{ id: 'c1' }, { id: 'c2' }], size: 3 },
  'x-y': 1,
  'a.b': { c: 2 },
});

function filter(expression: string, event = data): boolean | string {
  const result = evaluateEventSourceFilter(expression, event);
  return result.ok ? result.value : (result.message.split('\n')[0] ?? '');
}

describe('evaluateEventSourceFilter', () => {
  // What Argo Events 1.9 answered to the same filter and data.
  it.each([
    ['headers["X-Github-Event"][0] == "push"', true],
    ["any(body.commits, {.id == 'c2'})", true],
    ["body.ref matches '^refs/'", true],
    ['x_y == 1', true],
    ['a.b.c == 2', true],
    ['body?.missing == nil', true],
    ['asInt("3") == body.size', true],
    ['toJson(body.commits[0]) == "{\\"id\\":\\"c1\\"}"', true],
    ['jsonpath(toJson(body), "$.commits[1].id") == "c2"', true],
    ['missing', "unable to cast expression result '%!s(<nil>)' to bool"],
    ['body.size', "unable to cast expression result '%!s(float64=3)' to bool"],
    ['missing.x', "unable to evaluate expression 'missing.x': cannot fetch x from <nil> (1:9)"],
    ['body ==', "unable to evaluate expression 'body ==': unexpected token EOF (1:7)"],
  ])('%s is %s', (expression, expected) => {
    expect(filter(expression)).toBe(expected);
  });

  it.each([
    ['{', 'failed to unmarshal data, unexpected end of JSON input'],
    ['[1]', 'failed to unmarshal data, json: cannot unmarshal array into Go value of type map[string]interface {}'],
    ['{"a":1}', true],
  ])('takes the data %s as Go reads it', (event, expected) => {
    expect(filter('true', event)).toBe(expected);
  });
});
