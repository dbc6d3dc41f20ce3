import { formatTime } from '../../go-time/format-time.ts';
import { type Call, maxNesting } from '../call.ts';
import { sortEntries } from '../print/sort-entries.ts';
import { makeSink, stop, type TextSink, write } from '../print/text-sink.ts';
import { entriesOf, type GoValue, itemsOf, versionText } from '../value.ts';

/** Go's RFC3339Nano. */
const jsonLayout = '2006-01-02T15:04:05.999999999Z07:00';

export interface JsonStyle {
  /** Writes `<`, `>` and `&` as escapes. */
  escapesHtml: boolean;
  /** Blanks for each level, each member on its own line; none writes all on one line. */
  indent: string;
}

/** The JSON text of a value, or why it has none. */
export type EncodedJson = { ok: true; text: string } | { ok: false; message: string };

interface Encoding {
  sink: TextSink;
  style: JsonStyle;
  refused?: string;
}

/** Writes a value as Go's `encoding/json` does: keys sorted, numbers without needless exponents. Too long a text makes the call fail. */
export function encodeJson(value: GoValue, style: JsonStyle, call: Call): EncodedJson {
  const encoding: Encoding = { sink: makeSink(call), style };
  encode(encoding, value, 0);
  if (encoding.refused !== undefined) return { ok: false, message: encoding.refused };
  return { ok: true, text: encoding.sink.text };
}

function encode(encoding: Encoding, value: GoValue, depth: number): void {
  const { sink } = encoding;
  if (sink.isFull || encoding.refused !== undefined) return;
  if (depth > maxNesting) {
    stop(sink, `values nest deeper than ${maxNesting}`);
    return;
  }
  const items = itemsOf(value);
  const entries = entriesOf(value) ?? (isStruct(value) ? value.fields : undefined);
  if (isNil(value)) write(sink, 'null');
  else if (items !== undefined)
    encodeMembers(
      encoding,
      items.map((item) => ['', item]),
      '[]',
      depth,
    );
  else if (entries !== undefined) encodeMembers(encoding, membersOf(encoding, value, entries), '{}', depth);
  else write(sink, encodeSingle(encoding, value));
}

type Member = [key: string, value: GoValue];

/** A struct's fields keep their order. */
function membersOf(encoding: Encoding, value: GoValue, entries: ReadonlyMap<string, GoValue>): Member[] {
  const sorted = isStruct(value) ? [...entries] : sortEntries(new Map(entries));
  return sorted.map(([key, member]) => [`${quoteJson(key, encoding.style)}:`, member]);
}

function encodeMembers(encoding: Encoding, members: Member[], brackets: string, depth: number): void {
  const { sink, style } = encoding;
  const isSpread = style.indent !== '' && members.length > 0;
  const lineStart = isSpread ? `\n${style.indent.repeat(depth + 1)}` : '';
  const afterKey = style.indent !== '' && brackets === '{}' ? ' ' : '';
  write(sink, brackets.charAt(0));
  for (const [at, [key, value]] of members.entries()) {
    if (sink.isFull) return;
    write(sink, `${at > 0 ? ',' : ''}${lineStart}${key}${afterKey}`);
    encode(encoding, value, depth + 1);
  }
  write(sink, `${isSpread ? `\n${style.indent.repeat(depth)}` : ''}${brackets.charAt(1)}`);
}

function encodeSingle(encoding: Encoding, value: GoValue): string {
  if (typeof value === 'string') return quoteJson(value, encoding.style);
  if (typeof value === 'number') return encodeNumber(encoding, value);
  if (typeof value === 'object' && value !== null && 'kind' in value) {
    if (value.kind === 'integer') return String(value.value);
    if (value.kind === 'version') return quoteJson(versionText(value), encoding.style);
    if (value.kind === 'time') return `"${formatTime(value.time, jsonLayout)}"`;
  }
  return String(value);
}

function encodeNumber(encoding: Encoding, value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  const name = Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  encoding.refused = `json: unsupported value: ${name}`;
  return '';
}

const escapes: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** A text between quotes as Go writes it in JSON. */
function quoteJson(text: string, { escapesHtml }: JsonStyle): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are meant
  const special = escapesHtml ? /["\\\x00-\x1f<>&\u2028\u2029]/g : /["\\\x00-\x1f\u2028\u2029]/g;
  const escaped = text.replace(special, (character) => escapes[character] ?? escapeCode(character));
  return `"${escaped.isWellFormed() ? escaped : escaped.replace(/\p{Surrogate}/gu, '\\ufffd')}"`;
}

function escapeCode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function isNil(value: GoValue): boolean {
  return value === null || (typeof value === 'object' && 'isNil' in value && value.isNil === true);
}

function isStruct(value: GoValue): value is Extract<GoValue, { kind: 'struct' }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'struct';
}
