import { GoTime } from '../../go-time/go-time.ts';
import { TimeZone } from '../../go-time/time-zone.ts';
import { countBytes, sliceBytes, toBytes } from '../../go-value/bytes.ts';
import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import type { WorkBudget } from '../../pratt/work-budget.ts';
import type { Dialect } from '../dialect.ts';
import { printValue } from './forms/print-value.ts';
import { findEntry } from './map-key.ts';
import { bindMethod } from './methods/methods.ts';
import { toInt } from './numbers.ts';
import { kindName, typeName } from './type-name.ts';
import { GoInteger, GoMap, isNil, isRecord, nilList, sliceList, type Value } from './value.ts';

export interface FetchContext {
  budget: WorkBudget;
  dialect: Dialect;
}

/** Where an index leads to; `outside` holds it and how many elements there are. */
type Element = { value: Value } | { outside: bigint; length: number } | undefined;

/** `from[key]`, as expr-lang reads a member, an element or a byte of a text. Fails with its message, or with that of Go. */
export function fetch(from: Value, key: Value, context: FetchContext): Value {
  const method = typeof key === 'string' ? bindMethod(from, key) : undefined;
  if (method !== undefined) return method;
  if (isRecord(from)) return readRecord(from, key);
  const element = readElement(from, key);
  if (element !== undefined) return 'value' in element ? element.value : failOutside(from, element, context.dialect);
  if (typeof key !== 'string' && (from instanceof GoTime || from instanceof TimeZone)) {
    const found = isNil(key) ? 'nil' : typeName(key);
    throw new ExpressionFailure(`interface conversion: interface {} is ${found}, not string`);
  }
  if (from instanceof GoMap) return findEntry(from, key)?.value ?? missingOf(from);
  throw new ExpressionFailure(`cannot fetch ${printValue(key, context.budget)} from ${typeName(from)}`);
}

/** `get(from, key)`: nil where there is nothing. */
export function get(from: Value, key: Value): Value {
  const method = typeof key === 'string' ? bindMethod(from, key) : undefined;
  if (method !== undefined) return method;
  if (isRecord(from)) return readRecord(from, key);
  const element = readElement(from, key);
  if (element !== undefined) return 'value' in element ? element.value : null;
  return from instanceof GoMap ? (findEntry(from, key)?.value ?? null) : null;
}

function readRecord(from: Record<string, Value>, key: Value): Value {
  // A key that is nil is the empty text.
  const name = key ?? '';
  if (typeof name !== 'string') throw new ExpressionFailure(refusedKey(key));
  return Object.hasOwn(from, name) ? (from[name] ?? null) : null;
}

/** What Go says of a key of another type than the map's. */
export function refusedKey(key: Value): string {
  return `reflect.Value.MapIndex: value of type ${typeName(key)} is not assignable to type string`;
}

function readElement(from: Value, key: Value): Element {
  if (Array.isArray(from)) {
    const at = placeOf(key, from.length);
    return 'outside' in at ? at : { value: from[at.index] ?? null };
  }
  if (typeof from !== 'string' && !(from instanceof Uint8Array)) return undefined;
  const bytes = typeof from === 'string' ? toBytes(from) : from;
  const at = placeOf(key, bytes.length);
  return 'outside' in at ? at : { value: new GoInteger('uint8', BigInt(bytes[at.index] ?? 0)) };
}

function placeOf(key: Value, length: number): { index: number } | { outside: bigint; length: number } {
  const index = toInt(key);
  const place = index < 0n ? index + BigInt(length) : index;
  return place < 0n || place >= BigInt(length) ? { outside: place, length } : { index: Number(place) };
}

function failOutside(from: Value, { outside, length }: { outside: bigint; length: number }, dialect: Dialect): never {
  if (dialect === '1.15') throw new ExpressionFailure(`reflect: ${kindName(from)} index out of range`);
  throw new ExpressionFailure(`index out of range: ${outside} (array length is ${length})`);
}

/** What a map answers for a key that it lacks. */
function missingOf(map: GoMap): Value {
  return map.type === 'map[interface {}][]interface {}' ? nilList() : null;
}

/** `value[from:to]` of a list or of a text's bytes; ends beyond the value are moved to its own. */
export function slice(value: Value, from: Value, to: Value, { budget }: FetchContext): Value {
  const isList = Array.isArray(value) || value instanceof Uint8Array;
  const length = isList ? value.length : typeof value === 'string' ? countBytes(value) : undefined;
  if (length === undefined) throw new ExpressionFailure(`cannot slice ${printValue(from, budget)}`);
  const end = Math.min(length, placeEnd(to, length));
  const start = Math.min(end, placeEnd(from, length));
  if (typeof value === 'string') return sliceBytes(value, start, end);
  budget.spend(end - start);
  if (value instanceof Uint8Array) return value.subarray(start, end);
  return Array.isArray(value) ? sliceList(value, start, end) : null;
}

function placeEnd(end: Value, length: number): number {
  const whole = toInt(end);
  const place = whole < 0n ? whole + BigInt(length) : whole;
  return Number(place < 0n ? 0n : place);
}
