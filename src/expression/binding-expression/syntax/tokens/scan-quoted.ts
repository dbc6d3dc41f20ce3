import { isHexDigit } from '../../../pratt/character-class.ts';
import { failScan, type Scanner } from './scanner.ts';

/** Steps over a string up to and with the quote that ends it; only escapes that expr-lang knows may stand in it. */
export function scanQuoted(scanner: Scanner, quote: string): void {
  let character = read(scanner);
  while (character !== quote) {
    if (character === '\n' || character === '') failScan(scanner, 'literal not terminated');
    character = character === '\\' ? scanEscape(scanner, quote) : read(scanner);
  }
}

/** The next character, empty at the end; the position counts the attempt. */
function read(scanner: Scanner): string {
  const character = scanner.characters[scanner.position] ?? '';
  scanner.position += 1;
  return character;
}

/** Steps over what follows a backslash; answers the character after it. */
function scanEscape(scanner: Scanner, quote: string): string {
  const character = read(scanner);
  if (character !== '' && `abfnrtv\\${quote}`.includes(character)) return read(scanner);
  if (/^[0-7]$/.test(character)) return scanDigits(scanner, { first: character, isDigit: isOctal, count: 3 });
  if (character === 'x') return scanHex(scanner, 2);
  if (character === 'U') return scanHex(scanner, 8);
  if (character !== 'u') return failScan(scanner, 'invalid char escape');
  const isBraced = scanner.dialect === '1.17' && scanner.characters[scanner.position] === '{';
  return isBraced ? scanBraced(scanner) : scanHex(scanner, 4);
}

function scanHex(scanner: Scanner, count: number): string {
  return scanDigits(scanner, { first: read(scanner), isDigit: isHexDigit, count });
}

function isOctal(character: string): boolean {
  return /^[0-7]$/.test(character);
}

function scanDigits(
  scanner: Scanner,
  { first, isDigit, count }: { first: string; isDigit: (character: string) => boolean; count: number },
): string {
  let character = first;
  for (let left = count; left > 0; left--) {
    if (!isDigit(character)) return failScan(scanner, 'invalid char escape');
    character = read(scanner);
  }
  return character;
}

/** `\u{1F600}`: one to six digits. */
function scanBraced(scanner: Scanner): string {
  scanner.position += 1;
  let digits = 0;
  for (; scanner.characters[scanner.position] !== '}'; digits++) {
    const isRight = digits < 6 && isHexDigit(scanner.characters[scanner.position] ?? '');
    if (!isRight) return failScan(scanner, 'invalid char escape');
    scanner.position += 1;
  }
  if (digits === 0) return failScan(scanner, 'invalid char escape');
  scanner.position += 1;
  return read(scanner);
}
