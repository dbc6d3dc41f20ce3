import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sensor } from '../sensor/sensor.ts';
import { readYamlStream } from '../yaml/read-yaml-stream.ts';
import { toJson } from '../yaml/yaml-node.ts';
import { printSensor } from './print-sensor.ts';

function sensorWith(name: string, other: unknown): Sensor {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Sensor',
    metadata: { name },
    spec: { dependencies: [], triggers: [], other },
  };
}

function readBack(text: string): unknown {
  const { documents, problems } = readYamlStream({ path: 'f', text });
  expect(problems).toEqual([]);
  return documents.map(toJson);
}

describe('printSensor', () => {
  it('prints YAML in the order of the fields, and quotes what YAML 1.1 would take for something else', () => {
    expect(
      printSensor(sensorWith('s', { a: 'on', b: '1.10', c: '012', d: 'yes', e: '12:30', f: 1.5, g: [true, null] })),
    ).toBe(`apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata:
  name: s
spec:
  dependencies: []
  triggers: []
  other:
    a: "on"
    b: "1.10"
    c: "012"
    d: "yes"
    e: "12:30"
    f: 1.5
    g:
      - true
      - null
`);
  });

  it('what is printed reads back the same', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'y',
        'off',
        '0x1',
        '1_000',
        '0o7',
        '~',
        '.inf',
        '2001-01-01',
        '<<',
        '=',
        ' a',
        'a\nb',
        '\t',
        '- a',
        'a: b',
        '# a',
        '!x',
        '*x',
        '&x',
        '089',
        '1e3',
        '+1',
        '0b1',
      ),
    );
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z]{2,5}$/), fc.oneof(text, fc.integer(), fc.boolean(), fc.array(text))),
        (other) => {
          const sensor = sensorWith('s', other);
          expect(readBack(printSensor(sensor))).toEqual([JSON.parse(JSON.stringify(sensor))]);
        },
      ),
      { numRuns: 500 },
    );
  });
});
