import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import { asInteger, wrap } from '../values/numbers.ts';
import { typeName } from '../values/type-name.ts';
import type { Value } from '../values/value.ts';
import type { Builtin } from './builtin.ts';

function intFor(name: string, value: Value): bigint {
  const whole = asInteger(value);
  if (whole !== undefined) return whole;
  throw new ExpressionFailure(`cannot use ${typeName(value)} as argument (type int) to call ${name}`);
}

function ofBits(name: string, calculate: (left: bigint, right: bigint) => bigint): [string, Builtin] {
  return [name, ([left, right]) => wrap(calculate(intFor(name, left), intFor(name, right)))];
}

function shift(name: string, calculate: (value: bigint, count: bigint) => bigint): [string, Builtin] {
  return ofBits(name, (value, count) => {
    if (count < 0n) throw new ExpressionFailure(`invalid operation: negative shift count ${count} (type int)`);
    // What is shifted further is gone, but for the sign.
    return calculate(value, count > 64n ? 64n : count);
  });
}

export const bitBuiltins: Record<string, Builtin> = Object.fromEntries([
  ofBits('bitand', (left, right) => left & right),
  ofBits('bitor', (left, right) => left | right),
  ofBits('bitxor', (left, right) => left ^ right),
  ofBits('bitnand', (left, right) => left & ~right),
  shift('bitshl', (value, count) => value << count),
  shift('bitshr', (value, count) => value >> count),
  shift('bitushr', (value, count) => BigInt.asUintN(64, value) >> count),
  ['bitnot', ([value]) => wrap(~intFor('bitnot', value))] satisfies [string, Builtin],
]);
