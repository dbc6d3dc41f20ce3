import { isUtf8 } from 'node:buffer';
import { marshalAsGo } from '../../event/marshal-as-go.ts';

/** Turns what the prelude wrote of a table (JSON whose texts hold one character for each byte) into JSON as Go writes it. */
export function decodeTable(written: string): string {
  const broken = findUnusedCharacter(written);
  return marshalAsGo(readTexts(JSON.parse(written), broken)).replaceAll(broken, '\\ufffd');
}

/** A character that no text of the table holds; it stands for a broken byte, which Go writes as an escape. */
function findUnusedCharacter(written: string): string {
  for (let code = 0xe000; code < 0xf8ff; code++) {
    const character = String.fromCharCode(code);
    const escaped = [...Buffer.from(character)].map((byte) => `\\u00${byte.toString(16)}`).join('');
    if (!written.includes(escaped)) return character;
  }
  return '\uFFFD';
}

function readTexts(value: unknown, broken: string): unknown {
  if (typeof value === 'string') return readText(value, broken);
  if (Array.isArray(value)) return value.map((element) => readTexts(element, broken));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, member]) => [readText(key, broken), readTexts(member, broken)]);
  return Object.fromEntries(members);
}

/** Go replaces each byte that is not part of a UTF-8 character on its own; a decoder here replaces broken sequences as a whole. */
function readText(latin: string, broken: string): string {
  const bytes = Buffer.from(latin, 'latin1');
  if (isUtf8(bytes)) return bytes.toString();
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const length = characterLength(bytes, at);
    text += length === 0 ? broken : bytes.toString('utf8', at, at + length);
    at += Math.max(1, length);
  }
  return text;
}

/** Bytes of the character that begins here, 0 where none does. */
function characterLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const character = bytes.subarray(at, at + length);
  return character.length === length && isUtf8(character) ? length : 0;
}
