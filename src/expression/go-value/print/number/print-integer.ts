import { isPrintable, quoteBetween } from '../../../scalar/quote-text.ts';
import { type Flags, pad } from '../flags.ts';

const bases: Record<string, number> = { v: 10, d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };
const prefixes: Record<number, string> = { 2: '0b', 16: '0x' };

/** A whole number as a verb prints it; undefined for a verb that prints no whole numbers. */
export function printInteger(value: bigint, isSigned: boolean, verb: string, flags: Flags): string | undefined {
  if (verb === 'v' && flags.sharpV && !isSigned) return digitsOf(value, 'x', { ...flags, sharp: true });
  if (Object.hasOwn(bases, verb)) return digitsOf(value, verb, flags);
  if (verb === 'c') return pad(characterOf(value), flags);
  if (verb === 'q') return pad(quoteBetween("'", characterOf(value), flags.plus), flags);
  return verb === 'U' ? codePoint(BigInt.asUintN(64, value), flags) : undefined;
}

function digitsOf(value: bigint, verb: string, flags: Flags): string {
  const { width, precision } = flags;
  const withoutZeros = { ...flags, zero: false };
  if (precision === 0 && value === 0n) return pad('', withoutZeros);
  const base = bases[verb] ?? 10;
  const sign = value < 0n ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  const size = (value < 0n ? -value : value).toString(base);
  const fills = precision === undefined && flags.zero && !flags.minus && width !== undefined;
  const filled = size.padStart(fills ? width - sign.length : (precision ?? 0), '0');
  const digits = prefixOf(filled, verb, flags) + filled;
  return pad(sign + (verb === 'X' ? digits.toUpperCase() : digits), withoutZeros);
}

function prefixOf(digits: string, verb: string, { sharp }: Flags): string {
  if (verb === 'O') return sharp && !digits.startsWith('0') ? '0o0' : '0o';
  if (!sharp) return '';
  if (verb === 'o') return digits.startsWith('0') ? '' : '0';
  return prefixes[bases[verb] ?? 10] ?? '';
}

function characterOf(value: bigint): string {
  const code = BigInt.asUintN(64, value);
  const isCharacter = code <= 0x10ffffn && (code < 0xd800n || code > 0xdfffn);
  return isCharacter ? String.fromCodePoint(Number(code)) : '\ufffd';
}

function codePoint(value: bigint, flags: Flags): string {
  const digits = value
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(flags.precision ?? 4, 4), '0');
  const character = value <= 0x10ffffn ? characterOf(value) : '';
  const shown = flags.sharp && character !== '' && isPrintable(character) ? ` '${character}'` : '';
  return pad(`U+${digits}${shown}`, { ...flags, zero: false });
}
