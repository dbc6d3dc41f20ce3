import { isRecord } from '../../json/is-record.ts';

type Json = Record<string, unknown>;

/**
 * Argo Events' merge for `update` (`mergo.Merge` with override, run against the library to find out): maps are merged, all else is
 * replaced: lists as a whole, and by empty texts, zeros, false, null and empty lists too. An empty map changes nothing.
 */
export function mergeObjects(live: Json, ours: Json): Json {
  const merged = new Map(Object.entries(live));
  for (const [key, value] of Object.entries(ours)) {
    const before = merged.get(key);
    merged.set(key, isRecord(before) && isRecord(value) ? mergeObjects(before, value) : value);
  }
  return Object.fromEntries(merged);
}
