import { compactJson, defaultLayout, prettyJson } from '../json/layout.ts';
import { trimBlanks } from '../json/scan.ts';
import { encodeString } from '../json/strings.ts';
import { isValidJson } from '../json/validity.ts';
import { type Member, membersOf, parseValue } from '../members.ts';
import { exists, isArray, isObject, numberOf, type PathValue, textOf, truthOf } from '../path-value.ts';
import type { Modifier, Reading } from './reading.ts';

/** JSON nested deeper than this is not looked into by the modifiers that go down. */
const maxDepth = 200;

/** The modifiers that Argo Events' paths know. */
export const modifiers: ReadonlyMap<string, Modifier> = new Map<string, Modifier>([
  ['this', (json) => json],
  ['ugly', (json) => compactJson(json)],
  ['pretty', pretty],
  ['reverse', (json) => reverse(parseValue(json), json)],
  ['flatten', (json, argument) => flatten(json, option(argument, 'deep') ? maxDepth : 0)],
  ['join', join],
  ['keys', (json) => keys(parseValue(json))],
  ['values', (json) => values(parseValue(json), json)],
  ['valid', (json) => (isValidJson(json) ? json : '')],
  ['tostr', (json) => encodeString(json)],
  ['fromstr', (json) => (isValidJson(json) ? textOf(parseValue(json)) : '')],
  ['group', (json) => group(parseValue(json))],
  ['dig', dig],
]);

function pretty(json: string, argument: string): string {
  const layout = { ...defaultLayout };
  for (const { key, value } of membersOf(parseValue(argument))) {
    if (key?.text === 'sortKeys') layout.sortKeys = truthOf(value);
    if (key?.text === 'indent') layout.indent = onlyBlanks(textOf(value));
    if (key?.text === 'prefix') layout.prefix = onlyBlanks(textOf(value));
    if (key?.text === 'width') layout.width = Math.trunc(numberOf(value));
  }
  return prettyJson(json, layout);
}

function onlyBlanks(text: string): string {
  return text.replace(/[^ \t\r\n]/g, '').slice(0, 100);
}

function reverse(value: PathValue, json: string): string {
  if (isArray(value)) return `[${[...membersOf(value)].reverse().map(rawMember).join(',')}]`;
  if (isObject(value)) return `{${[...membersOf(value)].reverse().map(rawMember).join(',')}}`;
  return json;
}

function rawMember({ key, value }: Member): string {
  return key === undefined ? value.raw : `${key.raw}:${value.raw}`;
}

/** Takes the elements of inner arrays out of them, `depth` levels below the first. */
function flatten(json: string, depth: number): string {
  const value = parseValue(json);
  if (!isArray(value)) return json;
  const parts: string[] = [];
  for (const { value: element } of membersOf(value)) {
    const part = isArray(element) ? unwrap(depth > 0 ? flatten(element.raw, depth - 1) : element.raw) : element.raw;
    if (part.trim() !== '') parts.push(part.trim());
  }
  return `[${parts.join(',')}]`;
}

function unwrap(json: string): string {
  const trimmed = trimBlanks(json);
  return trimmed.length >= 2 && /^[[{]/.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
}

function join(json: string, argument: string): string {
  const value = parseValue(json);
  if (!isArray(value)) return json;
  const objects = [...membersOf(value)].map((member) => member.value).filter(isObject);
  if (option(argument, 'preserve')) return `{${objects.map((object) => unwrap(object.raw)).join(',')}}`;
  const joined = new Map<string, Member>();
  for (const object of objects) {
    for (const member of membersOf(object)) {
      const name = member.key?.text ?? '';
      joined.set(name, { ...(joined.get(name) ?? member), value: member.value });
    }
  }
  return `{${[...joined.values()].map(rawMember).join(',')}}`;
}

function keys(value: PathValue): string {
  if (!exists(value)) return '[]';
  const names = [...membersOf(value)].map((member) => (isObject(value) ? (member.key?.raw ?? 'null') : 'null'));
  return `[${names.join(',')}]`;
}

function values(value: PathValue, json: string): string {
  if (!exists(value)) return '[]';
  if (isArray(value)) return json;
  return `[${[...membersOf(value)].map((member) => member.value.raw).join(',')}]`;
}

/** `{"a":[1,2],"b":[3,4]}` becomes `[{"a":1,"b":3},{"a":2,"b":4}]`. */
function group(value: PathValue): string {
  if (!isObject(value)) return '';
  const rows: string[][] = [];
  for (const { key, value: column } of membersOf(value)) {
    if (!isArray(column)) continue;
    let row = 0;
    for (const { value: cell } of membersOf(column)) {
      rows[row] ??= [];
      rows[row]?.push(`${key?.raw}:${cell.raw}`);
      row++;
    }
  }
  return `[${rows.map((row) => `{${row.join(',')}}`).join(',')}]`;
}

/** All that the path selects anywhere below, outer ones first. */
function dig(json: string, path: string, reading: Reading): string {
  const found: string[] = [];
  digInto({ value: parseValue(json), path, reading, depth: 0 }, found);
  return `[${found.join(',')}]`;
}

function digInto(place: { value: PathValue; path: string; reading: Reading; depth: number }, found: string[]): void {
  const { value, path, reading, depth } = place;
  const selected = reading.read(value.raw, path);
  if (exists(selected)) found.push(selected.raw);
  if (!isArray(value) && !isObject(value)) return;
  if (depth >= maxDepth || !reading.spend(value.raw.length)) return;
  for (const member of membersOf(value)) digInto({ ...place, value: member.value, depth: depth + 1 }, found);
}

function option(argument: string, name: string): boolean {
  let isSet = false;
  for (const { key, value } of membersOf(parseValue(argument))) if (key?.text === name) isSet = truthOf(value);
  return isSet;
}
