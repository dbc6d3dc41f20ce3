import { GoDuration } from '../../go-time/go-duration.ts';
import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import { parseFloatText } from '../../scalar/parse-float.ts';
import { toInt64 } from '../../scalar/to-int64.ts';
import { printValue } from '../values/forms/print-value.ts';
import { asFloat, asInteger, isNumeric, wrap } from '../values/numbers.ts';
import { kindName, typeName } from '../values/type-name.ts';
import { GoInteger, isNil, type Value } from '../values/value.ts';
import type { Builtin } from './builtin.ts';

function failArgument(name: string, value: Value): never {
  throw new ExpressionFailure(`invalid argument for ${name} (type ${typeName(value)})`);
}

const abs: Builtin = ([value]) => {
  if (typeof value === 'number') return value < 0 ? -value : value;
  if (typeof value === 'bigint') return value < 0n ? wrap(-value) : value;
  if (!(value instanceof GoInteger && isNumeric(value))) return failArgument('abs', value);
  return value.value < 0n ? new GoInteger(value.type, wrap(-value.value)) : value;
};

function rounding(name: string, round: (value: number) => number): Builtin {
  return ([value]) => (isNumeric(value) ? round(asFloat(value)) : failArgument(name, value));
}

/** Halves away from zero. */
function round(value: number): number {
  const whole = Math.trunc(value);
  return Math.abs(value - whole) >= 0.5 ? whole + Math.sign(value) : whole;
}

/** A number, or a text that is a whole one; in 1.17 durations and the like too. */
export const toIntBuiltin: Builtin = ([value], { dialect, budget }) => {
  if (typeof value === 'number') return toInt64(value);
  // Upstream looks at the type of nil, which has none.
  if (dialect === '1.17' && isNil(value))
    throw new ExpressionFailure('reflect: call of reflect.Value.Type on zero Value');
  const whole = asInteger(value) ?? (dialect === '1.17' ? countOf(value) : undefined);
  if (whole !== undefined) return whole;
  if (typeof value !== 'string') throw new ExpressionFailure(`invalid operation: int(${typeName(value)})`);
  const isNumber = value.length <= 30 && /^[+-]?\d+$/.test(value);
  const parsed = isNumber ? BigInt(value.replace('+', '')) : undefined;
  if (parsed !== undefined && wrap(parsed) === parsed) return parsed;
  throw new ExpressionFailure(`invalid operation: int(${printValue(value, budget)})`);
};

function countOf(value: Value): bigint | undefined {
  if (value instanceof GoDuration) return value.nanoseconds;
  return value instanceof GoInteger ? value.value : undefined;
}

export const toFloatBuiltin: Builtin = ([value]) => {
  if (isNumeric(value)) return asFloat(value);
  if (typeof value !== 'string') throw new ExpressionFailure(`invalid operation: float(${typeName(value)})`);
  const parsed = parseFloatText(value);
  if (parsed.error !== undefined) throw new ExpressionFailure(`invalid operation: float(${value})`);
  return parsed.value;
};

const names: Partial<Record<ReturnType<typeof kindName>, string>> = {
  int64: 'int',
  uint8: 'uint',
  float64: 'float',
  slice: 'array',
  invalid: 'nil',
};

const type: Builtin = ([value], { dialect }) => {
  const name = typeName(value);
  if (name.startsWith('time.')) return name;
  // 1.15 looks behind pointers.
  if (name === '*time.Location') return dialect === '1.15' ? 'time.Location' : 'unknown';
  const kind = kindName(value);
  return names[kind] ?? kind;
};

export const numberBuiltins: Record<string, Builtin> = {
  type,
  abs,
  ceil: rounding('ceil', Math.ceil),
  floor: rounding('floor', Math.floor),
  round: rounding('round', round),
  int: toIntBuiltin,
  float: toFloatBuiltin,
  string: ([value], { budget }) => printValue(value, budget),
};
