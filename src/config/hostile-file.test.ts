import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from './read-configuration.ts';

function read(text: string) {
  return readConfiguration({ path: '.argo-events.yaml', text });
}

describe('readConfiguration of a hostile file', () => {
  const valid = `apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata:
  name: s
spec:
  dependencies:
    - name: dep
      eventSourceName: github
      eventName: push
      filters:
        data: [{path: body.ref, type: string, value: [main]}]
  triggers:
    - template:
        name: t
        argoWorkflow: {operation: submit, source: {file: {path: .argo/ci.yaml}}}
---
defaults: {timeout: 5m}
pipelines:
  ci:
    on: {push: {branches: [main]}, pull_request: }
    workflow: .argo/ci.yaml
    parameters: {a: "{{ .Input.github.sha }}"}
    if: github.branch == "main"
    paths: ["src/**"]
`;

  it('the file that slips are made in has none itself', () => {
    expect(read(valid).problems).toEqual([]);
    expect(read(valid).sensors).toHaveLength(2);
  });

  it('never throws: any text, and valid files with slips', () => {
    const slip = fc.tuple(
      fc.nat({ max: valid.length }),
      fc.nat({ max: 8 }),
      fc.constantFrom(
        '',
        ' ',
        '\n',
        ':',
        '- ',
        '{',
        '}',
        '[',
        ']',
        '"',
        '*',
        '&a ',
        '!',
        '|',
        '\t',
        '#',
        '0',
        'on: ',
        '{{',
        '__proto__: ',
        '<<: ',
        '\u0000',
      ),
    );
    const slipped = fc
      .array(slip, { minLength: 1, maxLength: 4 })
      .map((slips) =>
        slips.reduce((text, [at, length, put]) => text.slice(0, at) + put + text.slice(at + length), valid),
      );
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), slipped), (text) => {
        const { sensors, problems } = read(text);
        expect(Array.isArray(sensors)).toBe(true);
        for (const each of problems) expect(each.message + each.hint).not.toMatch(/\{[a-zA-Z]+\}|undefined|\[object/);
      }),
      { numRuns: 2_000 },
    );
  }, 120_000);

  const sensorOf = (filters: string) =>
    valid.slice(0, valid.indexOf('---')).replace(/filters:\n.*/, `filters: {${filters}}`);
  const many = (count: number, make: (index: number) => string) => Array.from({ length: count }, (_, at) => make(at));

  it.each([
    ['values', `data: [{path: a, type: string, value: [${many(4_000, (at) => `"x{999}${at}"`)}]}]`],
    ['expressions', `exprs: [${many(900, (at) => `{expr: "a =~ 'x{999}${at}'", fields: [{name: a, path: a}]}`)}]`],
  ])('compiles no more patterns of %s than a file may have, and says so once', (_name, filters) => {
    const { sensors, problems } = read(sensorOf(filters));
    expect(sensors).toEqual([]);
    expect(problems.map((each) => each.code)).toEqual(['sensor.patterns-too-large']);
  });

  it('compiles no more patterns of conditions than a file may have', () => {
    const all = many(700, (at) => `  p${at}: {on: push, workflow: a.yaml, if: "github.ref|matches('x{999}${at}')"}\n`);
    const { sensors, problems } = read(`pipelines:\n${all.join('')}`);
    expect(sensors).toEqual([]);
    expect(problems[0]).toMatchObject({ code: 'sensor.patterns-too-large' });
  });

  it.each([
    [
      'pipelines',
      `pipelines:\n${Array.from({ length: 1_500 }, (_, index) => `  p${index}: {on: push, workflow: a.yaml}\n`).join('')}`,
    ],
    [
      'fields with long names',
      `${'a'.repeat(60)}: 1\n`.replaceAll('a', 'b').repeat(1) +
        Array.from({ length: 900 }, (_, index) => `${'timeou'.repeat(10)}${index}: 1\n`).join(''),
    ],
    ['patterns', `pipelines: {a: {workflow: a.yaml, on: {push: {branches: [${'"*a*a*a*a*a*a",'.repeat(4_000)}]}}}}`],
    [
      'conditions',
      `pipelines:\n${Array.from({ length: 55 }, (_, index) => `  p${index}: {on: push, workflow: a.yaml, if: "${'('.repeat(500)}${')'.repeat(500)}"}\n`).join('')}`,
    ],
    [
      'templates',
      `pipelines: {a: {on: push, workflow: a.yaml, parameters: {a: "${'{{ .Input.github.sha }}'.repeat(2_500)}"}}}`,
    ],
    [
      'pipelines with one long list of paths',
      `defaults: {paths: [${Array.from({ length: 100 }, (_, at) => `"${`${at}/`.padEnd(250, 'ab')}/*"`).join(', ')}]}\npipelines:\n${Array.from({ length: 300 }, (_, at) => `  p${at}: {on: push, workflow: a.yaml}\n`).join('')}`,
    ],
    ['open templates', `pipelines: {a: {on: push, workflow: a.yaml, parameters: {a: "${'{{'.repeat(30_000)}"}}}`],
    ['durations', `pipelines: {a: {on: push, workflow: a.yaml, timeout: ${'1h'.repeat(30_000)}}}`],
    [
      'aliases of pipelines',
      `pipelines:\n  a: &a {on: push, workflow: a.yaml}\n${Array.from({ length: 3_000 }, (_, index) => `  b${index}: *a\n`).join('')}`,
    ],
  ])('very many %s take a bounded time', (_name, text) => {
    const started = performance.now();
    read(text);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
