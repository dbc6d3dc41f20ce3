/** A number read from text, or why it is none. An over-large number is ±Infinity with its error, as in Go. */
export interface ParsedFloat {
  value: number;
  error?: 'invalid syntax' | 'value out of range';
}

const special = /^(?:[+-]?inf(?:inity)?|nan)$/i;
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const hexadecimal = /^([+-]?)0x([\da-f]*)(?:\.([\da-f]*))?p([+-]?\d+)$/i;

/**
 * Reads a number as Go's `strconv.ParseFloat(text, 64)` does, which decides number filters and path queries: decimal and
 * hexadecimal (with a `p` exponent), `Inf`, `NaN`, underscores between digits; no blanks.
 */
export function parseFloatText(text: string): ParsedFloat {
  const plain = withoutUnderscores(text);
  if (plain === undefined) return { value: 0, error: 'invalid syntax' };
  if (decimal.test(plain)) return inRange(Number(plain));
  if (special.test(plain)) return { value: specialValue(plain) };
  const hex = hexadecimal.exec(plain);
  if (hex === null) return { value: 0, error: 'invalid syntax' };
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = hex;
  if (whole.length + fraction.length === 0) return { value: 0, error: 'invalid syntax' };
  return inRange((sign === '-' ? -1 : 1) * hexValue(whole + fraction, Number(exponent) - 4 * fraction.length));
}

/** The error text of a failed `strconv.ParseFloat`, as Argo Events passes it on; undefined when the number was read. */
export function floatError(quoted: string, parsed: ParsedFloat): string | undefined {
  return parsed.error === undefined ? undefined : `strconv.ParseFloat: parsing ${quoted}: ${parsed.error}`;
}

function inRange(value: number): ParsedFloat {
  return Number.isFinite(value) ? { value } : { value, error: 'value out of range' };
}

function specialValue(text: string): number {
  if (/nan$/i.test(text)) return Number.NaN;
  return text.startsWith('-') ? -Infinity : Infinity;
}

function hexValue(digits: string, exponent: number): number {
  let value = 0;
  for (const digit of digits) value = value * 16 + Number.parseInt(digit, 16);
  return value * 2 ** exponent;
}

/** Underscores may stand between two digits, or right after `0x`. */
function withoutUnderscores(text: string): string | undefined {
  if (!text.includes('_')) return text;
  const isHex = /^[+-]?0x/i.test(text);
  const between = isHex ? /(?<=[\da-fx])_(?=[\da-f])/gi : /(?<=\d)_(?=\d)/g;
  const plain = text.replace(between, '');
  return plain.includes('_') ? undefined : plain;
}
