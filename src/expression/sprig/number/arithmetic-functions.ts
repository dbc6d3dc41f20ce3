import type { Call } from '../../go-value/call.ts';
import { fixed, type GoFunction, variadic } from '../../go-value/go-function.ts';
import { formatValue } from '../../go-value/print/print-value.ts';
import { type GoValue, int, int64 } from '../../go-value/value.ts';
import { formatShortest } from '../../scalar/format-float.ts';
import { power } from '../../scalar/power.ts';
import { parseDecimal, parseOctal, toFloat, toWhole } from './casts.ts';
import { add, type Decimal, decimalOf, divide, multiply, numberOf, subtract } from './decimal.ts';

/** Arithmetic on whole numbers of 64 bits, which wrap round; and on decimals (names that end in `f`). */
export const arithmeticFunctions: Record<string, GoFunction> = {
  atoi: fixed(['text'], ([text]) => int(parseDecimal(text))),
  int: fixed(['any'], ([value]) => int(toWhole(value))),
  int64: fixed(['any'], ([value]) => int64(toWhole(value))),
  float64: fixed(['any'], ([value]) => toFloat(value)),
  toDecimal: fixed(['any'], ([value], call) => int64(parseOctal(formatValue(value, call)))),
  add1: fixed(['any'], ([value]) => int64(toWhole(value) + 1n)),
  add: variadic([], 'any', (_, values) => int64(values.reduce<bigint>((sum, value) => sum + toWhole(value), 0n))),
  sub: fixed(['any', 'any'], ([left, right]) => int64(toWhole(left) - toWhole(right))),
  mul: variadic(['any'], 'any', ([first], others) => int64(productOf([first, ...others]))),
  div: fixed(['any', 'any'], ([left, right], call) => divideWhole(left, right, call, (a, b) => a / b)),
  mod: fixed(['any', 'any'], ([left, right], call) => divideWhole(left, right, call, (a, b) => a % b)),
  max: variadic(['any'], 'any', ([first], others) => int64(extreme([first, ...others], (a, b) => a > b))),
  biggest: variadic(['any'], 'any', ([first], others) => int64(extreme([first, ...others], (a, b) => a > b))),
  min: variadic(['any'], 'any', ([first], others) => int64(extreme([first, ...others], (a, b) => a < b))),
  maxf: variadic(['any'], 'any', ([first], others) => furthest([first, ...others], Number.POSITIVE_INFINITY)),
  minf: variadic(['any'], 'any', ([first], others) => furthest([first, ...others], Number.NEGATIVE_INFINITY)),
  floor: fixed(['any'], ([value]) => Math.floor(toFloat(value))),
  ceil: fixed(['any'], ([value]) => Math.ceil(toFloat(value))),
  round: variadic(['any', 'int'], 'float', ([value, places], [roundOn = 0.5]) =>
    round(toFloat(value), places, roundOn),
  ),
  add1f: fixed(['any'], ([value], call) => calculate([value, int(1)], call, add)),
  addf: variadic([], 'any', (_, values, call) => calculate([0, ...values], call, add)),
  subf: variadic(['any'], 'any', ([first], others, call) => calculate([first, ...others], call, subtract)),
  mulf: variadic(['any'], 'any', ([first], others, call) => calculate([first, ...others], call, multiply)),
  divf: variadic(['any'], 'any', ([first], others, call) => calculate([first, ...others], call, divide)),
};

function productOf(values: GoValue[]): bigint {
  return values.reduce<bigint>((product, value) => BigInt.asIntN(64, product * toWhole(value)), 1n);
}

function divideWhole(left: GoValue, right: GoValue, call: Call, compute: (a: bigint, b: bigint) => bigint): GoValue {
  const divisor = toWhole(right);
  return divisor === 0n ? call.fail('runtime error: integer divide by zero') : int64(compute(toWhole(left), divisor));
}

function extreme(values: GoValue[], goesBefore: (a: bigint, b: bigint) => boolean): bigint {
  return values.map(toWhole).reduce((best, next) => (goesBefore(next, best) ? next : best));
}

/** The number that lies furthest towards an end. Only the end itself goes before what is no number. */
function furthest(values: GoValue[], end: number): number {
  const numbers = values.map(toFloat);
  if (numbers.includes(end)) return end;
  return end > 0 ? Math.max(...numbers) : Math.min(...numbers);
}

/** A fraction of `roundOn` and more goes up. */
function round(value: number, places: number, roundOn: number): number {
  const scale = power(10, places);
  const scaled = scale * value;
  const fraction = scaled - Math.trunc(scaled);
  return (fraction >= roundOn ? Math.ceil(scaled) : Math.floor(scaled)) / scale;
}

/** Carries an operation on from left to right; without rounding but that of quotients. */
function calculate(
  values: GoValue[],
  call: Call,
  operate: (left: Decimal, right: Decimal) => Decimal | undefined,
): GoValue {
  let result: Decimal | undefined;
  for (const value of values) {
    const number = toFloat(value);
    const decimal = decimalOf(number);
    if (decimal === undefined) return call.fail(`Cannot create a Decimal from ${formatShortest(number)}`);
    result = result === undefined ? decimal : operate(result, decimal);
    if (result === undefined) return call.fail('decimal division by 0');
    if (!call.spend(String(result.digits).length)) return null;
  }
  return result === undefined ? 0 : numberOf(result);
}
