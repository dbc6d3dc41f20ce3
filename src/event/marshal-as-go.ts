/**
 * JSON as Go's `encoding/json` writes what it read into `map[string]interface{}`: no blanks, keys in the order of their UTF-8
 * bytes, numbers as float64 (`1e+21`, `1e-7`, `-0`), `<`, `>`, `&`, U+2028 and U+2029 as `\uXXXX`, lone surrogates as U+FFFD.
 * What Go cannot hold (a number beyond float64) is written as the largest number of that sign.
 * Argo Events 1.9: the body of a GitHub event is such a text, and paths are read over it.
 *
 * @example marshalAsGo({ b: '<', a: 1e21 }) // {"a":1e+21,"b":"\u003c"}
 */
export function marshalAsGo(value: unknown): string {
  if (typeof value === 'string') return quoteAsGo(value);
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map(marshalAsGo).join(',')}]`;
  if (typeof value === 'object' && value !== null) return marshalMap(value);
  return 'null';
}

function marshalMap(map: object): string {
  const entries = Object.entries(map).filter(([, value]) => value !== undefined);
  entries.sort(([left], [right]) => compareUtf8(left, right));
  return `{${entries.map(([key, value]) => `${quoteAsGo(key)}:${marshalAsGo(value)}`).join(',')}}`;
}

/** JavaScript and Go agree on the shortest digits and on where the exponent begins; only the sign of zero differs. */
function formatNumber(value: number): string {
  if (Object.is(value, -0)) return '-0';
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? String(Number.MAX_VALUE) : String(-Number.MAX_VALUE);
}

function quoteAsGo(text: string): string {
  return JSON.stringify(text.toWellFormed()).replace(/[<>&\u2028\u2029]/g, escapeAsGo);
}

function escapeAsGo(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

const surrogates = /[\uD800-\uDFFF]/;

/** The order of UTF-8 bytes is that of code points; JavaScript's own is that of UTF-16 units, which differs above U+FFFF. */
function compareUtf8(left: string, right: string): number {
  if (!surrogates.test(left) && !surrogates.test(right)) return left < right ? -1 : Number(left > right);
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
