import { printTime } from '../../../go-time/format-time.ts';
import { GoDuration, printDuration } from '../../../go-time/go-duration.ts';
import { GoTime } from '../../../go-time/go-time.ts';
import { monthNames, weekdayNames } from '../../../go-time/names.ts';
import { TimeZone } from '../../../go-time/time-zone.ts';
import { compareBytes } from '../../../path/json/bytes.ts';
import { ExpressionFailure } from '../../../pratt/expression-failure.ts';
import type { WorkBudget } from '../../../pratt/work-budget.ts';
import { formatShortest } from '../../../scalar/format-float.ts';
import { maxNesting } from '../max-nesting.ts';
import { kindName } from '../type-name.ts';
import { GoInteger, GoMap, itemsOf, type Value } from '../value.ts';

/** A value as Go's `%v` prints it: `<nil>`, `1e+06`, `[a b]`, `map[a:1 b:2]`, `1h0m0s`. */
export function printValue(value: Value, budget: WorkBudget, depth = 0): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return formatShortest(value);
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'function':
      return 'func';
    default:
      return value === null || value === undefined ? '<nil>' : printObject(value, budget, depth);
  }
}

function printObject(value: object, budget: WorkBudget, depth: number): string {
  if (depth > maxNesting) throw new ExpressionFailure(`a value nests more than ${maxNesting} deep`);
  if (value instanceof GoInteger) return printInteger(value);
  if (value instanceof GoTime) return printTime(value);
  if (value instanceof GoDuration) return printDuration(value);
  if (value instanceof TimeZone) return value.name;
  if (kindName(value) === 'func') return 'func';
  const items = itemsOf(value);
  const parts =
    items === undefined
      ? entriesOf(value, budget).map(([key, member]) => `${key}:${printValue(member, budget, depth + 1)}`)
      : items.map((item) => printValue(item, budget, depth + 1));
  budget.spend(parts.length);
  const inside = parts.join(' ');
  budget.makeText(inside.length);
  return items === undefined ? `map[${inside}]` : `[${inside}]`;
}

/** Months and days of the week have names. */
function printInteger({ type, value }: GoInteger): string {
  const names: readonly string[] = type === 'time.Month' ? ['', ...monthNames] : weekdayNames;
  const isNamed = type === 'time.Month' || type === 'time.Weekday';
  return (isNamed ? names[Number(value)] : undefined) ?? String(value);
}

/** Sorted by their keys. */
function entriesOf(value: object, budget: WorkBudget): [string, Value][] {
  const entries: [string, Value][] =
    value instanceof GoMap
      ? [...value.entries.values()].map((entry) => [printValue(entry.key, budget), entry.value])
      : Object.entries(value);
  return entries.sort(([left], [right]) => compareBytes(left, right));
}
