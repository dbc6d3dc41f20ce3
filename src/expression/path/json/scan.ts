/**
 * Finding where JSON values begin and end in text, without building them. The rules are gjson's: lenient with text that is
 * not JSON, so that what users' paths select today stays what it is.
 */

/** What stands at a place of the text where a value begins. */
export type ValueKind = 'string' | 'container' | 'number' | 'true' | 'false' | 'null';

const quote = 0x22;
const backslash = 0x5c;

/** Kinds by first character; `n` is told apart from `nan` by the character after it. */
const kinds = new Map<number, ValueKind>([
  [quote, 'string'],
  [0x7b, 'container'],
  [0x5b, 'container'],
  [0x74, 'true'],
  [0x66, 'false'],
  [0x6e, 'null'],
]);
for (const character of '+-0123456789iIN') kinds.set(character.charCodeAt(0), 'number');
const startsValue = new Uint8Array(128);
for (const code of kinds.keys()) startsValue[code] = 1;

/** What a character does to the depth of brackets; a quote begins a string. */
const insideString = 2;
const nestingOf = new Int8Array(128);
nestingOf[quote] = insideString;
for (const character of '{[(') nestingOf[character.charCodeAt(0)] = 1;
for (const character of '}])') nestingOf[character.charCodeAt(0)] = -1;

/** The index of the next character that can begin a value, or the text's length. */
export function findValue(text: string, from: number): number {
  let at = from;
  while (at < text.length && startsValue[text.charCodeAt(at)] !== 1) at++;
  return at;
}

/** True when a value can begin with this character. */
export function isValueStart(code: number): boolean {
  return startsValue[code] === 1;
}

/** The kind of the value that begins at `at` (see {@link findValue}). */
export function kindAt(text: string, at: number): ValueKind {
  const kind = kinds.get(text.charCodeAt(at)) ?? 'null';
  if (kind !== 'null') return kind;
  return at + 1 < text.length && text.charCodeAt(at + 1) !== 0x75 ? 'number' : 'null';
}

/** The index after the value that begins at `at`; -1 for a string that never ends. */
export function endOfValue(text: string, at: number, kind: ValueKind): number {
  if (kind === 'string') return endOfString(text, at);
  if (kind === 'container') return endOfContainer(text, at);
  return kind === 'number' ? endOfNumber(text, at) : endOfLiteral(text, at);
}

/** The index after the string whose opening quote is at `open`; -1 when it never ends. */
export function endOfString(text: string, open: number): number {
  let at = text.indexOf('"', open + 1);
  while (at !== -1 && isEscaped(text, at, open)) at = text.indexOf('"', at + 1);
  return at === -1 ? -1 : at + 1;
}

/**
 * The index after the bracket that closes the one at `open` (whatever character that is), or the text's length. All kinds
 * of brackets count alike, those inside strings do not.
 */
export function endOfContainer(text: string, open: number): number {
  let depth = 1;
  for (let at = open + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const nesting = code < 128 ? (nestingOf[code] ?? 0) : 0;
    if (nesting === 0) continue;
    if (nesting === insideString) {
      const end = endOfString(text, at);
      if (end === -1) return text.length;
      at = end - 1;
      continue;
    }
    depth += nesting;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

/** The index after the number that begins at `at`: up to a blank, a comma or a closing bracket. */
export function endOfNumber(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && !endsNumber(text.charCodeAt(end))) end++;
  return end;
}

/** The index after the run of small letters that begins at `at`. */
export function endOfLiteral(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && text.charCodeAt(end) >= 0x61 && text.charCodeAt(end) <= 0x7a) end++;
  return end;
}

/** The text without blanks and control characters at both ends. */
export function trimBlanks(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && text.charCodeAt(from) <= 0x20) from++;
  while (to > from && text.charCodeAt(to - 1) <= 0x20) to--;
  return text.slice(from, to);
}

function endsNumber(code: number): boolean {
  return code <= 0x20 || code === 0x2c || code === 0x5d || code === 0x7d;
}

function isEscaped(text: string, at: number, open: number): boolean {
  let slashes = 0;
  while (at - 1 - slashes > open && text.charCodeAt(at - 1 - slashes) === backslash) slashes++;
  return slashes % 2 === 1;
}
