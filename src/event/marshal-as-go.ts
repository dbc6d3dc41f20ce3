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
  let members = '';
  for (const [key, value] of inGoOrder(map)) {
    if (value === undefined) continue;
    members += `${members === '' ? '' : ','}${quoteAsGo(key)}:${marshalAsGo(value)}`;
  }
  return `{${members}}`;
}

/** JavaScript's own order of texts, which costs least, is Go's unless a character takes two units. */
function inGoOrder(map: object): [string, unknown][] {
  const entries = Object.entries(map);
  const isPlain = entries.every(([key]) => !surrogates.test(key));
  return entries.sort(isPlain ? compareUnits : compareUtf8);
}

/** JavaScript and Go agree on the shortest digits and on where the exponent begins; only the sign of zero differs. */
function formatNumber(value: number): string {
  if (Object.is(value, -0)) return '-0';
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? String(Number.MAX_VALUE) : String(-Number.MAX_VALUE);
}

const escaped = /[<>&\u2028\u2029]/;

function quoteAsGo(text: string): string {
  const quoted = JSON.stringify(text.toWellFormed());
  return escaped.test(quoted) ? quoted.replace(/[<>&\u2028\u2029]/g, escapeAsGo) : quoted;
}

function escapeAsGo(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

const surrogates = /[\uD800-\uDFFF]/;

function compareUnits([left]: [string, unknown], [right]: [string, unknown]): number {
  return left < right ? -1 : Number(left > right);
}

/** The order of UTF-8 bytes is that of code points; JavaScript's own is that of UTF-16 units, which differs above U+FFFF. */
function compareUtf8([left]: [string, unknown], [right]: [string, unknown]): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
