import { formatFixed, formatShortest } from '../../../scalar/format-float.ts';
import { floatBits } from './float-bits.ts';
import { type Digits, roundedDigits, shortestDigits } from './float-digits.ts';

/** The verbs that print a number as Go's `strconv.FormatFloat` does; `precision` -1 means the fewest digits that read back. */
export function formatNumber(value: number, verb: string, precision: number): string {
  if (!Number.isFinite(value)) return formatShortest(value);
  if (precision < 0 && verb === 'f') return formatFixed(value);
  if (precision < 0 && (verb === 'g' || verb === 'G')) return formatShortest(value).replace('e', exponentMark(verb));
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  return sign + formatSize(Math.abs(value), verb, precision);
}

function formatSize(value: number, verb: string, precision: number): string {
  switch (verb) {
    case 'f':
      return fixedPoint(value, precision);
    case 'e':
    case 'E':
      return scientific(value, precision, verb);
    case 'g':
    case 'G':
      return general(value, precision === 0 ? 1 : precision, verb);
    case 'b':
      return binary(value);
    default:
      return hexadecimal(value, precision, verb);
  }
}

function exponentMark(verb: string): string {
  return verb === 'G' ? 'E' : 'e';
}

function fixedPoint(value: number, precision: number): string {
  const { digits, exponent } = roundedDigits(value, (exact) => exact.exponent + precision);
  const whole = exponent > 0 ? digits.slice(0, exponent).padEnd(exponent, '0') : '0';
  const fraction = exponent > 0 ? digits.slice(exponent) : digits === '' ? '' : '0'.repeat(-exponent) + digits;
  return precision === 0 ? whole : `${whole}.${fraction.padEnd(precision, '0')}`;
}

function scientific(value: number, precision: number, verb: string): string {
  const rounded = precision < 0 ? shortestDigits(value) : roundedDigits(value, () => precision + 1);
  return scientificOf(rounded, precision < 0 ? Math.max(rounded.digits.length - 1, 0) : precision, verb);
}

function scientificOf({ digits, exponent }: Digits, decimals: number, verb: string): string {
  const first = digits.charAt(0) || '0';
  const fraction = digits.slice(1).padEnd(decimals, '0');
  const power = digits === '' ? 0 : exponent - 1;
  const size = String(Math.abs(power)).padStart(2, '0');
  return `${first}${fraction === '' ? '' : `.${fraction}`}${verb}${power < 0 ? '-' : '+'}${size}`;
}

/** Go: with an exponent when that is below -4 or not below the precision. */
function general(value: number, count: number, verb: string): string {
  const rounded = roundedDigits(value, () => count);
  const { digits, exponent } = rounded;
  if (digits === '') return '0';
  const fits = count > digits.length && digits.length >= exponent;
  const power = exponent - 1;
  if (power < -4 || power >= (fits ? digits.length : count)) {
    return scientificOf(rounded, digits.length - 1, exponentMark(verb));
  }
  if (exponent <= 0) return `0.${'0'.repeat(-exponent)}${digits}`;
  if (exponent >= digits.length) return digits.padEnd(exponent, '0');
  return `${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

/** The mantissa and the power of two: `4503599627370496p-52`. */
function binary(value: number): string {
  const { mantissa, power } = floatBits(value);
  return `${mantissa}p${power < 0 ? '-' : '+'}${Math.abs(power)}`;
}

function hexadecimal(value: number, precision: number, verb: string): string {
  const { mantissa, power } = precision < 0 ? normalized(value) : roundedTo(normalized(value), precision);
  const all = (mantissa & (leadingBit - 1n)).toString(16).padStart(13, '0');
  const fraction = precision < 0 ? all.replace(/0+$/, '') : all.slice(0, precision).padEnd(precision, '0');
  const size = String(Math.abs(power)).padStart(2, '0');
  const text = `0x${mantissa / leadingBit}${fraction === '' ? '' : `.${fraction}`}p${power < 0 ? '-' : '+'}${size}`;
  return verb === 'X' ? text.toUpperCase() : text;
}

const leadingBit = 1n << 52n;

/** The first bit stands before the point, so that the others are thirteen digits. */
function normalized(value: number): { mantissa: bigint; power: number } {
  if (value === 0) return { mantissa: 0n, power: 0 };
  const bits = floatBits(value);
  const shift = 53 - bits.mantissa.toString(2).length;
  return { mantissa: bits.mantissa << BigInt(shift), power: bits.power + 52 - shift };
}

function roundedTo({ mantissa, power }: { mantissa: bigint; power: number }, digits: number) {
  if (digits >= 13) return { mantissa, power };
  const cut = BigInt(52 - digits * 4);
  const rest = mantissa & ((1n << cut) - 1n);
  const half = 1n << (cut - 1n);
  const kept = mantissa >> cut;
  const raised = (rest > half || (rest === half && (kept & 1n) === 1n) ? kept + 1n : kept) << cut;
  return raised >= leadingBit * 2n ? { mantissa: raised >> 1n, power: power + 1 } : { mantissa: raised, power };
}
