import { type GoValue, isInteger } from '../../go-value/value.ts';
import { parseFloatText } from '../../scalar/parse-float.ts';
import { toInt64 } from '../../scalar/to-int64.ts';
import { parseWhole } from '../../template/parse/read-number.ts';

const lowest = -(2n ** 63n);
const highest = 2n ** 63n - 1n;

/** Any value as a whole number of 64 bits: texts are read with Go's prefixes, decimals are cut off, what is none is 0. */
export function toWhole(value: GoValue): bigint {
  if (typeof value === 'number') return toInt64(value);
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (isInteger(value)) return BigInt.asIntN(64, value.value);
  return typeof value === 'string' ? readWhole(value) : 0n;
}

function readWhole(text: string): bigint {
  const decimal = /^([-+]?\d*)\.\d*$/.exec(text)?.[1];
  const whole = parseWhole(decimal === undefined ? text : /^[-+]?$/.test(decimal) ? '0' : decimal);
  return whole === undefined || whole < lowest || whole > highest ? 0n : whole;
}

/** Any value as a `float64`; what is none is 0. */
export function toFloat(value: GoValue): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (isInteger(value)) return Number(value.value);
  if (typeof value !== 'string') return 0;
  const parsed = parseFloatText(value);
  return parsed.error === undefined ? parsed.value : 0;
}

/** Go's `strconv.Atoi` with its error left out: 0 for what is no number, the nearest one for what is too large. */
export function parseDecimal(text: string): bigint {
  if (!/^[+-]?\d+$/.test(text)) return 0n;
  const whole = BigInt(text.replace(/^\+/, ''));
  return whole < lowest ? lowest : whole > highest ? highest : whole;
}

/** A whole number written in octal digits, 0 for any other text. */
export function parseOctal(text: string): bigint {
  const parts = /^([+-]?)([0-7]+)$/.exec(text);
  if (parts === null) return 0n;
  const size = BigInt(`0o${parts[2]}`);
  const whole = parts[1] === '-' ? -size : size;
  return whole < lowest || whole > highest ? 0n : whole;
}
