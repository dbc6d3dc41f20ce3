import { fromBytes, toBinary, toBytes } from '../../go-value/bytes.ts';

const alphabet = /^[A-Za-z0-9+/]$/;

/** The text that base64 stands for; where it is wrong, Go's error text instead of it. */
export function decodeBase64(text: string): string {
  const bytes = readBase64(text);
  return typeof bytes === 'string' ? bytes : fromBytes(bytes);
}

/** The bytes that base64 stands for, line breaks left out; or Go's error text. */
export function readBase64(text: string): Uint8Array | string {
  const wrong = findWrongPlace(text);
  if (wrong !== undefined) return `illegal base64 data at input byte ${wrong}`;
  return Buffer.from(text, 'base64');
}

export function encodeBase64(text: string): string {
  return Buffer.from(toBytes(text)).toString('base64');
}

/** The byte at which Go's decoder stops; undefined when it reads all. */
function findWrongPlace(text: string): number | undefined {
  const bytes = toBinary(text);
  let inGroup = 0;
  for (let at = 0; at < bytes.length; at++) {
    const character = bytes.charAt(at);
    if (character === '\n' || character === '\r') continue;
    if (alphabet.test(character)) inGroup = (inGroup + 1) % 4;
    else return character === '=' ? checkPadding(bytes, at, inGroup) : at;
  }
  return inGroup === 0 ? undefined : bytes.length - inGroup;
}

/** Padding fills the group, and nothing but line breaks follows it. */
function checkPadding(bytes: string, at: number, inGroup: number): number | undefined {
  if (inGroup < 2) return at;
  let next = skipBreaks(bytes, at + 1);
  if (inGroup === 2) {
    if (next === bytes.length) return bytes.length;
    if (bytes[next] !== '=') return next - 1;
    next = skipBreaks(bytes, next + 1);
  }
  return next < bytes.length ? next : undefined;
}

function skipBreaks(bytes: string, from: number): number {
  let at = from;
  while (bytes[at] === '\n' || bytes[at] === '\r') at++;
  return at;
}
