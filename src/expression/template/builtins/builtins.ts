import { fixed, type GoFunction, variadic } from '../../go-value/go-function.ts';
import { isTrue } from '../../go-value/is-true.ts';
import { print, printf, println } from '../../go-value/print/printf.ts';
import { collections } from './collections.ts';
import { comparisons } from './compare.ts';
import { escapes } from './escape.ts';

/** The functions that Go's templates know by themselves. */
export const builtins: Record<string, GoFunction> = {
  ...collections,
  ...comparisons,
  ...escapes,
  // Those who carry a template out evaluate the arguments of `and` and `or` themselves, no more of them than needed, and refuse
  // `call`: there are no values that are functions.
  and: variadic(['value'], 'value', ([first], others) => [first, ...others].find((value) => !isTrue(value))),
  or: variadic(['value'], 'value', ([first], others) => [first, ...others].find((value) => isTrue(value))),
  not: fixed(['value'], ([value]) => !isTrue(value)),
  print: variadic([], 'any', (_, values, call) => print(values, call)),
  printf: variadic(['text'], 'any', ([format], values, call) => printf(format, values, call)),
  println: variadic([], 'any', (_, values, call) => println(values, call)),
  call: variadic(['value'], 'value', (_callee, _others, call) => call.fail('call of nil')),
};
