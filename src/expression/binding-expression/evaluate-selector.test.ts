import { describe, expect, it } from 'vitest';
import { evaluateSelector } from './evaluate-selector.ts';

const environment = {
  namespace: 'argo',
  discriminator: 'gh',
  metadata: { 'x-github-event': ['push'] },
  payload: {
    action: 'opened',
    n: 42,
    nothing: null,
    title: 'Fix "q" & <t>\nx',
    labels: [{ name: 'ci' }, { name: 'ok' }],
    list: [3, 1, 2],
    m: { a: 1, b: { c: 'deep' } },
    date: '2024-02-29T12:34:56Z',
  },
};

function select(selector: string): unknown {
  const result = evaluateSelector(selector, environment);
  return result.ok ? result.value : `${result.stage}: ${result.reason}`;
}

describe('evaluateSelector', () => {
  // What expr-lang 1.17.8 answered to the same expression and environment.
  it.each([
    ['payload.action == "opened"', true],
    ['payload.n > 41 && payload.n < 43', true],
    ['payload.action in ["opened", "closed"]', true],
    ['any(payload.labels, .name == "ok")', true],
    ['all(payload.labels, {.name != "x"})', true],
    ['none(payload.list, # > 3)', true],
    ['one(payload.list, # == 1)', true],
    ['payload.missing?.x == nil', true],
    ['payload.title matches "^Fix"', true],
    ['not (payload.action startsWith "x")', true],
    ['"c" in payload.m', false],
    ['metadata["x-github-event"][0] == "push"', true],
    ['metadata["x-github-event"] == "push"', false],
    ['payload.n == "42"', false],
    ['let x = payload.n; x > 1', true],
    ['payload?.nothing ?? true', true],
    ['payload.list | filter(# > 1) | len() == 2', true],
    ['payload.m.b.c endsWith "p"', true],
    ['1 in 1..3', true],
    ['namespace == "argo" and discriminator != ""', true],
  ])('%s is %s', (selector, expected) => {
    expect(select(selector)).toBe(expected);
  });

  it.each([
    ['payload.n', "cast: unable to cast expression result '%!s(float64=42)' to bool"],
    ['payload.missing.x == 1', 'run: cannot fetch x from <nil> (1:17)'],
    ['payload.n % 5 == 2', 'run: invalid operation: float64 % int (1:11)'],
    ['payload.list[9] == 3', 'run: index out of range: 9 (array length is 3) (1:13)'],
    ['payload.x(1)', 'run: invalid operation: cannot call nil (1:9)'],
    ['foo == 1', 'compile: unknown name foo (1:1)'],
    ['null == nil', 'compile: unknown name null (1:1)'],
    ['sprig.upper("a") == "A"', 'compile: unknown name sprig (1:1)'],
    ['toJson(payload) == ""', 'compile: unknown name toJson (1:1)'],
    ['payload.title matches "("', 'compile: error parsing regexp: missing closing ): `(` (1:15)'],
    ['payload.n +', 'compile: unexpected token EOF (1:11)'],
    ['"a', 'compile: literal not terminated (1:3)'],
    ['payload.n = 1', 'compile: unexpected token Operator("=") (1:11)'],
    ['', 'compile: unexpected token EOF'],
    ['len()', 'compile: invalid number of arguments (expected 1, got 0) (1:1)'],
    ['all(payload.labels)', 'compile: expected at least 2 arguments (1:19)'],
  ])('%s fails as in Argo Workflows: %s', (selector, expected) => {
    expect(select(selector)).toBe(expected);
  });

  it('tells where a selector fails, in UTF-16 units', () => {
    expect(evaluateSelector('"😀" in payload.m && payload.missing.x', environment)).toMatchObject({ ok: true });
    expect(evaluateSelector('"😀" == payload.n || payload.missing.x', environment)).toMatchObject({
      ok: false,
      offset: 37,
    });
    expect(evaluateSelector('"😀" + foo', environment)).toMatchObject({ ok: false, offset: 7 });
  });

  it('knows the time only where it is told', () => {
    const now = new Date('2026-01-31T10:00:00Z');

    expect(evaluateSelector('now().Year() == 2026', environment, { now })).toEqual({ ok: true, value: true });
    expect(evaluateSelector('now().Year() == 2026', environment)).toMatchObject({ ok: false, stage: 'run' });
  });
});
