import { endOfString, endOfValue, findValue, isValueStart, kindAt } from '../json/scan.ts';
import { unescapeString } from '../json/strings.ts';
import { matchesWildcard } from '../matches-wildcard.ts';
import { nextValue } from '../members.ts';
import { computed, exists, makeValue, missing, type PathValue, textOf } from '../path-value.ts';
import { type ArrayPart, type ObjectPart, parseArrayPart, parseObjectPart, splitAtPipe } from './parts.ts';
import { passesQuery, type Query } from './query.ts';
import type { Reading } from './reading.ts';

/** One pass over one text; the containers on the path's way are walked in it, all others skipped. */
export interface Walk {
  text: string;
  reading: Reading;
  value: PathValue;
  /** What is to be read in the value once it is found. */
  pipe?: string;
}

/** Where a container's walk ended, and whether the value was found on the way. */
interface Outcome {
  end: number;
  isHit: boolean;
}

export function startWalk(text: string, reading: Reading): Walk {
  return { text, reading, value: missing };
}

/** Walks the object whose content begins at `from`. */
export function walkObject(walk: Walk, from: number, path: string): Outcome {
  const { text } = walk;
  const part = parseObjectPart(path, (name) => walk.reading.modifiers.has(name));
  if (part.pipe !== undefined) walk.pipe = part.pipe;
  let at = from;
  while (at < text.length) {
    const open = findKey(text, at);
    if (open === -1) return { end: text.length, isHit: false };
    if (text[open] === '}') return { end: open + 1, isHit: false };
    const close = endOfString(text, open);
    if (close === -1) return { end: text.length, isHit: false };
    at = findValue(text, close);
    if (at >= text.length) break;
    const isMatch = matchesKey(walk, { from: open + 1, to: close - 1 }, part);
    const outcome = visit(walk, at, isMatch, part.rest);
    if (outcome === undefined) return { end: text.length, isHit: false };
    if (outcome.isHit) return outcome;
    at = outcome.end;
  }
  return { end: at, isHit: false };
}

/** Visits one value: goes into it, takes it, or passes over it. Undefined when the text breaks off in it. */
function visit(walk: Walk, at: number, isMatch: boolean, rest: string | undefined): Outcome | undefined {
  const { text } = walk;
  const kind = kindAt(text, at);
  if (isMatch && rest !== undefined && kind === 'container') {
    return text[at] === '{' ? walkObject(walk, at + 1, rest) : walkArray(walk, at + 1, rest);
  }
  const end = endOfValue(text, at, kind);
  if (end === -1) return undefined;
  if (!isMatch || rest !== undefined) return { end, isHit: false };
  walk.value = makeValue(kind, text.slice(at, end), at);
  return { end, isHit: true };
}

function findKey(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22 || code === 0x7d) return at;
  }
  return -1;
}

function matchesKey({ text, reading }: Walk, key: { from: number; to: number }, part: ObjectPart): boolean {
  const length = key.to - key.from;
  if (!part.isPattern && length < part.key.length) return false;
  const isPlain = !part.isPattern && !part.key.includes('\\');
  if (isPlain && length === part.key.length) return text.startsWith(part.key, key.from);
  const raw = text.slice(key.from, key.to);
  const isEscaped = raw.includes('\\');
  if (isPlain && !isEscaped) return false;
  const name = isEscaped ? unescapeString(raw) : raw;
  return part.isPattern ? matchesWildcard(name, part.key, reading.spend) : name === part.key;
}

/** Walks the array whose content begins at `from`; the end of the text closes it too. */
export function walkArray(walk: Walk, from: number, path: string): Outcome {
  const part = parseArrayPart(path, (name) => walk.reading.modifiers.has(name));
  if (part.pipe !== undefined) walk.pipe = part.pipe;
  if (part.query !== undefined) return walkQuery(walk, from, { query: part.query, rest: part.rest });
  return part.hasHash ? walkAll(walk, from, part) : walkToIndex(walk, from, part);
}

