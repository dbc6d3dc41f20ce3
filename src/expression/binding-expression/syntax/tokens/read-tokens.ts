import { isDigit, isLetter, isSpace } from '../../../pratt/character-class.ts';
import { ExpressionFailure } from '../../../pratt/expression-failure.ts';
import { quoteText } from '../../../scalar/quote-text.ts';
import type { Dialect } from '../../dialect.ts';
import { decodeBytes, decodeString } from './decode-string.ts';
import { scanQuoted } from './scan-quoted.ts';
import { failScan, type Scanner } from './scanner.ts';
import type { Token, TokenKind } from './token.ts';

/** What has been read, and where reading broke off, if it did: expr-lang 1.17 reports that only once its parser comes there. */
export interface TokenReading {
  tokens: Token[];
  failure?: ExpressionFailure;
}

/** Takes an expression apart as expr-lang does. */
export function readTokens(text: string, dialect: Dialect): TokenReading {
  const scanner: Scanner = { characters: [...text], position: 0, dialect, tokens: [] };
  try {
    while (scanner.position < scanner.characters.length) readToken(scanner);
  } catch (thrown) {
    if (thrown instanceof ExpressionFailure) return { tokens: scanner.tokens, failure: thrown };
    throw thrown;
  }
  emit(scanner, 'EOF', Math.max(0, scanner.characters.length - 1), '');
  return { tokens: scanner.tokens };
}

export function isNamePart(character: string): boolean {
  return character === '_' || character === '$' || isLetter(character) || isDigit(character);
}

function emit(scanner: Scanner, kind: TokenKind, at: number, value: string): void {
  scanner.tokens.push({ kind, value, at });
}

function emitRead(scanner: Scanner, kind: TokenKind, at: number): void {
  emit(scanner, kind, at, scanner.characters.slice(at, scanner.position).join(''));
}

function peek(scanner: Scanner, ahead = 0): string {
  return scanner.characters[scanner.position + ahead] ?? '';
}

/** Steps over the next character if it is one of these. */
function accept(scanner: Scanner, valid: string): boolean {
  const character = peek(scanner);
  if (character === '' || !valid.includes(character)) return false;
  scanner.position += 1;
  return true;
}

type Read = (scanner: Scanner, at: number) => void;

function readToken(scanner: Scanner): void {
  chooseReader(scanner, peek(scanner))(scanner, scanner.position);
}

