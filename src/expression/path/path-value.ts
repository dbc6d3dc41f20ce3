import { formatFixed } from '../scalar/format-float.ts';
import { parseBoolText } from '../scalar/parse-bool-text.ts';
import { parseFloatText } from '../scalar/parse-float.ts';
import type { ValueKind } from './json/scan.ts';
import { unescapeString } from './json/strings.ts';

/** The names that Argo Events gives to JSON types; `JSON` is an object or an array. */
export type PathType = 'Null' | 'False' | 'Number' | 'String' | 'True' | 'JSON';

/** What a path selected. A missing value has type `Null` and no raw text; JSON's `null` exists, with raw text `null`. */
export interface PathValue {
  type: PathType;
  /** The value as it stands in the text, blanks and digits kept; made up text for what a path computes. */
  raw: string;
  /** What a string means; empty for other types. */
  string: string;
  /** What a number means; 0 for other types. */
  number: number;
  /** Where `raw` begins in the text that was read; -1 for a computed value. */
  start: number;
  /** Where each element of a gathered array (`#.name`, `#(…)#.name`) begins; absent for other values. */
  starts?: number[];
}

export const missing: PathValue = { type: 'Null', raw: '', string: '', number: 0, start: -1 };

const types: Record<Exclude<ValueKind, 'string' | 'number'>, PathType> = {
  container: 'JSON',
  true: 'True',
  false: 'False',
  null: 'Null',
};

/** The value of this kind whose text is `raw`. */
export function makeValue(kind: ValueKind, raw: string, start: number): PathValue {
  if (kind === 'string') return { type: 'String', raw, string: unescapeString(raw.slice(1, -1)), number: 0, start };
  if (kind === 'number') return { type: 'Number', raw, string: '', number: parseFloatText(raw).value, start };
  return { type: types[kind], raw, string: '', number: 0, start };
}

/** A value that a path made up: an array or object that it gathered. */
export function computed(raw: string, starts?: number[]): PathValue {
  return { type: 'JSON', raw, string: '', number: 0, start: -1, ...(starts === undefined ? {} : { starts }) };
}

export function exists(value: PathValue): boolean {
  return value.type !== 'Null' || value.raw !== '';
}

/**
 * The value as text, as filters and parameters see it: a string unescaped, an integer with its digits, other numbers
 * without an exponent, `null` empty, objects and arrays as they stand in the text.
 */
export function textOf(value: PathValue): string {
  switch (value.type) {
    case 'String':
      return value.string;
    case 'Number':
      return /^-?\d*$/.test(value.raw) && value.raw !== '' ? value.raw : formatFixed(value.number);
    case 'JSON':
      return value.raw;
    case 'True':
      return 'true';
    case 'False':
      return 'false';
    default:
      return '';
  }
}

/** The value as a number: a string is read as one (0 when it is none), `true` is 1, all else 0. */
export function numberOf(value: PathValue): number {
  if (value.type === 'Number') return value.number;
  if (value.type === 'String') return parseFloatText(value.string).value;
  return value.type === 'True' ? 1 : 0;
}

/** The value as a truth value: numbers other than 0 and strings that say so (`t`, `TRUE`, `1`) are true. */
export function truthOf(value: PathValue): boolean {
  if (value.type === 'Number') return value.number !== 0;
  if (value.type === 'String') return parseBoolText(value.string.toLowerCase()) ?? false;
  return value.type === 'True';
}

export function isArray(value: PathValue): boolean {
  return value.type === 'JSON' && value.raw.startsWith('[');
}

export function isObject(value: PathValue): boolean {
  return value.type === 'JSON' && value.raw.startsWith('{');
}
