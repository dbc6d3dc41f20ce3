import {
  endOfContainer,
  endOfLiteral,
  endOfNumber,
  endOfString,
  endOfValue,
  findValue,
  kindAt,
  type ValueKind,
} from './json/scan.ts';
import { unescapeString } from './json/strings.ts';
import { exists, makeValue, missing, type PathValue } from './path-value.ts';

/** One member of an object or element of an array; elements have no key. */
export interface Member {
  key?: { raw: string; text: string };
  value: PathValue;
}

/**
 * The value that the whole text is. An object or array is taken up to the end of the text, whatever follows it; text that
 * begins with no value is missing.
 */
export function parseValue(text: string): PathValue {
  let at = 0;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at++;
  if (at === text.length || findValue(text, at) !== at) return missing;
  const kind = kindAt(text, at);
  if (kind === 'container') return makeValue(kind, text.slice(at), at);
  const end = endOfValue(text, at, kind);
  if (end !== -1) return makeValue(kind, text.slice(at, end), at);
  const raw = text.slice(at);
  return { ...makeValue(kind, raw, at), string: unescapeString(raw.slice(1)) };
}

/** The next value at or after `from`, and the index after it; undefined when there is none. */
export function nextValue(text: string, from: number): { value: PathValue; end: number } | undefined {
  const at = findValue(text, from);
  if (at >= text.length) return undefined;
  const kind = kindAt(text, at);
  const end = endOfValue(text, at, kind);
  return end === -1 ? undefined : { value: makeValue(kind, text.slice(at, end), at), end };
}

/** The members of an object or elements of an array, in order; any other value is its own only element. */
export function* membersOf(container: PathValue): Generator<Member> {
  if (!exists(container)) return;
  if (container.type !== 'JSON') {
    yield { value: container };
    return;
  }
  const text = container.raw;
  const open = text.search(/\S/);
  const isKeyed = text[open] === '{';
  if (!isKeyed && text[open] !== '[') return;
  for (let at = open + 1; at < text.length; at++) {
    const key = isKeyed ? nextKey(text, at) : undefined;
    if (isKeyed && key === undefined) return;
    const next = nextValue(text, key?.end ?? at);
    if (next === undefined) return;
    yield key === undefined ? { value: next.value } : { key, value: next.value };
    at = next.end;
  }
}

function nextKey(text: string, from: number): { raw: string; text: string; end: number } | undefined {
  const open = text.indexOf('"', from);
  const end = open === -1 ? -1 : endOfString(text, open);
  if (end === -1) return undefined;
  return { raw: text.slice(open, end), text: unescapeString(text.slice(open + 1, end - 1)), end };
}

/** Where the elements of an array that is `text` from its bracket on stand; used to rewrite it. */
export function elementSpans(text: string): { start: number; end: number; kind: ValueKind }[] {
  const spans: { start: number; end: number; kind: ValueKind }[] = [];
  for (let at = text.indexOf('[') + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === ']' || character === '}') break;
    const kind = elementKind(character);
    if (kind === undefined) continue;
    const end = spanEnd(text, at, kind);
    spans.push({ start: at, end, kind });
    at = end - 1;
  }
  return spans;
}

function elementKind(character: string): ValueKind | undefined {
  if (character === '"') return 'string';
  if (character === '{' || character === '[') return 'container';
  if (character === 'n') return 'null';
  if (character === 't') return 'true';
  if (character === 'f') return 'false';
  return /[-\d]/.test(character) ? 'number' : undefined;
}

function spanEnd(text: string, at: number, kind: ValueKind): number {
  if (kind === 'string') return endOfString(text, at) === -1 ? text.length : endOfString(text, at);
  if (kind === 'container') return endOfContainer(text, at);
  return kind === 'number' ? endOfNumber(text, at) : endOfLiteral(text, at);
}
