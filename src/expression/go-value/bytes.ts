/**
 * Go's strings are bytes; ours are texts. A byte that is no part of valid UTF-8 stands in a text as the lone surrogate
 * U+DC00 + byte, so that cutting a text in the middle of a character, or decoding binary data, loses nothing.
 */
const escaped = /[\udc80-\udcff]/;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** The bytes of a text. */
export function toBytes(text: string): Uint8Array {
  if (!escaped.test(text) || text.isWellFormed()) return encoder.encode(text);
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00);
    else bytes.push(...encoder.encode(character));
  }
  return Uint8Array.from(bytes);
}

/** The text of bytes; those that are no UTF-8 are kept. */
export function fromBytes(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    return decodeBroken(bytes);
  }
}

/** The text for the outside: each byte that is no UTF-8 becomes U+FFFD, pieces of characters that meet again join. */
export function toOutput(text: string): string {
  return text.isWellFormed() ? text : fromBytes(toBytes(text)).toWellFormed();
}

/** How many bytes the text has. */
export function countBytes(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x80) count += 1;
    else if (code < 0x800) count += 2;
    else if (code >= 0xd800 && code <= 0xdfff) count += surrogateBytes(text, at, code);
    else count += 3;
  }
  return count;
}

/** A pair has four bytes, two for each half; one that stands alone is an escaped byte. */
function surrogateBytes(text: string, at: number, code: number): number {
  const isLow = code >= 0xdc00;
  const other = text.charCodeAt(isLow ? at - 1 : at + 1);
  const isPair = isLow ? other >= 0xd800 && other < 0xdc00 : other >= 0xdc00 && other <= 0xdfff;
  if (isPair) return 2;
  return code >= 0xdc80 && code <= 0xdcff ? 1 : 3;
}

/** The part of a text between two bytes; the indexes lie in it. */
export function sliceBytes(text: string, start: number, end: number): string {
  if (isAscii(text)) return text.slice(start, end);
  return fromBytes(toBytes(text).subarray(start, end));
}

/** A text with one character for each byte, on which places count bytes. */
export function toBinary(text: string): string {
  return isAscii(text) ? text : Buffer.from(toBytes(text)).toString('latin1');
}

/** The text of a text with one character for each byte. */
export function fromBinary(binary: string): string {
  return isAscii(binary) ? binary : fromBytes(Buffer.from(binary, 'latin1'));
}

export function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: every character of ASCII is meant
  return /^[\x00-\x7f]*$/.test(text);
}

/** Decodes what is valid and escapes each byte that is not, as Go's decoder of characters steps over them. */
function decodeBroken(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    if (length === 0) {
      text += String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
      at++;
    } else {
      text += decoder.decode(bytes.subarray(at, at + length));
      at += length;
    }
  }
  return text;
}

/** How many bytes the character at an index has; 0 when there is none that is valid. */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) return 0;
  for (let next = at + 1; next < at + length; next++) if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0;
  return isOverlong(first, bytes[at + 1] ?? 0) ? 0 : length;
}

/** Longer forms than needed, surrogates, and what lies above U+10FFFF. */
function isOverlong(first: number, second: number): boolean {
  if (first === 0xe0) return second < 0xa0;
  if (first === 0xed) return second >= 0xa0;
  if (first === 0xf0) return second < 0x90;
  return first === 0xf4 && second >= 0x90;
}
