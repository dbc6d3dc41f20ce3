import { exists, textOf } from '../../../src/expression/path/path-value.ts';
import { modifiers } from '../../../src/expression/path/read/modifiers.ts';
import { readPath } from '../../../src/expression/path/read-path.ts';
import { deletePath, type PathWriting, setRaw, setText } from '../../../src/expression/path/write-path.ts';
import { quoteText } from '../../../src/expression/scalar/quote-text.ts';
import type { Adapter } from '../vector.ts';

/** The vectors were recorded while upstream's own tests had added these modifiers. */
const recordedModifiers = new Map(modifiers)
  .set('case', (json, argument) => (argument === 'upper' ? json.toUpperCase() : json.toLowerCase()))
  .set('push', push)
  .set('string', (json) => quoteText(json));

export const pathAdapters: Record<string, Adapter> = {
  gjson: (input) => {
    const reading = readPath(String(input.json), String(input.path), { modifiers: recordedModifiers });
    if (!reading.ok) return { limit: reading.limit };
    const { value } = reading;
    return { exists: exists(value), raw: value.raw, string: textOf(value), type: value.type };
  },
  sjsonSet: (input) => {
    const [json, path] = [String(input.json), String(input.path)];
    const { value } = input;
    if (typeof value === 'string') return written(setText(json, path, value), json);
    // Upstream's marker for "delete" was recorded as an empty object.
    const isDeletion = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
    return written(isDeletion ? deletePath(json, path) : setRaw(json, path, JSON.stringify(value)), json);
  },
  sjsonSetRaw: (input) =>
    written(setRaw(String(input.json), String(input.path), String(input.value)), String(input.json)),
  sjsonDelete: (input) => written(deletePath(String(input.json), String(input.path)), String(input.json)),
};

function written(writing: PathWriting, before: string): unknown {
  return writing.ok ? { error: null, json: writing.json } : { error: writing.message, json: before };
}

function push(json: string, argument: string): string {
  const trimmed = json.trim();
  if (!trimmed.startsWith('[')) return json;
  const elements = trimmed.slice(1, -1).trim();
  return elements === '' ? `[${argument}]` : `[${elements},${argument}]`;
}
