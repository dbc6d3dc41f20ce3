import { areDeepEqual } from '../../go-value/are-deep-equal.ts';
import { allowsList, type Call } from '../../go-value/call.ts';
import { fixed, type GoFunction, variadic } from '../../go-value/go-function.ts';
import { kindName } from '../../go-value/type-name.ts';
import { type GoValue, itemsOf, nilList } from '../../go-value/value.ts';
import { sliceItems } from '../../template/builtins/collections.ts';
import { toWhole } from '../number/casts.ts';
import { isEmpty } from '../text-of.ts';

const list = variadic([], 'any', (_, values) => values);
const append = fixed(['any', 'any'], ([items, last], call) =>
  withItems(items, 'push on', call, (all) => [...all, last]),
);
const prepend = fixed(['any', 'any'], ([items, first], call) =>
  withItems(items, 'prepend on', call, (all) => [first, ...all]),
);
const first = fixed(['any'], ([items], call) => withItems(items, 'find first on', call, (all) => all[0] ?? null));
const last = fixed(['any'], ([items], call) => withItems(items, 'find last on', call, (all) => all.at(-1) ?? null));
const rest = fixed(['any'], ([items], call) =>
  withItems(items, 'find rest on', call, (all) => (all.length === 0 ? nilList : all.slice(1))),
);
const initial = fixed(['any'], ([items], call) =>
  withItems(items, 'find initial on', call, (all) => (all.length === 0 ? nilList : all.slice(0, -1))),
);
const reverse = fixed(['any'], ([items], call) => withItems(items, 'find reverse on', call, (all) => all.toReversed()));
const compact = fixed(['any'], ([items], call) =>
  withItems(items, 'compact on', call, (all) => all.filter((item) => !isEmpty(item))),
);
const uniq = fixed(['any'], ([items], call) =>
  withItems(items, 'find uniq on', call, (all) => {
    const kept: GoValue[] = [];
    for (const item of all) if (!includes(kept, item, call)) kept.push(item);
    return kept;
  }),
);
const without = variadic(['any'], 'any', ([items], left, call) =>
  withItems(items, 'find without on', call, (all) => all.filter((item) => !includes(left, item, call))),
);
const has = fixed(['any', 'any'], ([item, items], call) =>
  items === null ? false : withItems(items, 'find has on', call, (all) => includes(all, item, call)),
);
const slice = variadic(['any'], 'any', ([items, ..._], bounds, call) => sliceBetween(items, bounds, call));
const chunk = fixed(['int', 'any'], ([size, items], call) =>
  withItems(items, 'chunk', call, (all) => chunkItems(all, size, call)),
);

/** Functions on lists of any type; those that make a list make one of `interface {}`. */
export const listFunctions: Record<string, GoFunction> = {
  list,
  tuple: list,
  append,
  push: append,
  mustAppend: append,
  mustPush: append,
  prepend,
  mustPrepend: prepend,
  first,
  mustFirst: first,
  last,
  mustLast: last,
  rest,
  mustRest: rest,
  initial,
  mustInitial: initial,
  reverse,
  mustReverse: reverse,
  compact,
  mustCompact: compact,
  uniq,
  mustUniq: uniq,
  without,
  mustWithout: without,
  has,
  mustHas: has,
  slice,
  mustSlice: slice,
  chunk,
  mustChunk: chunk,
  concat: variadic([], 'any', (_, lists, call) => concat(lists, call)),
};

/** Does something with a list's elements; any other value is a failure in sprig's words. */
function withItems(value: GoValue, what: string, call: Call, use: (items: GoValue[]) => GoValue): GoValue {
  const items = readItems(value, `Cannot ${what} type`, call);
  return items !== undefined && allowsList(call, items.length + 1) ? use(items) : null;
}

function readItems(value: GoValue, refusal: string, call: Call): GoValue[] | undefined {
  const items = itemsOf(value);
  if (items !== undefined) return items;
  if (value === null) call.fail('runtime error: invalid memory address or nil pointer dereference');
  else call.fail(`${refusal} ${kindName(value)}`);
  return undefined;
}

function includes(items: GoValue[], wanted: GoValue, call: Call): boolean {
  return items.some((item) => areDeepEqual(wanted, item, call));
}

function sliceBetween(value: GoValue, [from, to]: GoValue[], call: Call): GoValue {
  const items = readItems(value, 'list should be type of slice or array but', call);
  if (items === undefined || items.length === 0) return null;
  const start = from === undefined ? 0n : toWhole(from);
  const end = to === undefined ? BigInt(items.length) : toWhole(to);
  const isInside = start >= 0n && end >= start && end <= BigInt(items.length);
  if (!isInside) return call.fail('reflect.Value.Slice: slice index out of bounds');
  if (!allowsList(call, items.length)) return null;
  return sliceItems(value, items, Number(start), Number(end));
}

/** Lists of so many elements, the last one with what is left. Upstream's arithmetic lets some sizes below zero through. */
function chunkItems(items: GoValue[], size: number, call: Call): GoValue {
  const count = Math.floor((items.length - 1) / size) + 1;
  const isOne = count === 1 && items.length === 1 && size < -1;
  const isPossible = count === 0 || isOne || (size > 0 && count > 0);
  if (!isPossible) return call.fail('runtime error: makeslice: len out of range');
  const step = Math.max(size, 1);
  const chunks = Array.from({ length: count }, (_, at): GoValue => items.slice(at * step, (at + 1) * step));
  return { kind: 'list', element: '[]interface {}', items: chunks };
}

function concat(lists: GoValue[], call: Call): GoValue {
  const all: GoValue[] = [];
  for (const each of lists) {
    const items = itemsOf(each);
    if (each === null) return call.fail('runtime error: invalid memory address or nil pointer dereference');
    if (items === undefined) return call.fail(`Cannot concat type ${kindName(each)} as list`);
    if (!allowsList(call, all.length + items.length)) return null;
    all.push(...items);
  }
  return all.length === 0 ? nilList : all;
}
