import { GoDuration } from '../../go-time/go-duration.ts';
import { attempt, ExpressionFailure } from '../../pratt/expression-failure.ts';
import type { Run } from '../evaluate/run.ts';
import { fetch } from '../values/fetch.ts';
import { printValue } from '../values/forms/print-value.ts';
import { isEqual } from '../values/is-equal.ts';
import { toInt } from '../values/numbers.ts';
import { sortItems } from '../values/sort-items.ts';
import { kindName, typeName } from '../values/type-name.ts';
import { GoInteger, itemsOf, listTypeOf, nilList, sliceList, type Value } from '../values/value.ts';
import type { Builtin } from './builtin.ts';

function listFor(verb: string, value: Value): readonly Value[] {
  return itemsOf(value) ?? fail(`cannot ${verb} ${kindName(value)}`);
}

function fail(message: string): never {
  throw new ExpressionFailure(message);
}

/** The first or the last element, or byte of a text; nil for whatever has none. */
function end(index: bigint): Builtin {
  return ([value], run) => {
    const fetched = attempt(() => fetch(value, index, run));
    return fetched.ok ? fetched.value : null;
  };
}

const take: Builtin = ([value, count], run) => {
  const items = listFor('take from', value);
  const kind = kindName(count);
  if (kind !== 'int' && kind !== 'int64') return fail(`cannot take ${kind} elements`);
  const most = wholeOf(count);
  if (most < 0n) return fail('reflect.Value.Slice: slice index out of bounds');
  run.budget.spend(items.length);
  return sliceList(items, 0, most > BigInt(items.length) ? items.length : Number(most));
};

function wholeOf(count: Value): bigint {
  return count instanceof GoDuration ? count.nanoseconds : count instanceof GoInteger ? count.value : toInt(count);
}

const reverse: Builtin = ([value], { budget }) => {
  const items = listFor('reverse', value);
  budget.makeElements(items.length);
  return items.toReversed();
};

const uniq: Builtin = ([value], run) => {
  const kept: Value[] = [];
  for (const item of listFor('uniq', value)) {
    run.budget.spend(1 + kept.length);
    if (!kept.some((each) => isEqual(item, each, run))) kept.push(item);
  }
  return kept;
};

const concat: Builtin = (args, { budget }) => {
  const lists = args.map((value) => listFor('concat', value));
  budget.makeElements(lists.reduce((length, list) => length + list.length, 0));
  const joined = lists.flat();
  // Go makes no list for nothing.
  return joined.length === 0 ? nilList() : joined;
};

const flatten: Builtin = ([value], run) => {
  const flat = flattenItems(listFor('flatten', value), run, 0);
  run.budget.makeElements(flat.length);
  return flat;
};

function flattenItems(items: readonly Value[], run: Run, depth: number): Value[] {
  if (depth > 1_000) return fail('recursion depth exceeded');
  run.budget.spend(items.length);
  return items.flatMap((item) => {
    const inner = itemsOf(item);
    return inner === undefined ? [item] : flattenItems(inner, run, depth + 1);
  });
}

/** Lists of pairs and what is no list become a list that is nil. */
const sort: Builtin = ([value, order], { budget }) => {
  const isSortable = Array.isArray(value) && listTypeOf(value).element !== 'pair' && !listTypeOf(value).isArray;
  const items: readonly Value[] = isSortable ? value : nilList();
  if (order !== undefined && typeof order !== 'string') {
    return fail(`sort order argument must be a string (got ${typeName(order)})`);
  }
  if (order !== undefined && order !== 'asc' && order !== 'desc') {
    return fail(`invalid order ${printValue(order, budget)}, expected asc or desc`);
  }
  budget.makeElements(items.length);
  if (!isSortable) return nilList();
  return sortItems(items, { keyOf: (item) => item, isDescending: order === 'desc', budget });
};

export const listBuiltins: Record<string, Builtin> = {
  first: end(0n),
  last: end(-1n),
  take,
  reverse,
  uniq,
  concat,
  flatten,
  sort,
};
