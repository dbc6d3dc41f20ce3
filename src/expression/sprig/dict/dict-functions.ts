import { type Call, maxNesting } from '../../go-value/call.ts';
import { fixed, type GoFunction, variadic } from '../../go-value/go-function.ts';
import { nilMap } from '../../go-value/parameter-types.ts';
import { formatValue } from '../../go-value/print/print-value.ts';
import { sortEntries } from '../../go-value/print/sort-entries.ts';
import { typeName } from '../../go-value/type-name.ts';
import { entriesOf, type GoValue, itemsOf, texts } from '../../go-value/value.ts';
import { mergeAll } from './merge-all.ts';

type Dict = Map<string, GoValue>;

const deepCopy = fixed(['any'], ([value], call) =>
  value === null ? call.fail('reflect: call of reflect.Value.Type on zero Value') : copyDeep(value, call, 0),
);
const merge = changing(
  variadic(['dict'], 'dict', ([into, ..._], sources, call) => mergeAll(into, sources, { overwrites: false }, call)),
);
const mergeOverwrite = changing(
  variadic(['dict'], 'dict', ([into, ..._], sources, call) => mergeAll(into, sources, { overwrites: true }, call)),
);

/** Functions on maps with texts as keys. Where Go's order is by chance, it is that of the keys here. */
export const dictFunctions: Record<string, GoFunction> = {
  dict: variadic([], 'any', (_, values, call) => makeDict(values, call)),
  get: fixed(['dict', 'text'], ([dict, key]) => (dict.has(key) ? dict.get(key) : '')),
  set: changing(fixed(['dict', 'text', 'any'], ([dict, key, value], call) => put(dict, { key, value }, call))),
  unset: changing(
    fixed(['dict', 'text'], ([dict, key]) => {
      dict.delete(key);
      return dict;
    }),
  ),
  hasKey: fixed(['dict', 'text'], ([dict, key]) => dict.has(key)),
  pluck: variadic(['text'], 'dict', ([key, ..._], dicts) =>
    dicts.filter((dict) => dict.has(key)).map((dict) => dict.get(key) ?? null),
  ),
  keys: variadic([], 'dict', (_, dicts, call) => {
    const all = dicts.flatMap((dict) => (call.spend(dict.size) ? sortEntries(dict).map(([key]) => key) : []));
    return texts(all);
  }),
  values: fixed(['dict'], ([dict], call) => (call.spend(dict.size) ? sortEntries(dict).map(([, value]) => value) : [])),
  pick: variadic(['dict'], 'text', ([dict, ..._], keys) => {
    const picked = keys.filter((key) => dict.has(key));
    return new Map(picked.map((key) => [key, dict.get(key) ?? null]));
  }),
  omit: variadic(['dict'], 'text', ([dict, ..._], keys, call) => {
    const left = new Set(keys);
    return call.spend(dict.size) ? new Map([...dict].filter(([key]) => !left.has(key))) : null;
  }),
  merge,
  mustMerge: merge,
  mergeOverwrite,
  mustMergeOverwrite: mergeOverwrite,
  deepCopy,
  mustDeepCopy: deepCopy,
  dig: variadic([], 'any', (_, values, call) => dig(values, call)),
};

function changing(plain: GoFunction): GoFunction {
  return { ...plain, changesArguments: true };
}

/** Keys and values in turn; a key without a value has an empty text. */
function makeDict(values: GoValue[], call: Call): Dict {
  const dict: Dict = new Map();
  for (let at = 0; at < values.length; at += 2) {
    dict.set(formatValue(values[at] ?? null, call), at + 1 < values.length ? (values[at + 1] ?? null) : '');
  }
  return dict;
}

function put(dict: Dict, { key, value }: { key: string; value: GoValue }, call: Call): GoValue {
  if (dict === nilMap) return call.fail('assignment to entry in nil map');
  return dict.set(key, value);
}

function copyDeep(value: GoValue, call: Call, depth: number): GoValue {
  if (!call.spend(1)) return null;
  if (depth > maxNesting) return call.fail(`values nest deeper than ${maxNesting}`);
  const copy = (each: GoValue) => copyDeep(each, call, depth + 1);
  if (Array.isArray(value)) return value.map(copy);
  if (value instanceof Map) return new Map([...value].map(([key, member]) => [key, copy(member)]));
  const items = itemsOf(value);
  if (items !== undefined && typeof value === 'object' && value !== null && 'element' in value) {
    return { ...value, kind: 'list', items: items.map(copy) };
  }
  const entries = entriesOf(value);
  if (entries === undefined || typeof value !== 'object' || value === null || !('element' in value)) return value;
  return { ...value, kind: 'map', entries: new Map(entries) };
}

/** `dig "a" "b" default dict`: what is under the keys, or the default where one is missing. */
function dig(values: GoValue[], call: Call): GoValue {
  if (values.length < 3) return call.fail('dig needs at least three arguments');
  const keys = values.slice(0, -2);
  const fallback = values.at(-2) ?? null;
  let found = values.at(-1) ?? null;
  for (const key of keys) {
    if (!(found instanceof Map)) return call.fail(wrongType(found, 'map[string]interface {}'));
    if (typeof key !== 'string') return call.fail(wrongType(key, 'string'));
    if (!found.has(key)) return fallback;
    found = found.get(key) ?? null;
  }
  return found;
}

function wrongType(value: GoValue, wanted: string): string {
  const found = value === null ? 'nil' : typeName(value);
  return `interface conversion: interface {} is ${found}, not ${wanted}`;
}
