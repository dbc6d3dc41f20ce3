import { isDigit, isHexDigit, isLetter, isSpace } from '../../pratt/character-class.ts';
import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import { parseFloatText } from '../../scalar/parse-float.ts';
import { readDate } from './read-date.ts';
import { canFollow, type Token, type TokenState } from './token.ts';

/** Takes an expression apart as govaluate does. Fails with its messages. */
export function readTokens(text: string): Token[] {
  const reader: Reader = { characters: [...text], position: 0 };
  const tokens: Token[] = [];
  let state: TokenState = 'UNKNOWN';
  for (let token = readToken(reader, state); token !== undefined; token = readToken(reader, state)) {
    tokens.push(token);
    state = token.kind;
  }
  return tokens;
}

interface Reader {
  characters: readonly string[];
  position: number;
}

function readToken(reader: Reader, state: TokenState): Token | undefined {
  const { characters } = reader;
  while (reader.position < characters.length && isSpace(characters[reader.position] ?? '')) reader.position += 1;
  const offset = reader.position;
  const character = characters[offset];
  if (character === undefined) return undefined;
  if (isNumeric(character)) return { kind: 'NUMERIC', value: readNumber(reader), offset };
  if (isLetter(character)) return readName(reader, offset);
  if (isSymbol(character) && character !== ',') return readSymbol(reader, offset, state);

  reader.position += 1;
  switch (character) {
    case ',':
      return { kind: 'SEPARATOR', value: ',', offset };
    case '(':
      return { kind: 'CLAUSE', value: character, offset };
    case ')':
      return { kind: 'CLAUSE_CLOSE', value: character, offset };
    case '[':
      return {
        kind: 'VARIABLE',
        value: readQuoted(reader, (each) => each !== ']', 'Unclosed parameter bracket'),
        offset,
      };
    case ']':
      throw new ExpressionFailure("Invalid token: ''", offset);
    default:
      return readText(reader, offset);
  }
}

function isNumeric(character: string): boolean {
  return character === '.' || isDigit(character);
}

function isQuote(character: string): boolean {
  return character === "'" || character === '"';
}

/** What operators are made of: everything that is no letter, digit, bracket or quote. */
function isSymbol(character: string): boolean {
  return !(isDigit(character) || isLetter(character) || '()[]'.includes(character) || isQuote(character));
}

interface ReadRule {
  /** Blanks belong to what is read; otherwise they end it, or are passed over before it begins. */
  includesSpace: boolean;
  accepts: (character: string) => boolean;
}

/** Reads while a rule accepts; a backslash makes any character acceptable. */
function readWhile(reader: Reader, { includesSpace, accepts }: ReadRule): { text: string; isClosed: boolean } {
  let text = '';
  while (reader.position < reader.characters.length) {
    const character = reader.characters[reader.position] ?? '';
    if (character === '\\') {
      text += readEscaped(reader);
      continue;
    }
    if (!includesSpace && isSpace(character)) {
      reader.position += 1;
      if (text !== '') return { text, isClosed: true };
      continue;
    }
    if (!accepts(character)) return { text, isClosed: true };
    text += character;
    reader.position += 1;
  }
  return { text, isClosed: false };
}

/** Upstream dies of a backslash at the end. */
function readEscaped(reader: Reader): string {
  const escaped = reader.characters[reader.position + 1];
  if (escaped === undefined) throw new ExpressionFailure('Nothing follows the backslash at the end', reader.position);
  reader.position += 2;
  return escaped;
}

function readQuoted(reader: Reader, accepts: ReadRule['accepts'], message: string): string {
  const start = reader.position - 1;
  const { text, isClosed } = readWhile(reader, { includesSpace: true, accepts });
  if (!isClosed) throw new ExpressionFailure(message, start);
  reader.position += 1;
  return text;
}

/** Either quote ends a text that either quote began. */
function readText(reader: Reader, offset: number): Token {
  const value = readQuoted(reader, (each) => !isQuote(each), 'Unclosed string literal');
  const date = readDate(value);
  return date === undefined ? { kind: 'STRING', value, offset } : { kind: 'TIME', value: date, offset };
}

function readNumber(reader: Reader): number {
  const start = reader.position;
  const isHex = reader.characters[start] === '0' && reader.characters[start + 1] === 'x';
  // Without anything after it `0x` is a zero and a name.
  if (isHex && start + 2 < reader.characters.length) return readHexNumber(reader);
  const { text } = readWhile(reader, { includesSpace: false, accepts: isNumeric });
  const { value, error } = parseFloatText(text);
  if (error === undefined) return value;
  throw new ExpressionFailure(`Unable to parse numeric value '${text}' to float64\n`, start);
}

function readHexNumber(reader: Reader): number {
  const start = reader.position;
  reader.position += 2;
  const isDigitOfHex = (character: string) => isHexDigit(character) || isDigit(character);
  const { text } = readWhile(reader, { includesSpace: false, accepts: isDigitOfHex });
  const isNumber = /^[\da-f]+$/i.test(text) && text.replace(/^0+/, '').length <= 16;
  if (isNumber) return Number(BigInt(`0x${text}`));
  throw new ExpressionFailure(`Unable to parse hex value '${text}' to uint64\n`, start);
}

/** A name, a word that is an operator or a value, or a path into a parameter. */
function readName(reader: Reader, offset: number): Token {
  const isNamePart = (character: string) =>
    isLetter(character) || isDigit(character) || character === '_' || character === '.';
  const { text } = readWhile(reader, { includesSpace: false, accepts: isNamePart });
  if (text.indexOf('.') > 0) return { kind: 'ACCESSOR', value: readAccessor(text, offset), offset };
  if (text === 'true' || text === 'false') return { kind: 'BOOLEAN', value: text === 'true', offset };
  if (text === 'in' || text === 'IN') return { kind: 'COMPARATOR', value: 'in', offset };
  return { kind: 'VARIABLE', value: text, offset };
}

function readAccessor(text: string, offset: number): string[] {
  if (text.endsWith('.')) throw new ExpressionFailure(`Hanging accessor on token '${text}'`, offset);
  const path = text.split('.');
  for (const name of path.slice(1)) {
    if (isExported(name)) continue;
    throw new ExpressionFailure(`Unable to access unexported field '${name}' in token '${text}'`, offset);
  }
  return path;
}

/** Go exports what begins with a capital; what has no capital passes as one. */
function isExported(name: string): boolean {
  const [first = ''] = name;
  const capital = first.toUpperCase();
  return capital === first || [...capital].length > 1;
}

const modifiers = new Set(['+', '-', '*', '/', '%', '**', '&', '|', '^', '>>', '<<']);
const comparators = new Set(['==', '!=', '>', '>=', '<', '<=', '=~', '!~']);
const ternaries = new Set(['?', ':', '??']);

function readSymbol(reader: Reader, offset: number, state: TokenState): Token {
  const { text } = readWhile(reader, { includesSpace: false, accepts: isSymbol });
  if (['-', '!', '~'].includes(text) && canFollow(state, 'PREFIX')) return { kind: 'PREFIX', value: text, offset };
  if (modifiers.has(text)) return { kind: 'MODIFIER', value: text, offset };
  if (text === '&&' || text === '||') return { kind: 'LOGICALOP', value: text, offset };
  if (comparators.has(text)) return { kind: 'COMPARATOR', value: text, offset };
  if (ternaries.has(text)) return { kind: 'TERNARY', value: text, offset };
  throw new ExpressionFailure(`Invalid token: '${text}'`, offset);
}
