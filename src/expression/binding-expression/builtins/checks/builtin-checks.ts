import { type GoType, goType, isAssignable, type Kind } from '../../check/go-type.ts';
import type { Nature } from '../../check/nature.ts';
import * as natures from '../../check/nature.ts';
import type { Dialect } from '../../dialect.ts';

/** Looks at the types of arguments (undefined for nil); answers what the call gives, or why it cannot be. */
export type Validate = (args: readonly (GoType | undefined)[]) => Nature | string;

/** How the arguments of a builtin are checked: by `validate`, or against one of the signatures. */
export interface BuiltinCheck {
  types: readonly string[];
  validate?: Validate;
}

const numeric: Kind[] = ['float64', 'int', 'int64', 'uint8'];
const lists: Kind[] = ['slice', 'array'];

function isOfKind(type: GoType | undefined, kinds: readonly Kind[]): boolean {
  return type !== undefined && (type.kind === 'interface' || kinds.includes(type.kind));
}

/** Go's `%s` of a type that is none. */
function print(type: GoType | undefined): string {
  return type?.name ?? '%!s(<nil>)';
}

function wrongNumber(expected: string, got: number): string {
  return `invalid number of arguments (expected ${expected}, got ${got})`;
}

/** One argument of these kinds. */
function one(
  kinds: Kind[],
  result: Nature | ((type: GoType) => Nature),
  refuse: (type: string) => string,
): BuiltinCheck {
  const validate: Validate = (args) => {
    const [type] = args;
    if (args.length !== 1) return wrongNumber('1', args.length);
    if (type === undefined || !isOfKind(type, kinds)) return refuse(print(type));
    return typeof result === 'function' ? result(type) : result;
  };
  return { types: [], validate };
}

function argumentFor(name: string): (type: string) => string {
  return (type) => `invalid argument for ${name} (type ${type})`;
}

function elementOf(type: GoType): Nature {
  return type.element === undefined ? natures.anything : { type: type.element };
}

const sameType = (type: GoType): Nature => ({ type });

const take: Validate = (args) => {
  const [list, count] = args;
  if (args.length !== 2) return wrongNumber('2', args.length);
  if (list === undefined || !isOfKind(list, lists)) return `cannot take from ${print(list)}`;
  return isOfKind(count, ['int', 'int64']) ? { type: list } : `cannot take ${print(count)} elements`;
};

const concat: Validate = (args) => {
  if (args.length === 0) return 'invalid number of arguments (expected at least 1, got 0)';
  const wrong = args.findIndex((type) => !isOfKind(type, lists));
  return wrong === -1 ? natures.anyList : `cannot concat ${print(args[wrong])}`;
};

const location = goType('*time.Location');
const isLocation = (type: GoType | undefined) => type !== undefined && isAssignable(type, location);

const now: Validate = (args) => {
  const isRight = args.length === 0 || (args.length === 1 && isLocation(args[0]));
  return isRight ? natures.time : wrongNumber('0', args.length);
};

const date: Validate = (args) => {
  if (args.length < 1) return wrongNumber('at least 1', 0);
  const others = isLocation(args[0]) ? args.length - 1 : args.length;
  return others > 3 ? wrongNumber('at most 3', others) : natures.time;
};

/** Numbers, or lists of them: from the first list on nothing is known. */
function aggregate(name: string): Validate {
  return (args) => {
    const [first] = args;
    if (args.length === 0) return `not enough arguments to call ${name}`;
    for (const type of args) {
      if (isOfKind(type, lists)) return natures.anything;
      if (type === undefined || !numeric.includes(type.kind))
        return `invalid argument for ${name} (type ${print(type)})`;
    }
    return first === undefined ? natures.anything : { type: first };
  };
}

function compareOnly(name: string): Validate {
  return (args) => {
    const [first] = args;
    if (args.length === 0) return `not enough arguments to call ${name}`;
    for (const type of args) {
      if (type?.kind === 'interface') return natures.anything;
      if (type === undefined || !numeric.includes(type.kind))
        return `invalid argument for ${name} (type ${print(type)})`;
    }
    return first === undefined ? natures.anything : { type: first };
  };
}

/** `sort` and `sortBy` of 1.15: a list, then texts. */
function sorting(least: number, most: number): Validate {
  return (args) => {
    const [list, ...others] = args;
    if (args.length < least || args.length > most) return wrongNumber(`${least} or ${most}`, args.length);
    if (!isOfKind(list, lists)) return `cannot sort ${print(list)}`;
    const wrong = others.findIndex((type) => !isOfKind(type, ['string']));
    // A wrong direction is reported with the type of the field.
    return wrong === -1 ? natures.anyList : `invalid argument for sort (expected string, got ${print(others[0])})`;
  };
}

const texts = 'func(string, string) string';
const search = 'func(string, string) int';
const bits = 'func(int, int) int';

