/** A text as Go's package `time` quotes it in its errors: what is no plain ASCII is written byte by byte. */
export function quoteTime(text: string): string {
  let quoted = '"';
  for (const byte of Buffer.from(text, 'utf8')) {
    const character = String.fromCharCode(byte);
    if (byte >= 0x80 || byte < 0x20) quoted += `\\x${byte.toString(16).padStart(2, '0')}`;
    else quoted += character === '"' || character === '\\' ? `\\${character}` : character;
  }
  return `${quoted}"`;
}
