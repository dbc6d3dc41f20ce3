/**
 * Argo evaluates `{{…}}` inside parameter values, so a pull request's title could read another parameter. Text that comes from
 * an event is therefore marked before it is placed into an object, and every `{{` that a marked brace takes part in is broken
 * into `{ {` once the object is final. Marking (rather than breaking the value itself) also catches braces that only meet
 * when two values end up side by side.
 */

/** Stands for a `{` that came from an event. A Unicode noncharacter: it has no meaning in any text. */
const marker = '\uFDD0';

/** Marks the braces of a value that came from an event. With `raw` the value is JSON and only its strings are touched. */
export function markEventText(value: string, raw: boolean): string {
  const clean = value.replaceAll(marker, '\uFFFD');
  return raw ? markJsonStrings(clean) : clean.replaceAll('{', marker);
}

function markJsonStrings(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"/g, (text) =>
    text
      .replace(/\\u007b/gi, marker)
      .replace(/\\ufdd0/gi, '\\ufffd')
      .replaceAll('{', marker),
  );
}

export interface HarmlessResult {
  value: unknown;
  /** JSON paths (dotted) whose text was changed. */
  changed: string[];
}

/**
 * Puts the marked braces back, apart from each other: `{{` becomes `{ {` wherever one of the two came from an event, and a
 * marked brace at the very end of a text is followed by a blank, so that Argo cannot join it to another value's.
 * Keys of objects are treated like values.
 */
export function makeHarmless(value: unknown): HarmlessResult {
  const changed: string[] = [];
  return { value: walk(value, '', changed), changed };
}

function walk(value: unknown, path: string, changed: string[]): unknown {
  if (typeof value === 'string') return breakBraces(value, path, changed);
  if (Array.isArray(value)) return value.map((each, index) => walk(each, join(path, String(index)), changed));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [breakBraces(key, path, changed), walk(each, join(path, key), changed)]),
  );
}

function breakBraces(text: string, path: string, changed: string[]): string {
  if (!text.includes(marker)) return text;
  const broken = text
    .replace(/[{\uFDD0]{2,}/g, (run) => [...run].reduce(appendBrace))
    .replace(/\uFDD0$/, '{ ')
    .replaceAll(marker, '{');
  if (broken !== text.replaceAll(marker, '{')) changed.push(path);
  return broken;
}

function appendBrace(run: string, brace: string): string {
  const touchesEvent = brace === marker || run.endsWith(marker);
  return touchesEvent ? `${run} ${brace}` : run + brace;
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
