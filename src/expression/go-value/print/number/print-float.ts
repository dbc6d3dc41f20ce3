import { type Flags, pad } from '../flags.ts';
import { formatNumber } from './format-number.ts';

const precisions: Record<string, number> = { v: -1, b: -1, g: -1, G: -1, x: -1, X: -1, f: 6, F: 6, e: 6, E: 6 };
const formats: Record<string, string> = { v: 'g', F: 'f' };

/** A `float64` as a verb prints it; undefined for a verb that prints no such numbers. */
export function printFloat(value: number, verb: string, flags: Flags): string | undefined {
  const usual = precisions[verb];
  if (usual === undefined) return undefined;
  const precision = flags.precision ?? usual;
  const text = formatNumber(value, formats[verb] ?? verb, precision);
  const hasSign = text.startsWith('-') || text.startsWith('+');
  const sign = hasSign ? text.charAt(0) : '+';
  const size = hasSign ? text.slice(1) : text;
  if (!Number.isFinite(value)) return printSpecial(value, sign, flags);
  const digits = flags.sharp && verb !== 'b' ? withPoint(size, verb, precision) : size;
  return printSigned(sign, digits, flags);
}

function printSpecial(value: number, sign: string, flags: Flags): string {
  const shown = sign === '+' && flags.space && !flags.plus ? ' ' : sign;
  const withoutZeros = { ...flags, zero: false };
  if (Number.isNaN(value)) return pad(flags.space || flags.plus ? `${shown}NaN` : 'NaN', withoutZeros);
  return pad(shown === '+' && !flags.plus ? '+Inf' : `${shown}Inf`, withoutZeros);
}

/** Zeros stand between the sign and the digits. */
function printSigned(sign: string, digits: string, flags: Flags): string {
  const shown = sign === '-' || flags.plus ? sign : flags.space ? ' ' : '';
  const { width } = flags;
  const fills = shown !== '' && flags.zero && !flags.minus && width !== undefined;
  return fills ? shown + digits.padStart(width - 1, '0') : pad(shown + digits, flags);
}

/** `#`: always a point, and for `%g` the zeros at the end. */
function withPoint(size: string, verb: string, precision: number): string {
  const isHexadecimal = verb === 'x' || verb === 'X';
  const tailAt = size.search(isHexadecimal ? /p/i : /[ep]/i);
  const head = tailAt === -1 ? size : size.slice(0, tailAt);
  const tail = tailAt === -1 ? '' : size.slice(tailAt);
  const keepsZeros = ['v', 'g', 'G', 'x'].includes(verb);
  const wanted = keepsZeros ? (precision === -1 ? 6 : precision) : 0;
  const hasPoint = head.includes('.');
  const counted = head.replace('.', '').replace(/^0+/, '').length;
  const missing = wanted - counted - (!hasPoint && head === '0' ? 1 : 0);
  return `${head}${hasPoint ? '' : '.'}${'0'.repeat(Math.max(missing, 0))}${tail}`;
}
