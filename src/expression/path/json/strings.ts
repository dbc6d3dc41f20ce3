const simpleEscapes: Record<string, string> = {
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
};

/** The text that the inside of a JSON string means. Reading stops at what is no escape, as gjson does. */
export function unescapeString(inside: string): string {
  if (!needsUnescape(inside)) return inside;
  let text = '';
  for (let at = 0; at < inside.length; at++) {
    const code = inside.charCodeAt(at);
    if (code < 0x20) return text;
    if (code !== 0x5c) {
      text += inside[at];
      continue;
    }
    const escaped = readEscape(inside, at + 1);
    if (escaped === undefined) return text;
    text += escaped.text;
    at += escaped.length;
  }
  return text;
}

/** A JSON string as gjson's modifiers and object keys write it: like Go's encoder, `<`, `>` and `&` escaped. */
export function encodeString(text: string): string {
  return JSON.stringify(text.toWellFormed()).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A JSON string as sjson writes a value: plain ASCII stays as it is, all else goes through {@link encodeString}. */
export function encodeValue(text: string): string {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code > 0x7f || code === 0x22 || code === 0x5c) return encodeString(text);
  }
  return `"${text}"`;
}

function needsUnescape(inside: string): boolean {
  for (let at = 0; at < inside.length; at++) {
    const code = inside.charCodeAt(at);
    if (code === 0x5c || code < 0x20) return true;
  }
  return false;
}

/** Reads what follows a backslash; `length` is how many characters after the backslash were used. */
function readEscape(inside: string, at: number): { text: string; length: number } | undefined {
  const letter = inside[at];
  if (letter === undefined) return undefined;
  if (letter !== 'u') {
    const text = simpleEscapes[letter];
    return text === undefined ? undefined : { text, length: 1 };
  }
  if (at + 5 > inside.length) return undefined;
  const first = readHex(inside, at + 1);
  if (first < 0xd800 || first > 0xdfff) return { text: String.fromCharCode(first), length: 5 };
  if (inside[at + 5] !== '\\' || inside[at + 6] !== 'u' || at + 11 > inside.length)
    return { text: '\ufffd', length: 5 };
  const second = readHex(inside, at + 7);
  const isPair = first < 0xdc00 && second >= 0xdc00 && second <= 0xdfff;
  return { text: isPair ? String.fromCharCode(first, second) : '\ufffd', length: 11 };
}

/** Four hexadecimal digits; anything else counts as 0, as in gjson. */
function readHex(inside: string, at: number): number {
  const digits = inside.slice(at, at + 4);
  return /^[\da-f]{4}$/i.test(digits) ? Number.parseInt(digits, 16) : 0;
}
