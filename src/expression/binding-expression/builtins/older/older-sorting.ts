import { ExpressionFailure } from '../../../pratt/expression-failure.ts';
import { quoteText } from '../../../scalar/quote-text.ts';
import type { Run } from '../../evaluate/run.ts';
import { sortItems } from '../../values/sort-items.ts';
import { kindName, typeName } from '../../values/type-name.ts';
import { isRecord, itemsOf, type Value } from '../../values/value.ts';
import type { Builtin } from '../builtin.ts';

function fail(message: string): never {
  throw new ExpressionFailure(message);
}

function isDescending(order: Value): boolean {
  if (order === 'asc' || order === 'desc') return order === 'desc';
  if (typeof order === 'string') {
    return fail(`invalid argument for sort (expected "asc" or "desc", got ${quoteText(order)})`);
  }
  return fail(`invalid argument for sort (expected string, got ${describe(order)})`);
}

function describe(value: Value): string {
  return value === null || value === undefined ? '%!s(<nil>)' : typeName(value);
}

/** What a value is sorted by: a member of a map, or itself. */
function keyOf(item: Value, field: string): Value {
  if (!isRecord(item)) return item;
  return Object.hasOwn(item, field) ? item[field] : fail('cannot deref <invalid reflect.Value>');
}

const sortableKinds = new Set(['int', 'int64', 'float64', 'string']);

/** `sort` and `sortBy` of 1.15: all values have to be of one type, a number or a text. */
function sortBy(list: Value, { field, order }: { field: string; order: Value }, { budget }: Run): Value[] {
  const items = itemsOf(list) ?? fail(`cannot sort ${kindName(list)}`);
  const descending = order !== undefined && isDescending(order);
  const types = items.map((item) => typeOf(keyOf(item, field)));
  const [first] = types;
  const other = types.find((type) => type !== first);
  if (first !== undefined && other !== undefined) fail(`cannot sort array of different types (${other} and ${first})`);
  const kind = kindName(keyOf(items[0], field));
  if (items.length > 1 && !sortableKinds.has(kind))
    fail(`sort: unsupported type ${kind === 'invalid' ? 'interface' : kind}`);
  budget.makeElements(items.length);
  return sortItems(items, { keyOf: (item) => keyOf(item, field), isDescending: descending, budget });
}

function typeOf(key: Value): string {
  return key === null || key === undefined ? 'interface {}' : typeName(key);
}

export const olderSorting: Record<string, Builtin> = {
  sort: ([list, order], run) => sortBy(list, { field: '', order }, run),
  sortBy: ([list, field, order], run) => {
    if (typeof field === 'string') return sortBy(list, { field, order }, run);
    if (itemsOf(list) === undefined) return fail(`cannot sort ${kindName(list)}`);
    return fail(`invalid argument for sort (expected string, got ${describe(field)})`);
  },
};
