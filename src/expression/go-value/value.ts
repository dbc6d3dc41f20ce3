import type { GoTime } from '../go-time/go-time.ts';
import type { GoFunction } from './go-function.ts';

/**
 * A value of one of Go's types, as templates and their functions see it: `nil`, `bool`, `float64` (a JSON number), `string`
 * (bytes that are no UTF-8 are kept, see `bytes.ts`), `[]interface {}`, `map[string]interface {}`, and those that JSON lacks.
 * Maps can be changed by functions (`set`), lists never are.
 */
export type GoValue =
  | null
  | boolean
  | number
  | string
  | GoValue[]
  | Map<string, GoValue>
  | Integer
  | TypedList
  | TypedMap
  | ObjectValue;

export type IntegerType =
  | 'int'
  | 'int64'
  | 'uint8'
  | 'uint32'
  | 'uint64'
  | 'time.Duration'
  | 'time.Month'
  | 'time.Weekday';

/** A whole number of 64 bits or fewer. */
export interface Integer {
  kind: 'integer';
  type: IntegerType;
  value: bigint;
}

/** A slice of another element type than `interface {}`, or one that is nil. */
export interface TypedList {
  kind: 'list';
  element: string;
  items: GoValue[];
  isNil?: true;
}

/** A map with texts as keys whose values are of another type than `interface {}`, or one that is nil. */
export interface TypedMap {
  kind: 'map';
  element: string;
  entries: Map<string, GoValue>;
  isNil?: true;
}

/** A value of a struct type, or a pointer to one, with its fields and methods. */
export type ObjectValue = TimeValue | VersionValue | StructValue;

interface ObjectParts {
  /** As Go writes it, `time.Time` or `*semver.Version`. */
  type: string;
  /** They take the value itself first. */
  methods: Readonly<Record<string, GoFunction>>;
}

export interface TimeValue extends ObjectParts {
  kind: 'time';
  time: GoTime;
}

/** A version as semver has it. */
export interface VersionValue extends ObjectParts {
  kind: 'version';
  major: bigint;
  minor: bigint;
  patch: bigint;
  prerelease: string;
  metadata: string;
  /** As it was written. */
  original: string;
}

export interface StructValue extends ObjectParts {
  kind: 'struct';
  isPointer: boolean;
  fields: ReadonlyMap<string, GoValue>;
  isNil?: true;
}

export function isInteger(value: GoValue | undefined): value is Integer {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'integer';
}

export function isTime(value: GoValue | undefined): value is TimeValue {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'time';
}

/** The elements of a slice of any type; undefined for what is none. */
export function itemsOf(value: GoValue | undefined): GoValue[] | undefined {
  if (Array.isArray(value)) return value;
  const isTyped = typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'list';
  return isTyped ? value.items : undefined;
}

/** The entries of a map of any type; undefined for what is none. */
export function entriesOf(value: GoValue | undefined): Map<string, GoValue> | undefined {
  if (value instanceof Map) return value;
  const isTyped = typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'map';
  return isTyped ? value.entries : undefined;
}

/** An `int`; more bits than 64 are cut off, as Go does. */
export function int(value: bigint | number): Integer {
  return integer('int', value);
}

export function int64(value: bigint | number): Integer {
  return integer('int64', value);
}

export function integer(type: IntegerType, value: bigint | number): Integer {
  const whole = BigInt(value);
  return { kind: 'integer', type, value: type.startsWith('u') ? BigInt.asUintN(64, whole) : BigInt.asIntN(64, whole) };
}

/** A `[]string`. */
export function texts(items: string[]): TypedList {
  return { kind: 'list', element: 'string', items };
}

/** A `[]interface {}` that is nil: it prints `[]`, and is `null` in JSON. */
export const nilList: TypedList = { kind: 'list', element: 'interface {}', items: [], isNil: true };

/** A version as its `String` method writes it. */
export function versionText({ major, minor, patch, prerelease, metadata }: VersionValue): string {
  const numbers = `${major}.${minor}.${patch}`;
  return `${numbers}${prerelease === '' ? '' : `-${prerelease}`}${metadata === '' ? '' : `+${metadata}`}`;
}
