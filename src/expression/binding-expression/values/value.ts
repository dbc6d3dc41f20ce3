/**
 * Values as the language sees them, by what they are in JavaScript:
 * null is nil, a boolean `bool`, a number `float64` (as all numbers of JSON are), a bigint `int`, a string `string`, an array
 * `[]interface {}` or what {@link elementTypeOf} says, an object without a class `map[string]interface {}`, a Uint8Array `[]byte`;
 * further `GoInteger`, `GoMap`, `GoTime`, `GoDuration`, `TimeZone` and functions. Only own properties of objects count.
 */
export type Value = unknown;

export type SizedType = 'int64' | 'uint8' | 'time.Month' | 'time.Weekday';

/** A whole number of another type than `int`. */
export class GoInteger {
  readonly type: SizedType;
  readonly value: bigint;

  constructor(type: SizedType, value: bigint) {
    this.type = type;
    this.value = value;
  }
}

/** A map whose keys are of any type. Keys are the same when they are of one type and equal. */
export class GoMap {
  readonly type: 'map[interface {}]interface {}' | 'map[interface {}][]interface {}';
  readonly isNil: boolean;
  readonly entries = new Map<string, { key: Value; value: Value }>();

  constructor(type: GoMap['type'], isNil = false) {
    this.type = type;
    this.isNil = isNil;
  }
}

/** What a list that is not of `interface {}` holds. */
export type ElementType = 'int' | 'string' | 'pair' | 'interface';

interface ListType {
  element: ElementType;
  isNil?: true;
  /** An array of fixed length, as pairs are. */
  isArray?: true;
}

const listTypes = new WeakMap<readonly Value[], ListType>();

/** Marks a list as `[]int`, `[]string` or a list of pairs. */
export function typedList(element: ElementType, items: Value[]): Value[] {
  listTypes.set(items, { element });
  return items;
}

/** The part of a list from one index up to another; it is of the list's type. */
export function sliceList(items: readonly Value[], start: number, end: number): Value[] {
  const { element } = listTypeOf(items);
  return element === 'interface' ? items.slice(start, end) : typedList(element, items.slice(start, end));
}

/** A key and a value, `[2]interface {}`. */
export function pair(key: Value, value: Value): Value[] {
  const made = [key, value];
  listTypes.set(made, { element: 'interface', isArray: true });
  return made;
}

/** A `[]interface {}` that is nil: empty, and the same as nil. */
export function nilList(): Value[] {
  const items: Value[] = [];
  listTypes.set(items, { element: 'interface', isNil: true });
  return items;
}

export function listTypeOf(items: readonly Value[]): ListType {
  return listTypes.get(items) ?? { element: 'interface' };
}

/** A map with texts as keys. */
export function isRecord(value: Value): value is Record<string, Value> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** A new map with texts as keys, without anything inherited. */
export function makeRecord(entries: Iterable<readonly [string, Value]>): Record<string, Value> {
  const record: Record<string, Value> = Object.create(null);
  for (const [key, value] of entries) record[key] = value;
  return record;
}

/** The elements of a list of any type, bytes too; undefined for what is none. */
export function itemsOf(value: Value): readonly Value[] | undefined {
  if (Array.isArray(value)) return value;
  return value instanceof Uint8Array ? Array.from(value, (byte) => new GoInteger('uint8', BigInt(byte))) : undefined;
}

/** nil, or something of a type that can be nil and is. */
export function isNil(value: Value): boolean {
  if (value === null || value === undefined) return true;
  if (Array.isArray(value)) return listTypeOf(value).isNil === true;
  return value instanceof GoMap && value.isNil;
}
