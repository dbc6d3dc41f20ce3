/** GitHub refuses a summary or text above this, counted in characters as well as in bytes of UTF-8. */
export const maxOutputBytes = 65_535;

/** GitHub's limit is 255 characters; in a list of checks far fewer are seen. */
export const maxTitleLength = 200;

/** The text, or as much of it as fits into so many characters, with an ellipsis for the rest; never splits a character. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${wholeCharacters(text.slice(0, Math.max(0, maxLength - 1)))}…`;
}

/**
 * The text, or its beginning up to the last line (else the last character) with which it and `note` stay within `maxBytes`
 * of UTF-8, followed by `note`.
 */
export function cutToBytes(text: string, maxBytes: number, note: string): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  const room = maxBytes - Buffer.byteLength(note);
  if (room <= 0) return takeBytes(note, maxBytes);
  const begun = takeBytes(text, room);
  const lineEnd = begun.lastIndexOf('\n');
  // A single huge line is cut inside; otherwise no half line (a broken table row) is left.
  return (lineEnd > room / 2 ? begun.slice(0, lineEnd) : begun) + note;
}

function takeBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  let end = Math.max(0, Math.min(maxBytes, bytes.length));
  while (end > 0 && end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end).toString('utf8');
}

function wholeCharacters(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
}
