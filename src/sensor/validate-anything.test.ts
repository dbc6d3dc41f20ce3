import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareSensor } from './prepare-sensor.ts';
import { findPathWarnings } from './validate/payload/find-path-warnings.ts';
import { sensorShape } from './validate/sensor-shape.ts';
import type { Shape } from './validate/shape.ts';
import { validateSensor } from './validate-sensor.ts';

/** Words that mean something somewhere in a Sensor. */
const word = fc.constantFrom(
  ...[
    '',
    'd',
    'e',
    'd-e',
    'd_e',
    'github',
    'push',
    'and',
    'or',
    'OR',
    'string',
    'number',
    'bool',
    '=',
    '!=',
    '==',
    '>=',
  ],
  ...['d && e', 'd || (e && d)', '!d', '(', '"d"', 'd && "', 'let x = 1; x', 'map([1], #)', 'd ?? e', '(d)'.repeat(50)],
  ...[
    'submit',
    'submit-from',
    'create',
    'update',
    'stop',
    'overwrite',
    'append',
    'prepend',
    'Second',
    'UTC',
    'Mars/Base',
  ],
  ...['09:00:00', '25:00:00', '0 9 * * *', '* * * * 9', '@daily', '1h', '-1h', '9999999h', '1d', '100ms'],
  ...[
    '{{ .Input.body }}',
    '{{',
    '{{ range }}',
    '{{ define "x" }}{{ template "x" }}{{ end }}',
    'a =~ "("',
    "a == 'b'",
    'a ===',
  ],
  ...[
    'body.ref',
    'body.#.x',
    'body.#(',
    '@this',
    '__proto__.x',
    'constructor',
    'spec.x.-1',
    'a|@pretty:{"',
    '\\',
    '..',
    '\u0000',
  ],
  ...['(?!x)', 'x{1000}', '[', 'return event', 'return', '.a', '🙂', 'x'.repeat(5_000), '1e999', 'NaN', '0x1p-2'],
);
const key = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'ctx',
    'expr',
    'group',
    'then',
    'length',
    '',
  ),
  fc.string({ maxLength: 8 }),
);
const anyJson = fc.oneof(
  word,
  fc.json().map((text): unknown => JSON.parse(text)),
);

/** What has this shape, mostly. */
function arbitraryOf(shape: Shape, depth = 0): fc.Arbitrary<unknown> {
  if (depth > 12) return anyJson;
  return fc.oneof(
    { arbitrary: fitting(shape, depth), weight: 14 },
    { arbitrary: anyJson, weight: 1 },
    fc.constant(null),
  );
}

function fitting(shape: Shape, depth: number): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'text':
      return word;
    case 'number':
      return fc.oneof(fc.integer(), fc.double(), fc.constant(-0));
    case 'boolean':
      return fc.boolean();
    case 'any':
      return anyJson;
    case 'later':
      return depth > 8 ? fc.constant({}) : arbitraryOf(shape.shape(), depth + 4);
    case 'list':
      return fc.array(arbitraryOf(shape.of, depth + 1), { maxLength: 3 });
    case 'map':
      return fc.dictionary(key, arbitraryOf(shape.of, depth + 1), { maxKeys: 3 });
    default:
      return objectOf(shape.fields, depth);
  }
}

function objectOf(fields: Readonly<Record<string, Shape>>, depth: number): fc.Arbitrary<unknown> {
  const known = Object.entries(fields).map(([name, shape]) => [name, arbitraryOf(shape, depth + 1)] as const);
  const more = fc.oneof({ arbitrary: fc.constant({}), weight: 9 }, fc.dictionary(key, anyJson, { maxKeys: 1 }));
  return fc
    .tuple(fc.record(Object.fromEntries(known), { requiredKeys: [] }), more)
    .map(([own, others]) => ({ ...own, ...others }));
}

function nest(depth: number): unknown {
  const trigger = { template: { name: 't', log: {} }, atLeastOnce: true };
  return depth === 0 ? trigger : { ...trigger, dlqTrigger: nest(depth - 1) };
}

function checkProblems(document: unknown): void {
  const { sensor, problems } = validateSensor(document);
  for (const { problem, path } of problems) {
    expect(problem.message.length + problem.hint.length).toBeLessThan(40_000);
    expect(problem.message + problem.hint).not.toMatch(/\[object|undefined\b(?!')/);
    expect(Array.isArray(path)).toBe(true);
  }
  if (sensor === undefined) return;
  expect(problems.every(({ problem }) => problem.severity === 'warning')).toBe(true);
  prepareSensor(sensor);
  findPathWarnings(sensor, Object.fromEntries(sensor.spec.dependencies.map(({ name }) => [name, ['push']])));
}

describe('validateSensor', () => {
  const parts = { name: 'd', eventSourceName: 'github', eventName: 'push' };
  it.each<[string, unknown]>([
    ['a metadata that is a text', { metadata: 'ci' }],
    ['a metadata without a name', { metadata: { name: null } }],
    ['a dependency that is null', { spec: { dependencies: [null], triggers: [{ template: { name: 't', log: {} } }] } }],
    ['keys of every object', JSON.parse('{"spec":{"__proto__":{"dependencies":[]},"constructor":1,"toString":[]}}')],
  ])('answers %s', (_name, document) => {
    checkProblems(document);
    expect(validateSensor(document).problems).not.toEqual([]);
  });

  it('answers a trigger of many dlqTriggers', () => {
    const { sensor, problems } = validateSensor({ spec: { dependencies: [parts], triggers: [nest(300)] } });
    expect(problems).toEqual([]);
    expect(JSON.stringify(sensor)).toContain('dlqTrigger');
  });

  it('answers whatever has the shape of a Sensor', () => {
    fc.assert(fc.property(fitting(sensorShape, 0), checkProblems), { numRuns: 1_000 });
  }, 120_000);

  it('answers whatever a right Sensor has one part of', () => {
    const right = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Sensor',
      metadata: { name: 'ci' },
      spec: {
        dependencies: [{ name: 'd', eventSourceName: 'github', eventName: 'push' }],
        triggers: [{ template: { name: 't', log: {} } }],
      },
    };
    const { spec } = right;
    const [dependency, trigger] = [spec.dependencies[0], spec.triggers[0]];
    const fieldsOf = (shape: Shape | undefined) => (shape?.kind === 'object' ? shape.fields : {});
    const specFields = fieldsOf(fieldsOf(sensorShape).spec);
    const listed = (shape: Shape | undefined) => (shape?.kind === 'list' ? fieldsOf(shape.of) : {});
    const more = (fields: Readonly<Record<string, Shape>>): fc.Arbitrary<object> => {
      const one = Object.entries(fields).map(([name, shape]) => fitting(shape, 8).map((value) => ({ [name]: value })));
      return fc.oneof(...one);
    };
    const { name: _name, ...ofDependency } = listed(specFields.dependencies);
    const { template: ofTemplate, ...ofTrigger } = listed(specFields.triggers);
    const parts = fc.tuple(more(ofDependency), more(ofTrigger), more(fieldsOf(ofTemplate)));
    fc.assert(
      fc.property(parts, ([forDependency, forTrigger, forTemplate]) => {
        const template = { ...forTemplate, ...trigger?.template };
        checkProblems({ ...right, spec: { ...spec, dependencies: [{ ...forDependency, ...dependency }] } });
        checkProblems({ ...right, spec: { ...spec, triggers: [{ ...forTrigger, template }] } });
      }),
      { numRuns: 1_000 },
    );
  }, 120_000);
});
