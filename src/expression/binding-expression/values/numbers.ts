import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import { toInt64 } from '../../scalar/to-int64.ts';
import { typeName } from './type-name.ts';
import { GoInteger, type Value } from './value.ts';

/** A number of one of Go's own types; months and durations are others. */
export type Numeric = number | bigint | GoInteger;

export function isNumeric(value: Value): value is Numeric {
  if (typeof value === 'number' || typeof value === 'bigint') return true;
  return value instanceof GoInteger && (value.type === 'int64' || value.type === 'uint8');
}

/** A whole number of one of Go's own types, as `int`; undefined for anything else. */
export function asInteger(value: Value): bigint | undefined {
  if (typeof value === 'bigint') return value;
  return value instanceof GoInteger && isNumeric(value) ? value.value : undefined;
}

/** The number as a float64. */
export function asFloat(value: Numeric): number {
  if (typeof value === 'number') return value;
  return Number(typeof value === 'bigint' ? value : value.value);
}

export function isSameNumber(left: Numeric, right: Numeric): boolean {
  const [one, other] = [asInteger(left), asInteger(right)];
  return one !== undefined && other !== undefined ? one === other : asFloat(left) === asFloat(right);
}

/** Any number as an `int`, as expr-lang does for indexes. */
export function toInt(value: Value): bigint {
  const whole = asInteger(value);
  if (whole !== undefined) return whole;
  if (typeof value === 'number') return toInt64(value);
  throw new ExpressionFailure(`invalid operation: int(${nameOf(value)})`);
}

/** Any number as a float64. */
export function toFloat(value: Value): number {
  if (isNumeric(value)) return asFloat(value);
  throw new ExpressionFailure(`invalid operation: float(${nameOf(value)})`);
}

function nameOf(value: Value): string {
  return typeName(value);
}

/** Sixty-four bits, the rest is cut off. */
export function wrap(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}
