/** What Go's `unicode` says of characters. */

export function isSpace(character: string): boolean {
  return /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/.test(character);
}

export function isLetter(character: string): boolean {
  return /^\p{L}$/u.test(character);
}

export function isDigit(character: string): boolean {
  return /^\p{Nd}$/u.test(character);
}

export function isNumber(character: string): boolean {
  return /^\p{N}$/u.test(character);
}

export function isPunctuation(character: string): boolean {
  return /^\p{P}$/u.test(character);
}

export function isUpper(character: string): boolean {
  return /^\p{Lu}$/u.test(character);
}

export function isLower(character: string): boolean {
  return /^\p{Ll}$/u.test(character);
}

/** One character for one: those that would become several stay as they are. */
export function toUpper(character: string): string {
  return single(character, character.toUpperCase());
}

export function toLower(character: string): string {
  if (character === '\u0130') return 'i';
  return single(character, character.toLowerCase());
}

const titleCases: Record<string, string> = {
  ǆ: 'ǅ',
  Ǆ: 'ǅ',
  ǉ: 'ǈ',
  Ǉ: 'ǈ',
  ǌ: 'ǋ',
  Ǌ: 'ǋ',
  ǳ: 'ǲ',
  Ǳ: 'ǲ',
};

/** Like the upper case, except for the few letters that are two. */
export function toTitle(character: string): string {
  return titleCases[character] ?? toUpper(character);
}

function single(character: string, changed: string): string {
  return [...changed].length === 1 ? changed : character;
}

/** Changes each character by itself. Bytes that are none become U+FFFD, as everywhere where Go looks at characters. */
export function mapCharacters(text: string, change: (character: string) => string): string {
  let changed = '';
  for (const character of text.toWellFormed()) changed += change(character);
  return changed;
}