function walkToIndex(walk: Walk, from: number, part: ArrayPart): Outcome {
  const index = /^\d+$/.test(part.text) ? Number(part.text) : -1;
  let at = findElement(walk.text, from);
  for (let count = 0; !closes(walk.text, at); count++) {
    const outcome = visit(walk, at, count === index, part.rest);
    if (outcome === undefined) return { end: walk.text.length, isHit: false };
    if (outcome.isHit) return outcome;
    at = findElement(walk.text, outcome.end);
  }
  return { end: at + 1, isHit: false };
}

/** `#` counts the elements, `#.name` gathers what they have there. */
function walkAll(walk: Walk, from: number, part: ArrayPart): Outcome {
  const places = [from];
  let at = findElement(walk.text, from);
  while (!closes(walk.text, at)) {
    const end = endOfValue(walk.text, at, kindAt(walk.text, at));
    if (end === -1) return { end: walk.text.length, isHit: false };
    places.push(end);
    at = findElement(walk.text, end);
  }
  if (part.text !== '#') return { end: at + 1, isHit: false };
  const count = String(places.length - 1);
  walk.value = part.gather === undefined ? makeValue('number', count, -1) : gather(walk, places, part.gather);
  return { end: at + 1, isHit: true };
}

/** What the path selects in each element; `places` are the indexes after which the elements are looked for. */
function gather(walk: Walk, places: number[], path: string): PathValue {
  const piped = splitAtPipe(path);
  if (piped !== undefined) walk.pipe = piped.right;
  const parts: string[] = [];
  const starts: number[] = [];
  for (const place of places) {
    let at = place;
    while (/[ \t\r\n]/.test(walk.text.charAt(at))) at++;
    const element = walk.text[at] === ']' ? undefined : nextValue(walk.text, at);
    if (element === undefined) continue;
    const selected = readWithin(walk, element.value, piped?.left ?? path);
    if (!exists(selected)) continue;
    parts.push(selected.raw);
    starts.push(selected.start);
  }
  return computed(`[${parts.join(',')}]`, starts);
}

function walkQuery(walk: Walk, from: number, { query, rest }: { query: Query; rest: string | undefined }): Outcome {
  const parts: string[] = [];
  const starts: number[] = [];
  let at = findElement(walk.text, from);
  while (!closes(walk.text, at)) {
    const kind = kindAt(walk.text, at);
    const end = endOfValue(walk.text, at, kind);
    if (end === -1) return { end: walk.text.length, isHit: false };
    const element = makeValue(kind, walk.text.slice(at, end), at);
    const selected = matchesQuery(walk, query, element) ? selectBelow(walk, element, rest) : undefined;
    if (selected !== undefined && !query.all) {
      walk.value = selected;
      return { end, isHit: true };
    }
    if (selected !== undefined) addPart(selected, parts, starts);
    at = findElement(walk.text, end);
  }
  if (query.all && !exists(walk.value)) walk.value = computed(`[${parts.join(',')}]`, starts);
  return { end: at + 1, isHit: false };
}

/** What the path after a query selects in an element that passed it; a pipe in it applies to the whole. */
function selectBelow(walk: Walk, element: PathValue, rest: string | undefined): PathValue {
  if (rest === undefined) return element;
  const piped = splitAtPipe(rest);
  if (piped !== undefined) walk.pipe = piped.right;
  return readWithin(walk, element, piped?.left ?? rest);
}

function addPart(selected: PathValue, parts: string[], starts: number[]): void {
  const raw = selected.raw === '' ? textOf(selected) : selected.raw;
  if (raw === '') return;
  parts.push(raw);
  starts.push(selected.start);
}

function matchesQuery(walk: Walk, query: Query, element: PathValue): boolean {
  if (element.type === 'JSON')
    return passesQuery(query, walk.reading.read(element.raw, query.path), walk.reading.spend);
  return query.path === '' && passesQuery(query, element, walk.reading.spend);
}

/** Reads a path in an element; its place is told in the walk's text. */
function readWithin(walk: Walk, element: PathValue, path: string): PathValue {
  const { starts: _, ...selected } = walk.reading.read(element.raw, path);
  return selected.start === -1 ? selected : { ...selected, start: selected.start + element.start };
}

function findElement(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) !== 0x5d && !isValueStart(text.charCodeAt(at))) at++;
  return at;
}

function closes(text: string, at: number): boolean {
  return at >= text.length || text[at] === ']';
}
