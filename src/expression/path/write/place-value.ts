import { trimBlanks } from '../json/scan.ts';
import { encodeValue } from '../json/strings.ts';
import { elementSpans, parseValue } from '../members.ts';
import { missing, type PathValue } from '../path-value.ts';
import { readPath } from '../read-path.ts';
import { type DestinationPart, indexOf, isEnd } from './destination.ts';

/** What becomes of the text; `unchanged` is not an error. */
export type Placed = { kind: 'changed'; json: string } | { kind: 'unchanged' } | { kind: 'error'; message: string };

/** Puts `raw` (JSON text) at the destination, making what is missing on the way. */
export function placeValue(json: string, parts: DestinationPart[], raw: string): Placed {
  const [part, ...below] = parts;
  if (part === undefined) return { kind: 'unchanged' };
  const found = find(json, part.readable);
  if (found.start <= 0) return addMember(json, parts, raw);
  const placed: Placed = below.length === 0 ? { kind: 'changed', json: raw } : placeValue(found.raw, below, raw);
  return placed.kind === 'changed' ? { kind: 'changed', json: splice(json, found, placed.json) } : placed;
}

/** Takes the value at the destination out of the text, with its key and comma. */
export function removeValue(json: string, parts: DestinationPart[]): Placed {
  const [part, ...below] = parts;
  if (part === undefined) return { kind: 'unchanged' };
  const found = findToRemove(json, part);
  if (found.start <= 0) return { kind: 'unchanged' };
  if (below.length === 0) return { kind: 'changed', json: cutOut(json, found) };
  const placed = removeValue(found.raw, below);
  return placed.kind === 'changed' ? { kind: 'changed', json: splice(json, found, placed.json) } : placed;
}

/** Replaces what stands at a found value's place. */
export function splice(json: string, found: { start: number; raw: string }, raw: string): string {
  return json.slice(0, found.start) + raw + json.slice(found.start + found.raw.length);
}

function find(json: string, path: string): PathValue {
  const reading = readPath(json, path);
  return reading.ok ? reading.value : missing;
}

function findToRemove(json: string, part: DestinationPart): PathValue {
  if (!isEnd(part)) return find(json, part.readable);
  const count = find(json, '#').number;
  return find(json, count > 0 ? String(count - 1) : part.readable);
}

function addMember(json: string, parts: DestinationPart[], raw: string): Placed {
  const [part] = parts;
  if (part === undefined) return { kind: 'unchanged' };
  const parsed = parseValue(json);
  const container = parsed.type === 'JSON' ? parsed.raw : indexOf(part) === undefined ? '{}' : '[]';
  const comma = isEmpty(container) ? '' : ',';
  if (container.startsWith('{')) {
    const end = container.lastIndexOf('}');
    const before = container.slice(0, end === -1 ? container.length - 1 : end);
    return { kind: 'changed', json: `${before}${comma}${build(parts, raw, true)}}` };
  }
  if (isEnd(part)) {
    const before = trimBlanks(container).replace(/\]$/, '');
    return { kind: 'changed', json: `${before}${comma}${build(parts, raw, false)}]` };
  }
  const index = indexOf(part);
  if (index === undefined) {
    return { kind: 'error', message: `cannot set array element for non-numeric key '${part.key}'` };
  }
  const elements = elementSpans(container).map(({ start, end }) => container.slice(start, end));
  const padding = Array.from<string>({ length: Math.max(0, index - elements.length) }).fill('null');
  return { kind: 'changed', json: `[${[...elements, ...padding, build(parts, raw, false)].join(',')}]` };
}

function isEmpty(container: string): boolean {
  let at = 1;
  while (at < container.length && container.charCodeAt(at) <= 0x20) at++;
  return at === container.length || container[at] === '}' || container[at] === ']';
}

/** The text of a member (with its key) or element that holds `raw` at the end of the parts. */
function build(parts: DestinationPart[], raw: string, isKeyed: boolean): string {
  let built = raw;
  for (let at = parts.length - 1; at > 0; at--) {
    const part = parts[at];
    if (part !== undefined) built = wrap(part, built);
  }
  return isKeyed && parts[0] !== undefined ? `${encodeValue(parts[0].key)}:${built}` : built;
}

function wrap(part: DestinationPart, inner: string): string {
  const index = isEnd(part) ? 0 : indexOf(part);
  return index === undefined ? `{${encodeValue(part.key)}:${inner}}` : `[${'null,'.repeat(index)}${inner}]`;
}

/** Cuts a value with the key before it and one comma beside it. */
function cutOut(json: string, found: PathValue): string {
  const before = cutTail(json.slice(0, found.start));
  const after = json.slice(found.start + found.raw.length);
  return before.text + (before.isFirst ? after.replace(/^\s*,/, '') : after);
}

/** Takes the key (or comma) at the end of the text off; `isFirst` when a bracket stands there, so that a comma must follow. */
function cutTail(text: string): { text: string; isFirst: boolean } {
  const at = Math.max(text.lastIndexOf('['), text.lastIndexOf(','), text.lastIndexOf(':'));
  if (text[at] === '[') return { text, isFirst: true };
  if (text[at] === ',') return { text: text.slice(0, at), isFirst: false };
  const keyOpen = openingQuote(text, text.lastIndexOf('"', at));
  const bracket = Math.max(text.lastIndexOf('{', keyOpen - 1), text.lastIndexOf(',', keyOpen - 1));
  if (keyOpen <= 0 || bracket === -1) return { text, isFirst: false };
  return text[bracket] === '{'
    ? { text: text.slice(0, bracket + 1), isFirst: true }
    : { text: text.slice(0, bracket), isFirst: false };
}

function openingQuote(text: string, closing: number): number {
  let at = text.lastIndexOf('"', closing - 1);
  while (at > 0 && text[at - 1] === '\\') at = text.lastIndexOf('"', at - 1);
  return at;
}
