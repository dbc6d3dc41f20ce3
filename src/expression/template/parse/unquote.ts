import { fromBytes, toBytes } from '../../go-value/bytes.ts';

const plainEscapes: Record<string, string> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};
const codeEscape = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3}))/y;

/** The text that a literal means, as Go's `strconv.Unquote` says; undefined when an escape in it is none. */
export function unquote(written: string): string | undefined {
  const inner = written.slice(1, -1);
  if (written.startsWith('`')) return inner.replaceAll('\r', '');
  let text = '';
  for (let at = 0; at < inner.length; ) {
    const character = readCharacter(inner, at, '"');
    if (character === undefined) return undefined;
    text += character.text;
    at += character.length;
  }
  return text.isWellFormed() ? text : fromBytes(toBytes(text));
}

/** The code point that a character constant means, or what is wrong with it in Go's words. */
export function unquoteCharacter(written: string): bigint | string {
  const inner = written.slice(1, -1);
  const character = readCharacter(inner, 0, "'");
  if (character === undefined || inner === '') return 'invalid syntax';
  if (character.length !== inner.length) return `malformed character constant: ${written}`;
  const code = character.text.codePointAt(0) ?? 0;
  // An escaped byte counts by itself here; in a text it may be a part of a character.
  return BigInt(character.isByte ? code & 0xff : code);
}

interface Character {
  text: string;
  /** What it takes in the literal. */
  length: number;
  isByte: boolean;
}

/** The character that stands here, as itself or as an escape. */
function readCharacter(inner: string, at: number, mark: '"' | "'"): Character | undefined {
  if (inner[at] !== '\\') {
    const text = String.fromCodePoint(inner.codePointAt(at) ?? 0);
    return { text, length: text.length, isByte: false };
  }
  const letter = inner.charAt(at + 1);
  const plain = letter === mark ? mark : plainEscapes[letter];
  if (plain !== undefined) return { text: plain, length: 2, isByte: false };
  return readCode(inner, at);
}

function readCode(inner: string, at: number): Character | undefined {
  codeEscape.lastIndex = at;
  const match = codeEscape.exec(inner);
  if (match === null) return undefined;
  const [{ length }, byte, short, long, octal] = match;
  const code = octal === undefined ? Number.parseInt(byte ?? short ?? long ?? '', 16) : Number.parseInt(octal, 8);
  if (byte === undefined && octal === undefined) {
    const isCharacter = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return isCharacter ? { text: String.fromCodePoint(code), length, isByte: false } : undefined;
  }
  if (code > 0xff) return undefined;
  // Bytes above ASCII are no characters by themselves.
  return { text: String.fromCharCode(code < 0x80 ? code : 0xdc00 + code), length, isByte: true };
}
