/**
 * Writes event data in the form that the script's prelude reads, by Argo Events' rules for tables: nulls are dropped everywhere,
 * and inside an array so are arrays. A value is `s<bytes>:<text>`, `n<number>;`, `t`, `f`, `{` key value … `}` or `[` value … `]`.
 * The engine takes texts that end at a zero byte, so zero is written as 1 2 and 1 as 1 1.
 */
export function encodeEvent(object: Record<string, unknown>): Buffer {
  const parts: string[] = [];
  writeMap(object, parts);
  return Buffer.from(parts.join(''), 'latin1');
}

function writeMap(map: object, parts: string[]): void {
  parts.push('{');
  for (const [key, value] of Object.entries(map)) {
    if (value === null) continue;
    writeText(key, parts);
    if (Array.isArray(value)) writeList(value, parts);
    else writeValue(value, parts);
  }
  parts.push('}');
}

function writeList(list: unknown[], parts: string[]): void {
  parts.push('[');
  for (const element of list) {
    if (element !== null && !Array.isArray(element)) writeValue(element, parts);
  }
  parts.push(']');
}

function writeValue(value: unknown, parts: string[]): void {
  if (typeof value === 'string') writeText(value, parts);
  else if (typeof value === 'number') parts.push('n', Object.is(value, -0) ? '-0' : String(value), ';');
  else if (typeof value === 'boolean') parts.push(value ? 't' : 'f');
  else if (typeof value === 'object' && value !== null) writeMap(value, parts);
}

function writeText(text: string, parts: string[]): void {
  const bytes = Buffer.from(text).toString('latin1');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be escaped
  const escaped = bytes.replace(/[\u0000\u0001]/g, (byte) => (byte === '\u0000' ? '\u0001\u0002' : '\u0001\u0001'));
  parts.push('s', String(escaped.length), ':', escaped);
}