const common: Record<string, BuiltinCheck> = {
  len: one(['array', 'map', 'slice', 'string'], natures.int, argumentFor('len')),
  type: { types: ['func(interface {}) string'] },
  abs: one(numeric, sameType, argumentFor('abs')),
  ceil: one(numeric, natures.float, argumentFor('ceil')),
  floor: one(numeric, natures.float, argumentFor('floor')),
  int: one([...numeric, 'string'], natures.int, argumentFor('int')),
  float: one([...numeric, 'string'], natures.float, argumentFor('float')),
  string: { types: ['func(interface {}) string'] },
  trim: { types: ['func(string) string', texts] },
  trimPrefix: { types: [texts, 'func(string) string'] },
  trimSuffix: { types: [texts, 'func(string) string'] },
  upper: { types: ['func(string) string'] },
  lower: { types: ['func(string) string'] },
  split: { types: ['func(string, string) []string', 'func(string, string, int) []string'] },
  splitAfter: { types: ['func(string, string) []string', 'func(string, string, int) []string'] },
  replace: { types: ['func(string, string, string, int) string', 'func(string, string, string) string'] },
  repeat: { types: ['func(string, int) string'] },
  join: {
    types: [
      'func([]string, string) string',
      'func([]interface {}, string) string',
      'func([]interface {}) string',
      'func([]string, string) string',
      'func([]string) string',
    ],
  },
  indexOf: { types: [search] },
  lastIndexOf: { types: [search] },
  hasPrefix: { types: ['func(string, string) bool'] },
  hasSuffix: { types: ['func(string, string) bool'] },
  toJSON: { types: ['func(interface {}) string'] },
  fromJSON: { types: ['func(string) interface {}'] },
  toBase64: { types: ['func(string) string'] },
  fromBase64: { types: ['func(string) string'] },
  duration: { types: ['func(string) (time.Duration, error)'] },
  first: one(lists, elementOf, (type) => `cannot get first element from ${type}`),
  last: one(lists, elementOf, (type) => `cannot get last element from ${type}`),
  get: { types: [] },
  take: { types: [], validate: take },
  keys: one(['map'], natures.anyList, (type) => `cannot get keys from ${type}`),
  values: one(['map'], natures.anyList, (type) => `cannot get values from ${type}`),
  toPairs: one(['map'], natures.anyList, (type) => `cannot transform ${type} to pairs`),
  fromPairs: one(
    lists,
    natures.ofType('map[interface {}]interface {}'),
    (type) => `cannot transform ${type} from pairs`,
  ),
};

const older: Record<string, BuiltinCheck> = {
  ...common,
  round: one(numeric, natures.float, argumentFor('floor')),
  max: { types: [], validate: compareOnly('max') },
  min: { types: [], validate: compareOnly('min') },
  sum: one(lists, natures.anything, (type) => `cannot sum ${type}`),
  mean: one(lists, natures.float, (type) => `cannot avg ${type}`),
  median: one(lists, natures.float, (type) => `cannot median ${type}`),
  now: { types: ['func() time.Time'] },
  date: {
    types: ['func(string) time.Time', 'func(string, string) time.Time', 'func(string, string, string) time.Time'],
  },
  sort: { types: [], validate: sorting(1, 2) },
  sortBy: { types: [], validate: sorting(2, 3) },
};

const newer: Record<string, BuiltinCheck> = {
  ...common,
  round: one(numeric, natures.float, argumentFor('round')),
  max: { types: [], validate: aggregate('max') },
  min: { types: [], validate: aggregate('min') },
  mean: { types: [], validate: aggregate('mean') },
  median: { types: [], validate: aggregate('median') },
  now: { types: [], validate: now },
  date: { types: [], validate: date },
  timezone: { types: ['func(string) (*time.Location, error)'] },
  reverse: one(lists, natures.anyList, (type) => `cannot reverse ${type}`),
  uniq: one(lists, natures.anyList, (type) => `cannot uniq ${type}`),
  concat: { types: [], validate: concat },
  flatten: one(lists, natures.anyList, (type) => `cannot flatten ${type}`),
  sort: {
    types: [
      ...['interface {}', 'int', 'float64', 'string'].map((type) => `func([]${type}, string) []interface {}`),
      ...['interface {}', 'float64', 'string', 'int'].map((type) => `func([]${type}) []interface {}`),
    ],
  },
  ...Object.fromEntries(
    ['bitand', 'bitor', 'bitxor', 'bitnand', 'bitshl', 'bitshr', 'bitushr'].map((name) => [name, { types: [bits] }]),
  ),
  bitnot: { types: ['func(int) int'] },
};

/** How each version checks its functions; loops have rules of their own. */
export const builtinChecks: Record<Dialect, ReadonlyMap<string, BuiltinCheck>> = {
  '1.15': new Map(Object.entries(older)),
  '1.17': new Map(Object.entries(newer)),
};
