import { GoDuration } from '../../../go-time/go-duration.ts';
import { GoTime } from '../../../go-time/go-time.ts';
import { TimeZone } from '../../../go-time/time-zone.ts';
import { compareBytes } from '../../../path/json/bytes.ts';
import { ExpressionFailure } from '../../../pratt/expression-failure.ts';
import type { WorkBudget } from '../../../pratt/work-budget.ts';
import { maxNesting } from '../max-nesting.ts';
import { typeName } from '../type-name.ts';
import { GoInteger, GoMap, itemsOf, type Value } from '../value.ts';
import { printValue } from './print-value.ts';

/** A value as Go's `%s` prints it: what is no text carries its type, `%!s(float64=42)`. */
export function printAsText(value: Value, budget: WorkBudget, depth = 0): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return depth === 0 ? '%!s(<nil>)' : '<nil>';
  if (depth > maxNesting) throw new ExpressionFailure(`a value nests more than ${maxNesting} deep`);
  if (typeof value !== 'object' || isNumber(value)) return `%!s(${typeName(value)}=${printValue(value, budget)})`;
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  const hasText = value instanceof GoTime || value instanceof GoDuration || value instanceof GoInteger;
  if (hasText || value instanceof TimeZone) return printValue(value, budget);
  const items = itemsOf(value);
  if (items !== undefined) return `[${items.map((item) => printAsText(item, budget, depth + 1)).join(' ')}]`;
  const entries = entriesOf(value, budget).sort(([left], [right]) => compareBytes(left, right));
  return `map[${entries.map(([key, member]) => `${key}:${printAsText(member, budget, depth + 1)}`).join(' ')}]`;
}

function isNumber(value: object): boolean {
  return value instanceof GoInteger && (value.type === 'int64' || value.type === 'uint8');
}

function entriesOf(value: object, budget: WorkBudget): [string, Value][] {
  if (!(value instanceof GoMap)) return Object.entries(value);
  return [...value.entries.values()].map((entry) => [printAsText(entry.key, budget), entry.value]);
}
