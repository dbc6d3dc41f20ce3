import { encodeString } from '../json/strings.ts';
import { isValidJson } from '../json/validity.ts';
import { computed, exists, type PathValue } from '../path-value.ts';
import { endOfQuotes } from './query.ts';
import type { Reading } from './reading.ts';

/** One path of a multipath; `name` is the key it gets in an object. */
interface Selector {
  name: string;
  path: string;
}

/**
 * Reads `[a,b]` or `{a,"name":b}` at the beginning of a path: an array or object of what its paths select, those that do not
 * exist left out. When the brackets do not close, or something else than `.` or `|` follows them, it is no multipath and what
 * follows the brackets is to be read as a plain path.
 */
export function readMultipath(json: string, path: string, reading: Reading): PathValue | { plainPath: string } {
  const parsed = parseSelectors(path);
  if (parsed === undefined) return { plainPath: '' };
  if (!/^(?:[|.]|$)/.test(parsed.rest)) return { plainPath: parsed.rest };
  const isKeyed = path.startsWith('{');
  const parts: string[] = [];
  for (const selector of parsed.selectors) {
    const selected = reading.read(json, selector.path);
    if (!exists(selected)) continue;
    parts.push(isKeyed ? `${keyOf(selector)}:${selected.raw}` : selected.raw);
  }
  const gathered = computed(isKeyed ? `{${parts.join(',')}}` : `[${parts.join(',')}]`);
  if (parsed.rest === '') return gathered;
  const { starts: _, ...selected } = reading.read(gathered.raw, parsed.rest.slice(1));
  return { ...selected, start: -1 };
}

function parseSelectors(path: string): { selectors: Selector[]; rest: string } | undefined {
  const selectors: Selector[] = [];
  let open: OpenSelector = { from: 1, colon: 0, isModified: false };
  let depth = 1;
  for (let at = 1; at < path.length; at++) {
    const character = path.charAt(at);
    if (character === '\\') at++;
    else if (character === '"') at = endOfQuotes(path, at);
    else if ('[({'.includes(character)) depth++;
    else if ('])}'.includes(character) && --depth === 0) {
      selectors.push(closeSelector(path, open, at));
      return { selectors, rest: path.slice(at + 1) };
    } else if (character === ',' && depth === 1) {
      selectors.push(closeSelector(path, open, at));
      open = { from: at + 1, colon: 0, isModified: false };
    } else noteName(path, open, { at, depth });
  }
  return undefined;
}

interface OpenSelector {
  from: number;
  /** Where the colon after its name stands; 0 when there is none. */
  colon: number;
  /** A modifier began: a colon after it belongs to its argument. */
  isModified: boolean;
}

function noteName(path: string, open: OpenSelector, { at, depth }: { at: number; depth: number }): void {
  if (path[at] === '@' && /[.|]/.test(path.charAt(at - 1))) open.isModified = true;
  if (path[at] === ':' && depth === 1 && open.colon === 0 && !open.isModified) open.colon = at;
}

function closeSelector(path: string, open: OpenSelector, end: number): Selector {
  if (open.colon === 0) return { name: '', path: path.slice(open.from, end) };
  return { name: path.slice(open.from, open.colon), path: path.slice(open.colon + 1, end) };
}

function keyOf({ name, path }: Selector): string {
  if (name !== '') return name.startsWith('"') && isValidJson(name) ? name : encodeString(name);
  const last = lastPart(path);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a name with control characters is no simple name
  return encodeString(/[\u0000-\u001f[\]{}()#|!]/.test(last) ? '_' : last);
}

function lastPart(path: string): string {
  for (let at = path.length - 1; at >= 0; at--) {
    if ((path[at] === '|' || path[at] === '.') && path[at - 1] !== '\\') return path.slice(at + 1);
  }
  return path;
}
