import { endOfContainer, endOfString } from '../json/scan.ts';
import { parseValue } from '../members.ts';
import type { PathValue } from '../path-value.ts';
import type { Reading } from './reading.ts';

/** The text that a `@modifier` or a `!literal` at the beginning of a path made, and the path after it. */
interface Applied {
  json: string;
  rest: string;
}

/** Reads a path that begins with `@` or `!`; undefined when no such modifier or literal exists. */
export function readModified(json: string, path: string, reading: Reading): PathValue | undefined {
  const applied = path.startsWith('@') ? applyModifier(json, path, reading) : readLiteral(path);
  if (applied === undefined) return undefined;
  if (!/^[|.]/.test(applied.rest)) {
    const value = parseValue(applied.json);
    return applied.json === json ? value : { ...value, start: -1 };
  }
  const { starts: _, ...selected } = reading.read(applied.json, applied.rest.slice(1));
  return { ...selected, start: -1 };
}

function applyModifier(json: string, path: string, reading: Reading): Applied | undefined {
  const end = path.slice(1).search(/[:|.]/) + 1;
  const modifier = reading.modifiers.get(end === 0 ? path.slice(1) : path.slice(1, end));
  if (modifier === undefined) return undefined;
  const after = end === 0 ? '' : path.slice(path[end] === ':' ? end + 1 : end);
  const length = end > 0 && path[end] === ':' ? argumentLength(after) : 0;
  const result = modifier(json, after.slice(0, length), reading);
  return { json: reading.spend(result.length) ? result : '', rest: after.slice(length) };
}

/** An argument is one JSON value, or all up to the next pipe that is in no bracket. */
function argumentLength(text: string): number {
  if (/^[{["]/.test(text)) return lengthOfGroup(text, 0);
  let at = 0;
  while (at < text.length && text[at] !== '|') at += /[{["(]/.test(text.charAt(at)) ? lengthOfGroup(text, at) : 1;
  return at;
}

function lengthOfGroup(text: string, open: number): number {
  const end = text[open] === '"' ? endOfString(text, open) : endOfContainer(text, open);
  return (end === -1 ? text.length : end) - open;
}

/** `!` before a JSON value, `true`, `false`, `null`, `nan` or `inf`: that value, whatever the text holds. */
function readLiteral(path: string): Applied | undefined {
  const text = path.slice(1);
  if (/^[{["+\-\d]/.test(text)) {
    const end = endOfContainer(text, 0);
    return { json: text.slice(0, end), rest: text.slice(end) };
  }
  const end = text.search(/[|.]/);
  const word = end === -1 ? text : text.slice(0, end);
  if (!/^(?:true|false|null|nan|inf)$/i.test(word)) return undefined;
  return { json: word, rest: end === -1 ? '' : text.slice(end) };
}
