import { GoDuration } from '../../go-time/go-duration.ts';
import { addNanoseconds, GoTime, nanosecondsBetween } from '../../go-time/go-time.ts';
import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import type { WorkBudget } from '../../pratt/work-budget.ts';
import { asFloat, asInteger, isNumeric, wrap } from './numbers.ts';
import { typeName } from './type-name.ts';
import { GoInteger, type Value } from './value.ts';

function failOperation(left: Value, operator: string, right: Value): never {
  throw new ExpressionFailure(`invalid operation: ${typeName(left)} ${operator} ${typeName(right)}`);
}

interface Calculation {
  whole: (left: bigint, right: bigint) => bigint;
  float: (left: number, right: number) => number;
}

const sum: Calculation = { whole: (left, right) => left + right, float: (left, right) => left + right };
const difference: Calculation = { whole: (left, right) => left - right, float: (left, right) => left - right };
const product: Calculation = { whole: (left, right) => left * right, float: (left, right) => left * right };

/** Whole numbers give an `int`, with a float64 all are float64; undefined where one side is no number. */
function calculate(left: Value, right: Value, { whole, float }: Calculation): Value {
  if (typeof left === 'number' && typeof right === 'number') return float(left, right);
  if (!isNumeric(left) || !isNumeric(right)) return undefined;
  const [one, other] = [asInteger(left), asInteger(right)];
  if (one !== undefined && other !== undefined) return wrap(whole(one, other));
  return float(asFloat(left), asFloat(right));
}

/** Numbers, texts, a time and a duration, two durations. */
export function add(left: Value, right: Value, budget: WorkBudget): Value {
  if (typeof left === 'string' && typeof right === 'string') {
    budget.makeText(left.length + right.length);
    return left + right;
  }
  const number = calculate(left, right, sum);
  if (number !== undefined) return number;
  if (left instanceof GoTime && right instanceof GoDuration) return addNanoseconds(left, right.nanoseconds);
  if (left instanceof GoDuration && right instanceof GoTime) return addNanoseconds(right, left.nanoseconds);
  if (left instanceof GoDuration && right instanceof GoDuration) {
    return new GoDuration(left.nanoseconds + right.nanoseconds);
  }
  return failOperation(left, '+', right);
}

export function subtract(left: Value, right: Value): Value {
  const number = calculate(left, right, difference);
  if (number !== undefined) return number;
  if (left instanceof GoTime && right instanceof GoTime) return new GoDuration(nanosecondsBetween(right, left));
  if (left instanceof GoTime && right instanceof GoDuration) return addNanoseconds(left, -right.nanoseconds);
  if (left instanceof GoDuration && right instanceof GoDuration) {
    return new GoDuration(left.nanoseconds - right.nanoseconds);
  }
  return failOperation(left, '-', right);
}

/** Numbers and durations; a duration times a fraction is a number of nanoseconds. */
export function multiply(left: Value, right: Value): Value {
  const number = calculate(left, right, product);
  if (number !== undefined) return number;
  const [one, other] = [nanosecondsOf(left), nanosecondsOf(right)];
  if (one === undefined || other === undefined) return failOperation(left, '*', right);
  if (typeof one === 'number' || typeof other === 'number') return Number(one) * Number(other);
  return new GoDuration(one * other);
}

function nanosecondsOf(value: Value): bigint | number | undefined {
  if (value instanceof GoDuration) return value.nanoseconds;
  return typeof value === 'number' ? value : asInteger(value);
}

export function divide(left: Value, right: Value): number {
  return isNumeric(left) && isNumeric(right) ? asFloat(left) / asFloat(right) : failOperation(left, '/', right);
}

/** Whole numbers only; numbers of JSON are none. */
export function modulo(left: Value, right: Value): bigint {
  const [one, other] = [asInteger(left), asInteger(right)];
  if (one === undefined || other === undefined) return failOperation(left, '%', right);
  if (other === 0n) throw new ExpressionFailure('runtime error: integer divide by zero');
  return wrap(one % other);
}

export function negate(value: Value): Value {
  if (typeof value === 'number') return -value;
  if (typeof value === 'bigint') return wrap(-value);
  const whole = asInteger(value);
  if (whole === undefined || !(value instanceof GoInteger)) {
    throw new ExpressionFailure(`invalid operation: - ${typeName(value)}`);
  }
  return new GoInteger(value.type, value.type === 'uint8' ? BigInt.asUintN(8, -whole) : wrap(-whole));
}
