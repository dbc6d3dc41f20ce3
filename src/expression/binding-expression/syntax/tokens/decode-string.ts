import type { Dialect } from '../../dialect.ts';

export type DecodedString = { ok: true; text: string } | { ok: false; message: string };

const simple: Record<string, string> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '`': '`',
  '?': '?',
};
const cannot: DecodedString = { ok: false, message: 'unable to unescape string' };
const cannotOctal: DecodedString = { ok: false, message: 'unable to unescape octal sequence in string' };

/** What the inside of a string means, once {@link scanQuoted} has been over it. Line ends become `\n`. */
export function decodeString(inside: string, dialect: Dialect): DecodedString {
  const pattern =
    dialect === '1.17'
      ? /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|u\{([\da-fA-F]{1,6})\}|([0-3][0-7]{2})|(.))/gs
      : /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|(\b\B)|([0-3][0-7]{2})|(.))/gs;
  return replaceEscapes(inside.replace(/\r\n?/g, '\n'), pattern, (code) => {
    if (code > 0x10ffff) return undefined;
    return code >= 0xd800 && code <= 0xdfff ? '\ufffd' : String.fromCodePoint(code);
  });
}

/** What the inside of `b'…'` means, each byte as a character of its number; only escapes of bytes are allowed. */
export function decodeBytes(inside: string): DecodedString {
  const pattern = /\\(?:x([\da-fA-F]{2})|(\b\B)|(\b\B)|(\b\B)|([0-3][0-7]{2})|(.))/gs;
  const plain = inside
    .replace(/\r\n?/g, '\n')
    .replace(/[^\\]/gsu, (character) => Buffer.from(character).toString('latin1'));
  return replaceEscapes(plain, pattern, (code) => (code > 0xff ? undefined : String.fromCharCode(code)));
}

/** The groups of a pattern are the digits after `x`, `u`, `U`, in braces, of an octal number, or any other character. */
function replaceEscapes(text: string, pattern: RegExp, toText: (code: number) => string | undefined): DecodedString {
  let failure: DecodedString | undefined;
  const decoded = text.replace(pattern, (...found: string[]) => {
    const [, hex2, hex4, hex8, braced, octal, other] = found;
    const hex = hex2 ?? hex4 ?? hex8 ?? braced;
    const code = hex === undefined ? Number.parseInt(octal ?? '', 8) : Number.parseInt(hex, 16);
    const meant = other === undefined ? toText(code) : readSimple(other);
    if (meant === undefined) failure ??= /^[0-3]/.test(other ?? '') ? cannotOctal : cannot;
    return meant ?? '';
  });
  return failure ?? { ok: true, text: decoded };
}

function readSimple(character: string): string | undefined {
  return Object.hasOwn(simple, character) ? simple[character] : undefined;
}
