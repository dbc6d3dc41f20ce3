const short: Record<string, string> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};

/** A text between quotes as Go's `strconv.Quote` writes it; Go puts texts so into its error messages. */
export function quoteText(text: string): string {
  return quoteBetween('"', text, false);
}

/**
 * A text between marks of either kind, as Go's `strconv` quotes texts and characters; with `asciiOnly` all else is escaped. A lone
 * surrogate from U+DC80 on stands for a byte that is no UTF-8.
 */
export function quoteBetween(mark: '"' | "'", text: string, asciiOnly: boolean): string {
  let quoted = '';
  for (const character of text) quoted += character === mark ? `\\${mark}` : quoteCharacter(character, asciiOnly);
  return mark + quoted + mark;
}

/** What Go's `unicode.IsPrint` says of a character. */
export function isPrintable(character: string): boolean {
  return character === ' ' || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(character);
}

function quoteCharacter(character: string, asciiOnly: boolean): string {
  const known = short[character];
  if (known !== undefined) return known;
  const code = character.codePointAt(0) ?? 0;
  if (isPrintable(character) && (!asciiOnly || code < 0x80)) return character;
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${hex(code - 0xdc00, 2)}`;
  if (code < 0x80) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}
