import { compileSensorExpression } from '../../../src/expression/sensor-expression/compile-sensor-expression.ts';
import type { Member, MemberReader } from '../../../src/expression/sensor-expression/evaluate/read-member.ts';
import type { Adapter } from '../vector.ts';

export const sensorExpressionAdapters: Record<string, Adapter> = {
  govaluate: (input, expected) => {
    const compiled = compileSensorExpression(String(input.expr));
    // Where a vector stands for upstream's own test of a failure, only its error was recorded.
    const isBare = 'error' in expected && !('value' in expected);
    if (!compiled.ok) return isBare ? { error: compiled.message } : { parseError: compiled.message };
    const result = compiled.evaluate((input.params ?? {}) as Record<string, unknown>, {
      readMember: readRecordedMember,
    });
    if (!result.ok) return isBare ? { error: result.message } : { error: result.message, goType: '<nil>', value: null };
    return { error: expected.error === '' ? '' : null, goType: goTypeOf(result.value), value: result.value };
  },
};

function goTypeOf(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'float64';
  if (typeof value === 'string') return 'string';
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}

/** The vectors were recorded with the structs of upstream's own tests as parameters; here are their fields and methods. */
const readRecordedMember: MemberReader = (value, name) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'no-struct';
  const methods = 'Funk' in value ? nestedMethods : 'Nested' in value ? dummyMethods : undefined;
  if (methods === undefined) return 'no-struct';
  const fields = value as Record<string, unknown>;
  return Object.hasOwn(fields, name) ? { kind: 'field', value: fields[name] } : (methods[name] ?? 'absent');
};

function method(parameters: string[], call: (...args: unknown[]) => unknown): Member {
  return { kind: 'method', parameters, call: (args) => ({ ok: true, value: call(...args) }) };
}

const nestedMethods: Record<string, Member> = { Dunk: method(['string'], (text) => `${text}dunk`) };

const integers = 'uint uint8 uint16 uint32 uint64 int int8 int16 int32 int64'.split(' ');

const dummyMethods: Record<string, Member> = {
  Func: method([], () => 'funk'),
  Func2: method([], () => 'frink'),
  Func3: method([], () => 'fronk'),
  FuncArgStr: method(['string'], (text) => text),
  TestArgs: method(['string', ...integers, 'float32', 'float64', 'bool'], (text, ...rest) => {
    const numbers = rest.filter((each) => typeof each === 'number');
    const counted = rest.at(-1) === true ? numbers : numbers.slice(0, -1);
    return `${text}: ${counted.reduce((sum, each) => sum + each, 0)}`;
  }),
  AlwaysFail: {
    kind: 'method',
    parameters: [],
    call: () => ({ ok: false, message: 'function should always fail' }),
  },
};
