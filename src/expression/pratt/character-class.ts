/** Characters as Go's package `unicode` sorts them; JavaScript's `\s`, `\w` and `\d` mean others. */
const letter = /^\p{L}$/u;
const digit = /^\p{Nd}$/u;
const space = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;

export function isLetter(character: string): boolean {
  return letter.test(character);
}

/** A decimal digit of any script. */
export function isDigit(character: string): boolean {
  return digit.test(character);
}

export function isSpace(character: string): boolean {
  return space.test(character);
}

export function isHexDigit(character: string): boolean {
  return /^[\da-fA-F]$/.test(character);
}
