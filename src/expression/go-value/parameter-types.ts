import { typeName } from './type-name.ts';
import {
  type GoValue,
  type Integer,
  isInteger,
  isTime,
  itemsOf,
  type StructValue,
  type TimeValue,
  type VersionValue,
} from './value.ts';

/** An argument as a function gets it; undefined is what Go calls an invalid value. */
export type Argument = GoValue | undefined;

/** What functions take, and what they get for it: whole numbers come as JavaScript's where 53 bits are enough. */
export interface ParameterTypes {
  any: GoValue;
  /** Like `any`, but tells nil from an invalid value. */
  value: GoValue | undefined;
  text: string;
  bool: boolean;
  int: number;
  uint32: number;
  uint64: bigint;
  int64: bigint;
  float: number;
  dict: Map<string, GoValue>;
  list: GoValue[];
  time: TimeValue;
  duration: Integer;
  version: VersionValue;
  certificate: StructValue;
}

export type ParameterType = keyof ParameterTypes;

interface Parameter<Type extends ParameterType> {
  /** The type as Go writes it in messages. */
  goName: string;
  /** Which literals of a template can stand for it. */
  literal: 'any' | 'text' | 'bool' | 'integer' | 'unsigned' | 'float' | 'none';
  /** The value as a function gets it; undefined for a value of another type. */
  read: (value: GoValue) => ParameterTypes[Type] | undefined;
  /** What nil means; absent for a type that has no nil. */
  nil?: ParameterTypes[Type];
}

/** Stands for a map that is nil: it reads as empty, and nothing can be put into it. */
export const nilMap: Map<string, GoValue> = new Map();

/** Every type that functions take. */
export const parameterTypes: { [Type in ParameterType]: Parameter<Type> } = {
  any: { goName: 'interface {}', literal: 'any', read: (value) => value, nil: null },
  value: { goName: 'reflect.Value', literal: 'any', read: (value) => value, nil: undefined },
  text: { goName: 'string', literal: 'text', read: (value) => (typeof value === 'string' ? value : undefined) },
  bool: { goName: 'bool', literal: 'bool', read: (value) => (typeof value === 'boolean' ? value : undefined) },
  int: { goName: 'int', literal: 'integer', read: (value) => numberOfType(value, 'int') },
  uint32: { goName: 'uint32', literal: 'unsigned', read: (value) => numberOfType(value, 'uint32') },
  uint64: { goName: 'uint64', literal: 'unsigned', read: (value) => wholeOfType(value, 'uint64') },
  int64: { goName: 'int64', literal: 'integer', read: (value) => wholeOfType(value, 'int64') },
  float: { goName: 'float64', literal: 'float', read: (value) => (typeof value === 'number' ? value : undefined) },
  dict: {
    goName: 'map[string]interface {}',
    literal: 'none',
    read: (value) => (value instanceof Map ? value : undefined),
    nil: nilMap,
  },
  list: {
    goName: '[]interface {}',
    literal: 'none',
    read: (value) => (typeName(value) === '[]interface {}' ? itemsOf(value) : undefined),
    nil: [],
  },
  time: { goName: 'time.Time', literal: 'none', read: (value) => (isTime(value) ? value : undefined) },
  duration: {
    goName: 'time.Duration',
    literal: 'integer',
    read: (value) => (isInteger(value) && value.type === 'time.Duration' ? value : undefined),
  },
  version: { goName: '*semver.Version', literal: 'none', read: readVersion },
  certificate: { goName: 'sprig.certificate', literal: 'none', read: readCertificate },
};

function wholeOfType(value: GoValue, type: string): bigint | undefined {
  return isInteger(value) && value.type === type ? value.value : undefined;
}

function numberOfType(value: GoValue, type: string): number | undefined {
  return isInteger(value) && value.type === type ? Number(value.value) : undefined;
}

function readVersion(value: GoValue): VersionValue | undefined {
  const isVersion = typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'version';
  return isVersion ? value : undefined;
}

function readCertificate(value: GoValue): StructValue | undefined {
  const isStruct = typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'struct';
  return isStruct && value.type === 'sprig.certificate' ? value : undefined;
}
