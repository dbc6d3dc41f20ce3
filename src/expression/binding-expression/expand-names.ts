import { compareBytes } from '../path/json/bytes.ts';
import { makeRecord, type Value } from './values/value.ts';

type Entry = readonly [key: string, value: Value];

/**
 * Argo's `Expand`: keys with dots become maps inside each other, `{"a.b": 1}` is `{a: {b: 1}}`; a key that others go on from
 * (`a` beside `a.b`) is left out.
 */
export function expandNames(entries: readonly Entry[]): Record<string, Value> {
  if (!entries.some(([key]) => key.includes('.'))) return makeRecord(entries);
  const sorted = [...new Map(entries)].sort(([left], [right]) => compareBytes(left, right));
  const kept = sorted.filter(([key], index) => !sorted[index + 1]?.[0].startsWith(`${key}.`));
  return expand(kept, '');
}

function expand(entries: readonly Entry[], prefix: string): Record<string, Value> {
  const groups = new Map<string, Value>();
  for (const [key, value] of entries) {
    if (!key.startsWith(prefix)) continue;
    const [name = '', ...rest] = key.slice(prefix.length).split('.');
    if (groups.has(name)) continue;
    groups.set(name, rest.length === 0 ? value : expand(entries, `${prefix}${name}.`));
  }
  return makeRecord(groups);
}
