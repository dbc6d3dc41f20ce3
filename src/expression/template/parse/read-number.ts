import { parseFloatText } from '../../scalar/parse-float.ts';
import { quoteText } from '../../scalar/quote-text.ts';
import type { Token } from './lex/token.ts';
import type { NumberNode } from './node.ts';
import { unquoteCharacter } from './unquote.ts';

const maxInt64 = (1n << 63n) - 1n;
const maxUint64 = (1n << 64n) - 1n;

/** The number that a token means, under every type that can hold it; or what is wrong with it. */
export function readNumber({ type, text, at }: Token): NumberNode | string {
  if (type === 'char-constant') return readCharacter(text, at);
  if (text.endsWith('i') && !/^[+-]?0[xX]/.test(text)) return `complex numbers such as ${text} are not supported`;
  const whole = parseWhole(text);
  if (whole !== undefined) {
    const node: NumberNode = { kind: 'number', written: text, float: Number(whole), at };
    if (isInt64(whole)) node.integer = whole;
    if (isUnsigned(text, whole)) node.unsigned = whole;
    if (node.integer !== undefined || node.unsigned !== undefined) return node;
  }
  return readFloat(text, at);
}

function readCharacter(text: string, at: number): NumberNode | string {
  const code = unquoteCharacter(text);
  if (typeof code === 'string') return code;
  return { kind: 'number', written: text, integer: code, unsigned: code, float: Number(code), at };
}

function readFloat(text: string, at: number): NumberNode | string {
  const parsed = parseFloatText(text);
  if (parsed.error !== undefined || !/^[+-]?[\d.]/.test(text)) return `illegal number syntax: ${quoteText(text)}`;
  // What looks like a whole number and is none fits into no type.
  if (!/[.eEpP]/.test(text)) return `integer overflow: ${quoteText(text)}`;
  const node: NumberNode = { kind: 'number', written: text, float: parsed.value, at };
  if (!Number.isInteger(parsed.value)) return node;
  const whole = BigInt(parsed.value);
  if (isInt64(whole)) node.integer = whole;
  if (whole >= 0n && whole <= maxUint64) node.unsigned = whole;
  return node;
}

function isInt64(whole: bigint): boolean {
  return whole <= maxInt64 && whole >= -maxInt64 - 1n;
}

/** Go: a sign makes it no unsigned number, except that of zero. */
function isUnsigned(text: string, whole: bigint): boolean {
  return whole === 0n || (!/^[+-]/.test(text) && whole <= maxUint64);
}

/**
 * A whole number of Go's syntax: decimal, `0x`, `0o`, `0b`, octal after a zero, underscores between digits or after a prefix.
 * Undefined for anything else.
 */
export function parseWhole(text: string): bigint | undefined {
  const parts = /^([+-]?)(0[xX]|0[oO]|0[bB]|0(?=[\d_]))?([\da-fA-F_]+)$/.exec(text);
  if (parts === null) return undefined;
  const [, sign = '', prefix = '', digits = ''] = parts;
  const base = { x: 16, o: 8, b: 2 }[prefix.slice(1).toLowerCase()] ?? (prefix === '' ? 10 : 8);
  if (!/^_?[^_]+(?:_[^_]+)*$/.test(digits) || (digits.startsWith('_') && prefix === '')) return undefined;
  const plain = digits.replaceAll('_', '').toLowerCase();
  const isValid = [...plain].every((digit) => Number.parseInt(digit, 16) < base);
  if (!isValid) return undefined;
  const literalPrefix = { 16: '0x', 10: '', 8: '0o', 2: '0b' }[base];
  const size = BigInt(`${literalPrefix}${plain}`);
  return sign === '-' ? -size : size;
}
