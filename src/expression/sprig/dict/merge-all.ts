import { type Call, maxNesting } from '../../go-value/call.ts';
import { nilMap } from '../../go-value/parameter-types.ts';
import { sortEntries } from '../../go-value/print/sort-entries.ts';
import { type GoValue, itemsOf } from '../../go-value/value.ts';
import { isEmpty } from '../text-of.ts';

type Dict = Map<string, GoValue>;

export interface MergeStyle {
  /** What is there already gives way. */
  overwrites: boolean;
}

/**
 * Merges maps into the first one, which it changes: maps within maps are merged too, and lists are not. Without overwriting only
 * what is missing or empty is filled in. Upstream's way of doing it (mergo's) decides the corner cases.
 */
export function mergeAll(into: Dict, sources: Dict[], style: MergeStyle, call: Call): GoValue {
  const target: Dict = into === nilMap ? new Map() : into;
  for (const source of sources) mergeOne({ into: target, source, style, depth: 0 }, call);
  return target;
}

interface Merge {
  into: Dict;
  source: Dict;
  style: MergeStyle;
  depth: number;
}

function mergeOne(merge: Merge, call: Call): void {
  if (merge.depth > maxNesting) {
    call.fail(`values nest deeper than ${maxNesting}`);
    return;
  }
  for (const [key, value] of sortEntries(merge.source)) {
    if (!call.spend(1)) return;
    if (value !== null) mergeMember(merge, { key, value }, call);
    else if (merge.style.overwrites) merge.into.set(key, null);
  }
}

function mergeMember(merge: Merge, { key, value }: { key: string; value: GoValue }, call: Call): void {
  const { into, style, depth } = merge;
  const present = into.get(key) ?? null;
  if (present instanceof Map && value instanceof Map) {
    mergeOne({ into: present, source: value, style, depth: depth + 1 }, call);
  }
  if (itemsOf(value) !== undefined && (style.overwrites || into.size === 0)) into.set(key, value);
  if (!keeps(present, value) && (style.overwrites || isEmpty(present))) into.set(key, value);
}

/** A list or map that is there keeps its place, whatever happened to what is in it. */
function keeps(present: GoValue, value: GoValue): boolean {
  if (isEmpty(present)) return false;
  return itemsOf(value) !== undefined || (present instanceof Map && value instanceof Map);
}
