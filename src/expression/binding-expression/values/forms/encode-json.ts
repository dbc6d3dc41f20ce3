import { formatTime } from '../../../go-time/format-time.ts';
import { GoDuration } from '../../../go-time/go-duration.ts';
import { GoTime } from '../../../go-time/go-time.ts';
import { TimeZone } from '../../../go-time/time-zone.ts';
import { compareBytes } from '../../../path/json/bytes.ts';
import { encodeString } from '../../../path/json/strings.ts';
import { ExpressionFailure } from '../../../pratt/expression-failure.ts';
import type { WorkBudget } from '../../../pratt/work-budget.ts';
import { HostFunction } from '../../evaluate/host-function.ts';
import { maxNesting } from '../max-nesting.ts';
import { typeName } from '../type-name.ts';
import { GoInteger, GoMap, isNil, type Value } from '../value.ts';

interface Encoding {
  budget: WorkBudget;
  /** Blanks for each level, each member on its own line; none writes all on one line. */
  indent: string;
}

/** The JSON text of a value as Go's `encoding/json` writes it: keys sorted, `<`, `>` and `&` escaped. Fails with Go's message. */
export function encodeJson(value: Value, budget: WorkBudget, indent = ''): string {
  return encode(value, { budget, indent }, 0);
}

function encode(value: Value, encoding: Encoding, depth: number): string {
  if (depth > maxNesting) throw new ExpressionFailure(`a value nests more than ${maxNesting} deep`);
  if (isNil(value)) return 'null';
  switch (typeof value) {
    case 'string':
      encoding.budget.makeText(value.length);
      return quote(value);
    case 'number':
      return encodeNumber(value);
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'object':
      return encodeObject(value ?? {}, encoding, depth);
    default:
      throw new ExpressionFailure(`json: unsupported type: ${typeName(value)}`);
  }
}

/** Bytes that are no UTF-8 are written as escapes. */
function quote(text: string): string {
  if (text.isWellFormed()) return encodeString(text);
  return text
    .split(/(\p{Surrogate})/u)
    .map((part, index) => (index % 2 === 1 ? '\\ufffd' : encodeString(part).slice(1, -1)))
    .join('')
    .replace(/^|$/g, '"');
}

function encodeNumber(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  const name = Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  throw new ExpressionFailure(`json: unsupported value: ${name}`);
}

function encodeObject(value: object, encoding: Encoding, depth: number): string {
  if (value instanceof GoInteger) return String(value.value);
  if (value instanceof GoDuration) return String(value.nanoseconds);
  if (value instanceof GoTime) return `"${formatTime(value, '2006-01-02T15:04:05.999999999Z07:00')}"`;
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('base64')}"`;
  if (value instanceof TimeZone) return '{}';
  if (value instanceof GoMap || value instanceof HostFunction)
    throw new ExpressionFailure(`json: unsupported type: ${typeName(value)}`);
  if (Array.isArray(value)) {
    const items = value.map((item) => encode(item, encoding, depth + 1));
    return enclose('[', items, ']', { encoding, depth });
  }
  const members = Object.entries(value).sort(([left], [right]) => compareBytes(left, right));
  const colon = encoding.indent === '' ? ':' : ': ';
  const written = members.map(([key, member]) => quote(key) + colon + encode(member, encoding, depth + 1));
  return enclose('{', written, '}', { encoding, depth });
}

function enclose(
  open: string,
  members: string[],
  close: string,
  { encoding, depth }: { encoding: Encoding; depth: number },
): string {
  encoding.budget.spend(members.length);
  if (encoding.indent === '' || members.length === 0) return `${open}${members.join(',')}${close}`;
  const line = `\n${encoding.indent.repeat(depth)}`;
  const inside = members.map((member) => `${line}${encoding.indent}${member}`).join(',');
  encoding.budget.makeText(inside.length);
  return `${open}${inside}${line}${close}`;
}
