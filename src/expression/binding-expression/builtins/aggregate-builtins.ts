import { GoDuration } from '../../go-time/go-duration.ts';
import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import type { Run } from '../evaluate/run.ts';
import { isOrdered, type OrderOperator } from '../values/is-ordered.ts';
import { asFloat, isNumeric } from '../values/numbers.ts';
import { typeName } from '../values/type-name.ts';
import { GoInteger, itemsOf, type Value } from '../values/value.ts';
import type { Builtin } from './builtin.ts';

const maxDepth = 1_000;

/** A value of a kind that is a number, durations and months too. */
function isNumberKind(value: Value): boolean {
  return isNumeric(value) || value instanceof GoDuration || value instanceof GoInteger;
}

function failArgument(name: string, value: Value): never {
  throw new ExpressionFailure(`invalid argument for ${name} (type ${typeName(value)})`);
}

/** `max` and `min` of 1.17: of numbers, and of lists of numbers of any depth; a single other value is itself. */
function extreme(name: string, operator: OrderOperator): Builtin {
  const better = (found: Value, value: Value): Value =>
    found === undefined || (value !== undefined && isOrdered(found, operator, value)) ? value : found;
  const absorb = (start: Value, items: readonly Value[], run: Run, depth: number): Value => {
    if (depth > maxDepth) throw new ExpressionFailure('recursion depth exceeded');
    run.budget.spend(items.length);
    return items.reduce((found, item) => {
      const inner = itemsOf(item);
      if (inner !== undefined) return better(found, absorb(undefined, inner, run, depth + 1));
      // Inside of lists durations and months do not count as numbers.
      return isNumeric(item) ? better(found, item) : failArgument(name, item);
    }, start);
  };
  return (args, run) => {
    let found: Value;
    for (const arg of args) {
      const items = itemsOf(arg);
      if (items === undefined && !isNumberKind(arg)) return args.length === 1 ? arg : failArgument(name, arg);
      found = items === undefined ? better(found, arg) : absorb(found, items, run, 0);
    }
    return found ?? null;
  };
}

/** All numbers in the arguments and in lists of any depth. */
function gather(name: string, values: readonly Value[], run: Run, depth = 0): number[] {
  if (depth > maxDepth) throw new ExpressionFailure('recursion depth exceeded');
  run.budget.spend(values.length);
  return values.flatMap((value) => {
    const items = itemsOf(value);
    if (items !== undefined) return gather(name, items, run, depth + 1);
    return isNumberKind(value) ? [toNumber(value)] : failArgument(name, value);
  });
}

function toNumber(value: Value): number {
  if (value instanceof GoDuration) return Number(value.nanoseconds);
  if (value instanceof GoInteger) return Number(value.value);
  return isNumeric(value) ? asFloat(value) : Number.NaN;
}

function middle(numbers: number[]): number {
  const sorted = numbers.toSorted((left, right) => left - right);
  const half = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[half - 1], sorted[half]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

function average(numbers: number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

export const newerAggregates: Record<string, Builtin> = {
  max: extreme('max', '<'),
  min: extreme('min', '>'),
  mean: (args, run) => average(gather('mean', args, run)),
  median: (args, run) => {
    const numbers = gather('median', args, run);
    return numbers.length === 0 ? 0 : middle(numbers);
  },
};