/** What reads a token that begins with this character. */
function chooseReader(scanner: Scanner, character: string): Read {
  const next = peek(scanner, 1);
  const isModern = scanner.dialect === '1.17';
  if (isSpace(character)) return skipOne;
  if (character === "'" || character === '"') return readString;
  if (isModern && character === '`') return readRawString;
  if (isModern && /^[bB]['"]$/.test(character + next)) return readBytes;
  if (/^(?:\d|\.\d)/.test(character + next)) return readNumber;
  if (character === '/' && (next === '/' || next === '*')) return skipComment;
  if (character === '#') return readPointer;
  return isNamePart(character) ? readName : readSymbol;
}

function skipOne(scanner: Scanner): void {
  scanner.position += 1;
}

function readSymbol(scanner: Scanner, at: number): void {
  const character = peek(scanner);
  scanner.position += 1;
  if ('([{)]}'.includes(character)) {
    emit(scanner, 'Bracket', at, character);
    return;
  }
  const second = secondCharacters(scanner.dialect).get(character);
  if (second === undefined) failScan(scanner, `unrecognized character: ${describeCharacter(character)}`);
  else accept(scanner, second);
  emitRead(scanner, 'Operator', at);
}

const doubled = new Map([
  ...[...',;%+-^/'].map((character) => [character, ''] as const),
  ...[...'&!=*<>'].map((character) => [character, '&=*'] as const),
  ['?', '.?'],
  ['|', '|'],
  ['.', '.'],
] as const);
const older = new Map([...doubled, [':', ''] as const]);
const newer = new Map([...doubled, [':', ':'] as const]);

/** Which characters an operator may begin with, and which may follow in it. */
function secondCharacters(dialect: Dialect): Map<string, string> {
  return dialect === '1.15' ? older : newer;
}

/** As Go's `%#U` prints it. */
function describeCharacter(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(character) ? `U+${code} '${character}'` : `U+${code}`;
}

function readString(scanner: Scanner, at: number): void {
  const quote = peek(scanner);
  scanner.position += 1;
  scanQuoted(scanner, quote);
  const inside = scanner.characters.slice(at + 1, scanner.position - 1).join('');
  const decoded = decodeString(inside, scanner.dialect);
  emit(scanner, 'String', at, decoded.ok ? decoded.text : failScan(scanner, decoded.message));
}

function readBytes(scanner: Scanner, at: number): void {
  const quote = peek(scanner, 1);
  scanner.position += 2;
  scanQuoted(scanner, quote);
  const decoded = decodeBytes(scanner.characters.slice(at + 2, scanner.position - 1).join(''));
  emit(scanner, 'Bytes', at, decoded.ok ? decoded.text : failScan(scanner, decoded.message));
}

/** Between backticks nothing is an escape; a doubled backtick stands for one. */
function readRawString(scanner: Scanner, at: number): void {
  let text = '';
  scanner.position += 1;
  for (let character = readRaw(scanner); character !== undefined; character = readRaw(scanner)) text += character;
  emit(scanner, 'String', at, text);
}

/** The next character of a raw string; undefined at its end. */
function readRaw(scanner: Scanner): string | undefined {
  const character = peek(scanner);
  scanner.position += 1;
  if (character === '') return failScan(scanner, 'literal not terminated');
  return character === '`' && !accept(scanner, '`') ? undefined : character;
}

function readNumber(scanner: Scanner, at: number): void {
  const isNumber = scanNumber(scanner);
  if (!isNumber) {
    scanner.position += 1;
    const read = scanner.characters.slice(at, scanner.position).join('');
    failScan(scanner, `bad number syntax: ${quoteText(read)}`);
  }
  emitRead(scanner, 'Number', at);
}

function scanNumber(scanner: Scanner): boolean {
  if (peek(scanner) === '.') scanner.position += 1;
  const digits = acceptPrefix(scanner);
  acceptRun(scanner, digits);
  if (peek(scanner) === '.') {
    // `1..3` is a range.
    if (peek(scanner, 1) === '.') return true;
    scanner.position += 1;
    acceptRun(scanner, digits);
  }
  if (accept(scanner, 'eE')) {
    accept(scanner, '+-');
    acceptRun(scanner, digits);
  }
  return !isNamePart(peek(scanner));
}

/** Reads `0x` and the like; answers which digits follow. */
function acceptPrefix(scanner: Scanner): string {
  if (accept(scanner, '0')) {
    if (accept(scanner, 'xX')) return '0123456789abcdefABCDEF_';
    if (accept(scanner, 'oO')) return '01234567_';
    if (accept(scanner, 'bB')) return '01_';
  }
  return '0123456789_';
}

function acceptRun(scanner: Scanner, valid: string): void {
  while (accept(scanner, valid));
}

function skipComment(scanner: Scanner): void {
  const isLine = peek(scanner, 1) === '/';
  scanner.position += 2;
  for (;;) {
    const character = peek(scanner);
    scanner.position += 1;
    if (isLine && (character === '' || character === '\n')) break;
    if (character === '') failScan(scanner, 'unclosed comment');
    if (!isLine && character === '*' && accept(scanner, '/')) break;
  }
  scanner.position = Math.min(scanner.position, scanner.characters.length);
}

/** `#`, and a name right behind it. */
function readPointer(scanner: Scanner, at: number): void {
  scanner.position += 1;
  accept(scanner, '#');
  emitRead(scanner, 'Operator', at);
  const start = scanner.position;
  while (isNamePart(peek(scanner))) scanner.position += 1;
  if (scanner.position > start) emitRead(scanner, 'Identifier', start);
}

const words = new Set(['in', 'or', 'and', 'matches', 'contains', 'startsWith', 'endsWith', 'let', 'not']);
const negatable = new Set(['in', 'matches', 'contains', 'startsWith', 'endsWith']);

function readName(scanner: Scanner, at: number): void {
  const name = scanName(scanner);
  const isOperator = words.has(name) || (scanner.dialect === '1.17' && (name === 'if' || name === 'else'));
  emit(scanner, isOperator ? 'Operator' : 'Identifier', at, name);
  if (name !== 'not') return;
  // What follows `not` is an operator where it can be negated; else it is read again.
  acceptRun(scanner, ' ');
  const start = scanner.position;
  const next = scanName(scanner);
  if (negatable.has(next)) emit(scanner, 'Operator', start, next);
  else scanner.position = start;
}

function scanName(scanner: Scanner): string {
  const start = scanner.position;
  while (isNamePart(peek(scanner))) scanner.position += 1;
  return scanner.characters.slice(start, scanner.position).join('');
}
