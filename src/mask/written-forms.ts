/** Shorter values are words: masking them would tear up every text and hide nothing. */
const shortestSecret = 6;
/** A line of a longer secret; shorter ones are punctuation (`{`, `---`). */
const shortestLine = 8;
const maxLines = 200;
const maxValueLength = 64 * 1024;
/** A shorter piece of base64 occurs by chance. */
const shortestBase64 = 8;
/** `base64` and PEM break lines here. */
const lineWidths = [76, 64];
/** A piece of a broken line worth looking for. */
const shortestPiece = 16;

/** The ways in which a secret is written where it should not be: each has to be looked for. Empty for what is too short. */
export function writtenForms(value: string): string[] {
  const whole = value.slice(0, maxValueLength);
  const trimmed = whole.trim();
  const values = [...new Set([whole, trimmed])].filter((text) => text.length >= shortestSecret);
  if (trimmed === '') return [];
  const forms = [...values, ...linesOf(trimmed)].flatMap((text) => [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeAddress(text),
  ]);
  return [...forms, ...values.flatMap((text) => base64Forms(Buffer.from(text)))];
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.length === 1) return [];
  return lines
    .map((line) => line.trim())
    .filter((line) => line.length >= shortestLine)
    .slice(0, maxLines);
}

function encodeAddress(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** What base64 makes of the bytes, alone or behind others (`user:` in an authorization header), whole or broken into lines. */
function base64Forms(bytes: Buffer): string[] {
  const standard = [0, 1, 2].map((before) => encodeBehind(bytes, before));
  const [whole = ''] = standard;
  const pieces = lineWidths.flatMap((width) => breakLines(whole, width));
  const forms = [...standard, ...pieces].filter((form) => form.length >= shortestBase64);
  return [...forms, ...forms.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
}

/** The characters that depend on these bytes alone when so many others stand before them. */
function encodeBehind(bytes: Buffer, before: number): string {
  const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
  return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}

function breakLines(text: string, width: number): string[] {
  if (text.length <= width) return [];
  const pieces: string[] = [];
  for (let at = 0; at < text.length && pieces.length < maxLines; at += width) pieces.push(text.slice(at, at + width));
  return pieces.filter((piece) => piece.length >= shortestPiece);
}
