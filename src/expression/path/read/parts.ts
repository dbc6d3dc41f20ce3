import { endOfContainer, endOfString } from '../json/scan.ts';
import { endOfQuotes, parseQuery, type Query } from './query.ts';

/** The first key of a path, and what follows it. */
export interface ObjectPart {
  key: string;
  /** The key holds `*` or `?` and is matched as a pattern. */
  isPattern: boolean;
  /** The path below the key; undefined when it ends here. */
  rest?: string;
  /** What is applied to the result: after `|`, or after `.` before a modifier or a multipath. */
  pipe?: string;
}

/** The first part of a path as an array understands it. */
export interface ArrayPart {
  text: string;
  /** `#` occurs: a count, a gathering or a query, not an index. */
  hasHash: boolean;
  /** What `#.` gathers from each element. */
  gather?: string;
  query?: Query;
  rest?: string;
  pipe?: string;
}

/** Knows whether the text that follows a dot begins a modifier that exists, `@name`. */
export type IsModifier = (name: string) => boolean;

export function parseObjectPart(path: string, isModifier: IsModifier): ObjectPart {
  let isPattern = false;
  for (let at = 0; at < path.length; at++) {
    const character = path[at];
    if (character === '|' || character === '.') {
      return { key: path.slice(0, at), isPattern, ...continuation(path, at, isModifier) };
    }
    if (character === '*' || character === '?') isPattern = true;
    if (character === '\\') return parseEscapedPart(path, at, { isPattern, isModifier });
  }
  return { key: path, isPattern };
}

/** The slower way for a key with escapes; they are taken off. */
function parseEscapedPart(
  path: string,
  slash: number,
  options: { isPattern: boolean; isModifier: IsModifier },
): ObjectPart {
  let { isPattern } = options;
  let key = path.slice(0, slash) + path.charAt(slash + 1);
  for (let at = slash + 2; at < path.length; at++) {
    const character = path.charAt(at);
    if (character === '\\') {
      key += path.charAt(++at);
      continue;
    }
    if (character === '.' || character === '|') {
      return { key, isPattern, ...continuation(path, at, options.isModifier) };
    }
    if (character === '*' || character === '?') isPattern = true;
    key += character;
  }
  return { key, isPattern };
}

export function parseArrayPart(path: string, isModifier: IsModifier): ArrayPart {
  const part: ArrayPart = { text: path, hasHash: false };
  for (let at = 0; at < path.length; at++) {
    const character = path[at];
    if (character === '|' || character === '.') {
      part.text = path.slice(0, at);
      // After `#` a dot gathers; it never opens a pipe.
      const isPlainDot = character === '.' && part.hasHash;
      return { ...part, ...(isPlainDot ? { rest: path.slice(at + 1) } : continuation(path, at, isModifier)) };
    }
    if (character !== '#') continue;
    part.hasHash = true;
    if (at > 0) continue;
    const end = readHash(path, part);
    if (end === undefined) return part;
    at = end;
  }
  return part;
}

/** Reads what `#` at the beginning opens; the index of its last character, or undefined for a query that never closes. */
function readHash(path: string, part: ArrayPart): number | undefined {
  if (path[1] === '.') part.gather = path.slice(2);
  if (path[1] !== '(' && path[1] !== '[') return 0;
  const parsed = parseQuery(path);
  part.query = parsed?.query ?? { path: '', operator: '', value: '', all: false };
  if (parsed === undefined) return undefined;
  part.query.all = path[parsed.end] === '#';
  return parsed.end - 1;
}

function continuation(path: string, at: number, isModifier: IsModifier): { rest?: string; pipe?: string } {
  const after = path.slice(at + 1);
  return path[at] === '|' || opensPipe(after, isModifier) ? { pipe: after } : { rest: after };
}

/** True when what follows a dot is a multipath or a known modifier: then the dot is a pipe. */
function opensPipe(after: string, isModifier: IsModifier): boolean {
  if (!after.startsWith('@')) return after.startsWith('[') || after.startsWith('{');
  const end = after.slice(1).search(/[.|:]/);
  return isModifier(end === -1 ? after.slice(1) : after.slice(1, end + 1));
}

/** Splits a path at its first pipe that is in no query; undefined when there is none. */
export function splitAtPipe(path: string): { left: string; right: string } | undefined {
  if (!path.includes('|')) return undefined;
  if (path.startsWith('{')) return splitAfterMultipath(path);
  for (let at = 0; at < path.length; at++) {
    const character = path[at];
    if (character === '|') return { left: path.slice(0, at), right: path.slice(at + 1) };
    if (character === '\\') at++;
    if (character === '.' && path[at + 1] === '#') {
      const open = at + 2;
      at = path[open] === '(' || path[open] === '[' ? endOfQuery(path, open) : open;
    }
  }
  return undefined;
}

function splitAfterMultipath(path: string): { left: string; right: string } | undefined {
  const inner = path.slice(1);
  const end = (inner.startsWith('"') ? endOfString(inner, 0) : endOfContainer(inner, 0)) + 1;
  return end > 0 && path[end] === '|' ? { left: path.slice(0, end), right: path.slice(end + 1) } : undefined;
}

/** The index of the bracket that closes the one at `open`; only brackets of its kind count, strings are skipped. */
function endOfQuery(path: string, open: number): number {
  const opening = path[open];
  const closing = opening === '[' ? ']' : ')';
  let depth = 1;
  for (let at = open + 1; at < path.length; at++) {
    const character = path[at];
    if (character === '\\') at++;
    else if (character === opening) depth++;
    else if (character === closing && --depth === 0) return at;
    else if (character === '"') at = endOfQuotes(path, at);
  }
  return path.length;
}
