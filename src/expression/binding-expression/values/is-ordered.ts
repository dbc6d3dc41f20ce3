import { GoDuration } from '../../go-time/go-duration.ts';
import { compareTimes, GoTime } from '../../go-time/go-time.ts';
import { compareBytes } from '../../path/json/bytes.ts';
import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import { asFloat, asInteger, isNumeric, type Numeric } from './numbers.ts';
import { typeName } from './type-name.ts';
import type { Value } from './value.ts';

export type OrderOperator = '<' | '>' | '<=' | '>=';

/** Whether the order of two numbers, texts, times or durations is the one that is asked. Fails with expr-lang's message. */
export function isOrdered(left: Value, operator: OrderOperator, right: Value): boolean {
  const order = compare(left, right);
  if (order === undefined) {
    throw new ExpressionFailure(`invalid operation: ${typeName(left)} ${operator} ${typeName(right)}`);
  }
  switch (operator) {
    case '<':
      return order < 0;
    case '>':
      return order > 0;
    case '<=':
      return order <= 0;
    default:
      return order >= 0;
  }
}

/** Negative, zero, positive, NaN where there is no order; undefined for what cannot be compared. */
function compare(left: Value, right: Value): number | undefined {
  if (isNumeric(left) && isNumeric(right)) return compareNumbers(left, right);
  if (typeof left === 'string' && typeof right === 'string') return compareBytes(left, right);
  if (left instanceof GoTime && right instanceof GoTime) return compareTimes(left, right);
  if (left instanceof GoDuration && right instanceof GoDuration) {
    return left.nanoseconds === right.nanoseconds ? 0 : left.nanoseconds < right.nanoseconds ? -1 : 1;
  }
  return undefined;
}

function compareNumbers(left: Numeric, right: Numeric): number {
  const [one, other] = [asInteger(left) ?? asFloat(left), asInteger(right) ?? asFloat(right)];
  const areMixed = typeof one !== typeof other;
  const [a, b] = areMixed ? [Number(one), Number(other)] : [one, other];
  if (a < b) return -1;
  if (a > b) return 1;
  return a === b ? 0 : Number.NaN;
}
