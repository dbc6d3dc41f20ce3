import { areDeepEqual } from '../go-value/are-deep-equal.ts';
import { fixed, type GoFunction, variadic } from '../go-value/go-function.ts';
import { kindName, typeName } from '../go-value/type-name.ts';
import { isEmpty } from './text-of.ts';

/** Choosing between values, asking what they are, and giving up. */
export const defaultFunctions: Record<string, GoFunction> = {
  default: variadic(['any'], 'any', ([fallback, ..._], [given = null]) => (isEmpty(given) ? fallback : given)),
  empty: fixed(['any'], ([value]) => isEmpty(value)),
  coalesce: variadic([], 'any', (_, values) => values.find((value) => !isEmpty(value)) ?? null),
  all: variadic([], 'any', (_, values) => values.every((value) => !isEmpty(value))),
  any: variadic([], 'any', (_, values) => values.some((value) => !isEmpty(value))),
  ternary: fixed(['any', 'any', 'bool'], ([yes, no, condition]) => (condition ? yes : no)),
  fail: fixed(['text'], ([message], call) => call.fail(message)),
  typeOf: fixed(['any'], ([value]) => typeName(value)),
  typeIs: fixed(['text', 'any'], ([type, value]) => typeName(value) === type),
  typeIsLike: fixed(['text', 'any'], ([type, value]) => typeName(value) === type || typeName(value) === `*${type}`),
  kindOf: fixed(['any'], ([value]) => kindName(value)),
  kindIs: fixed(['text', 'any'], ([kind, value]) => kindName(value) === kind),
  deepEqual: fixed(['any', 'any'], ([left, right], call) => areDeepEqual(left, right, call)),
};
