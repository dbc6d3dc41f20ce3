import { GoDuration } from '../../../go-time/go-duration.ts';
import { ExpressionFailure } from '../../../pratt/expression-failure.ts';
import type { Run } from '../../evaluate/run.ts';
import { isOrdered, type OrderOperator } from '../../values/is-ordered.ts';
import { wrap } from '../../values/numbers.ts';
import { kindName } from '../../values/type-name.ts';
import { GoInteger, itemsOf, type Value } from '../../values/value.ts';
import type { Builtin } from '../builtin.ts';

/** `max` and `min` of 1.15 compare their arguments, of whatever type; nil is less than anything. */
function extreme(operator: OrderOperator): Builtin {
  return (args) => {
    let found: Value = null;
    for (const value of args) if (found === null || isOrdered(found, operator, value)) found = value;
    return found;
  };
}

/** The numbers of a list: whole ones as bigints. */
function readNumbers(verb: string, args: readonly Value[], { budget }: Run): (bigint | number)[] {
  const [list] = args;
  const items = itemsOf(list);
  if (items === undefined) throw new ExpressionFailure(`cannot ${verb} ${kindName(list)}`);
  budget.spend(items.length);
  return items.map((item) => readNumber(verb, item));
}

function readNumber(verb: string, item: Value): bigint | number {
  if (typeof item === 'number' || typeof item === 'bigint') return item;
  if (item instanceof GoDuration) return item.nanoseconds;
  if (item instanceof GoInteger && item.type !== 'uint8') return item.value;
  const kind = kindName(item);
  throw new ExpressionFailure(`cannot ${verb} ${kind === 'invalid' ? 'interface' : kind}`);
}

const sum: Builtin = (args, run) => {
  let total: bigint | number = 0n;
  for (const number of readNumbers('sum', args, run)) {
    if (typeof total === 'bigint' && typeof number === 'bigint') total = wrap(total + number);
    else total = Number(total) + Number(number);
  }
  return total;
};

const mean: Builtin = (args, run) => {
  const numbers = readNumbers('mean', args, run);
  if (numbers.length === 0) return 0;
  return numbers.reduce((total: number, number) => total + Number(number), 0) / numbers.length;
};

const median: Builtin = (args, run) => {
  const sorted = readNumbers('median', args, run)
    .map(Number)
    .sort((left, right) => left - right);
  if (sorted.length === 0) return 0;
  const half = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[half - 1], sorted[half]];
  return sorted.length % 2 === 0 ? (low + high) / 2 : (sorted[Math.floor(half)] ?? 0);
};

export const olderAggregates: Record<string, Builtin> = { max: extreme('<'), min: extreme('>'), sum, mean, median };
