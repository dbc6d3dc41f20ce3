import { encodeValue } from './json/strings.ts';
import { membersOf } from './members.ts';
import { exists } from './path-value.ts';
import { maxPathLength, readPath } from './read-path.ts';
import { type DestinationPart, indexOf, parseDestination } from './write/destination.ts';
import { type Placed, placeValue, removeValue, splice } from './write/place-value.ts';

/** An array is not padded beyond this many elements. */
const maxIndex = 10_000;
const maxParts = 200;
/** Characters that one value adds where it is written into several places. */
const maxAdded = 8_000_000;
const refusedKeys = new Set(['__proto__', 'constructor', 'prototype']);

/** The changed text, or why nothing was changed, in sjson's words where it has some. */
export type PathWriting = { ok: true; json: string } | { ok: false; message: string };

/**
 * Writes a text as a JSON string at a destination in JSON text, as sjson does: missing objects are made, a number makes an
 * array or pads it with `null`, `-1` appends, `:0` is a key, `\.` a dot in a key. A destination with `#`, `*`, `?`, `@` or `|`
 * is looked up and only what exists is replaced; what it does not find is left alone. The rest of the text keeps its form.
 * Keys that reach an object's prototype are refused.
 */
export function setText(json: string, path: string, text: string): PathWriting {
  return setRaw(json, path, encodeValue(text));
}

/** Like {@link setText}, with JSON text as the value. */
export function setRaw(json: string, path: string, raw: string): PathWriting {
  return write(json, path, {
    simple: (parts) => placeValue(json, parts, raw),
    complex: () => replaceFound(json, path, raw),
  });
}

/** Takes a value out of JSON text; a destination that is not there changes nothing. */
export function deletePath(json: string, path: string): PathWriting {
  return write(json, path, {
    simple: (parts) => removeValue(json, parts),
    complex: () => ({ kind: 'error', message: 'cannot delete value from a complex path' }),
  });
}

interface Writers {
  simple: (parts: DestinationPart[]) => Placed;
  complex: () => Placed;
}

function write(json: string, path: string, { simple, complex }: Writers): PathWriting {
  if (path === '') return { ok: false, message: 'path cannot be empty' };
  if (path.length > maxPathLength) return { ok: false, message: `a path has at most ${maxPathLength} characters` };
  const refused = path.split(/[.|:]/).find((part) => refusedKeys.has(part.replaceAll('\\', '')));
  if (refused !== undefined) return { ok: false, message: `the key '${refused}' cannot be written` };
  const parts = parseDestination(path);
  const excess = parts === undefined ? undefined : findExcess(parts);
  if (excess !== undefined) return { ok: false, message: excess };
  const placed = parts === undefined ? complex() : simple(parts);
  if (placed.kind === 'error') return { ok: false, message: placed.message };
  return { ok: true, json: placed.kind === 'changed' ? placed.json : json };
}

function findExcess(parts: DestinationPart[]): string | undefined {
  if (parts.length > maxParts) return `a path has at most ${maxParts} parts`;
  const high = parts.find((part) => (indexOf(part) ?? 0) > maxIndex);
  return high === undefined ? undefined : `an array index is at most ${maxIndex}, not ${high.key}`;
}

/** Replaces what a path finds in the text: one value, or all that it gathers. */
function replaceFound(json: string, path: string, raw: string): Placed {
  const reading = readPath(json, path);
  if (!reading.ok) return { kind: 'error', message: reading.limit };
  const { value } = reading;
  if (!exists(value)) return { kind: 'unchanged' };
  if (value.start > 0) return { kind: 'changed', json: splice(json, value, raw) };
  const elements = [...membersOf(value)].map((member) => member.value.raw);
  const places = value.starts ?? [];
  if (places.length === 0 || places.length !== elements.length || places.some((start) => start < 0)) {
    return { kind: 'unchanged' };
  }
  if (places.length * raw.length > maxAdded) {
    return {
      kind: 'error',
      message: `a value in ${places.length} places has at most ${maxAdded} characters altogether`,
    };
  }
  const found = places.map((start, at) => ({ start, end: start + (elements[at] ?? '').length }));
  return { kind: 'changed', json: replaceAll(json, found, raw) };
}

/** Puts the text in all places, which may not lie in one another. */
function replaceAll(json: string, places: { start: number; end: number }[], raw: string): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end } of places.sort((left, right) => left.start - right.start)) {
    pieces.push(json.slice(from, start), raw);
    from = end;
  }
  return pieces.join('') + json.slice(from);
}
