import { countBytes, sliceBytes, toBytes } from '../../go-value/bytes.ts';
import type { Call } from '../../go-value/call.ts';
import { fixed, type GoFunction, variadic } from '../../go-value/go-function.ts';
import type { Argument } from '../../go-value/parameter-types.ts';
import { typeName } from '../../go-value/type-name.ts';
import { entriesOf, type GoValue, int, integer, isInteger, itemsOf } from '../../go-value/value.ts';

/** `index`, `slice`, `len`: texts count in bytes. */
export const collections: Record<string, GoFunction> = {
  index: variadic(['value'], 'value', ([item], indexes, call) => {
    if (item === undefined || item === null) return call.fail('index of untyped nil');
    let found: GoValue = item;
    for (const index of indexes) found = indexOne(found, index, call);
    return found;
  }),
  slice: variadic(['value'], 'value', ([item], indexes, call) => {
    if (item === undefined || item === null) return call.fail('slice of untyped nil');
    return slice(item, indexes, call);
  }),
  len: fixed(['value'], ([item], call) => {
    if (item === null) return call.fail('len of nil pointer');
    if (item === undefined) return call.fail('reflect: call of reflect.Value.Type on zero Value');
    const size = sizeOf(item);
    return size === undefined ? call.fail(`len of type ${typeName(item).replace(/^[*]/, '')}`) : int(size);
  }),
};

function sizeOf(item: GoValue): number | undefined {
  if (typeof item === 'string') return countBytes(item);
  return itemsOf(item)?.length ?? entriesOf(item)?.size;
}

function indexOne(item: GoValue, index: Argument, call: Call): GoValue {
  if (item === null) return call.fail('index of nil pointer');
  const entries = entriesOf(item);
  if (entries !== undefined) return indexMap(item, entries, index, call);
  const size = sizeOf(item);
  if (size === undefined) return call.fail(`can't index item of type ${typeName(item)}`);
  const at = readIndex(index, size, call);
  if (at === undefined) return null;
  if (typeof item !== 'string') return itemsOf(item)?.[at] ?? (at < size ? null : outOfRange('slice', call));
  const byte = toBytes(item)[at];
  return byte === undefined ? outOfRange('string', call) : integer('uint8', byte);
}

function outOfRange(what: string, call: Call): null {
  return call.fail(`reflect: ${what} index out of range`);
}

/** A key that is missing has the zero of the element's type. */
function indexMap(map: GoValue, entries: Map<string, GoValue>, key: Argument, call: Call): GoValue {
  if (key === undefined || key === null) return call.fail('value is nil; should be of type string');
  if (typeof key !== 'string') return call.fail(`value has type ${typeName(key)}; should be string`);
  return entries.get(key) ?? (map instanceof Map ? null : '');
}

/** An index from 0 up to and with `limit`; undefined after a failure. */
function readIndex(index: Argument, limit: number, call: Call): number | undefined {
  if (index === undefined || index === null) {
    call.fail('cannot index slice/array with nil');
  } else if (!isInteger(index)) {
    call.fail(`cannot index slice/array with type ${typeName(index)}`);
  } else {
    if (index.value >= 0n && index.value <= BigInt(limit)) return Number(index.value);
    call.fail(`index out of range: ${index.value}`);
  }
  return undefined;
}

function slice(item: GoValue, indexes: Argument[], call: Call): GoValue {
  if (indexes.length > 3) return call.fail(`too many slice indexes: ${indexes.length}`);
  if (typeof item === 'string' && indexes.length === 3) return call.fail('cannot 3-index slice a string');
  const items = itemsOf(item);
  const size = typeof item === 'string' ? countBytes(item) : items?.length;
  if (size === undefined) return call.fail(`can't slice item of type ${typeName(item)}`);
  const ends = [0, size, size];
  for (const [at, index] of indexes.entries()) {
    const end = readIndex(index, size, call);
    if (end === undefined) return null;
    ends[at] = end;
  }
  const [start = 0, end = 0, limit = 0] = ends;
  if (start > end) return call.fail(`invalid slice index: ${start} > ${end}`);
  if (end > limit) return call.fail(`invalid slice index: ${end} > ${limit}`);
  if (typeof item === 'string') return sliceBytes(item, start, end);
  return sliceItems(item, items ?? [], start, end);
}

/** A part of a list, of the same type. */
export function sliceItems(list: GoValue, items: GoValue[], ...[start, end]: [start: number, end: number]): GoValue {
  const part = items.slice(start, end);
  const isTyped = typeof list === 'object' && list !== null && 'kind' in list && list.kind === 'list';
  return isTyped ? { kind: 'list', element: list.element, items: part } : part;
}
