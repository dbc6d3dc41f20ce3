import { quoteText } from '../../../scalar/quote-text.ts';
import { readClose } from './read-close.ts';
import { describeCharacter, type Token, type TokenType } from './token.ts';

const spaces = /[ \t\r\n]+/y;
const word = /[\p{L}\p{Nd}_]*/uy;
const wordCharacter = /[\p{L}\p{Nd}_]/u;
const number =
  /[+-]?(?:0[xX][\da-fA-F_]*(?:\.[\da-fA-F_]*)?(?:[pP][+-]?[\d_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?[\d_]*)?)i?/y;
const rawText = /`[^`]*`/y;
const quotedText = { '"': /"(?:[^"\\\n]|\\[^\n])*"/y, "'": /'(?:[^'\\\n]|\\[^\n])*'/y };
const keywords = new Set(['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'template', 'with']);
const marks: Record<string, TokenType> = { '=': 'assign', '|': 'pipe', '(': 'left-paren', ')': 'right-paren' };

/**
 * Reads the tokens of an action from behind `{{` and answers the index after `}}`; undefined when an error has ended the tokens.
 */
export function lexAction(template: string, start: number, tokens: Token[]): number | undefined {
  let depth = 0;
  let at = start;
  while (true) {
    const end = readClose(template, at);
    if (end !== undefined && depth === 0) {
      tokens.push({ type: 'close', text: '}}', at: template.indexOf('}}', at) });
      return end;
    }
    const token = end === undefined ? readToken(template, at) : refuse(at, 'unclosed left paren');
    depth += token.type === 'left-paren' ? 1 : token.type === 'right-paren' ? -1 : 0;
    const read = depth < 0 ? refuse(at, 'unexpected right paren') : token;
    tokens.push(read);
    if (read.type === 'error') return undefined;
    at += read.text.length;
  }
}

function readToken(template: string, at: number): Token {
  if (at >= template.length) return refuse(at, 'unclosed action');
  const character = String.fromCodePoint(template.codePointAt(at) ?? 0);
  const mark = marks[character];
  if (mark !== undefined) return { type: mark, text: character, at };
  if (' \t\r\n'.includes(character)) return readSpace(template, at);
  if (character === ':') return readDeclare(template, at);
  if (character === '"' || character === "'") return readQuoted(template, at, character);
  if (character === '`') return readRaw(template, at);
  if (character === '$') return readField(template, at, 'variable');
  const isField = character === '.' && at + 1 < template.length && !/\d/.test(template.charAt(at + 1));
  if (isField) return readField(template, at, 'field');
  if (/[.+\-\d]/.test(character)) return readNumber(template, at);
  if (wordCharacter.test(character)) return readWord(template, at);
  if (/[\x21-\x7e]/.test(character)) return { type: 'character', text: character, at };
  return refuse(at, `unrecognized character in action: ${describeCharacter(character)}`);
}

function refuse(at: number, message: string): Token {
  return { type: 'error', text: message, at };
}

/** The part of the template that a sticky expression matches here. */
function match(expression: RegExp, template: string, at: number): string | undefined {
  expression.lastIndex = at;
  return expression.exec(template)?.[0];
}

/** The last blank of several may belong to ` -}}`. */
function readSpace(template: string, at: number): Token {
  const run = match(spaces, template, at) ?? '';
  const isBeforeClose = run.length > 1 && template.startsWith('-}}', at + run.length);
  return { type: 'space', text: isBeforeClose ? run.slice(0, -1) : run, at };
}

function readDeclare(template: string, at: number): Token {
  return template.startsWith(':=', at) ? { type: 'declare', text: ':=', at } : refuse(at, 'expected :=');
}

function readQuoted(template: string, at: number, mark: '"' | "'"): Token {
  const text = match(quotedText[mark], template, at);
  if (text !== undefined) return { type: mark === '"' ? 'string' : 'char-constant', text, at };
  return refuse(at, mark === '"' ? 'unterminated quoted string' : 'unterminated character constant');
}

function readRaw(template: string, at: number): Token {
  const text = match(rawText, template, at);
  return text === undefined ? refuse(at, 'unterminated raw quoted string') : { type: 'string', text, at };
}

/** `.name`, `$name`, or `.` and `$` alone. */
function readField(template: string, at: number, type: 'field' | 'variable'): Token {
  const mark = template.charAt(at);
  if (isTerminated(template, at + 1)) return { type: type === 'field' ? 'dot' : 'variable', text: mark, at };
  const name = match(word, template, at + 1) ?? '';
  const end = at + 1 + name.length;
  return isTerminated(template, end) ? { type, text: mark + name, at } : badCharacter(template, at, end);
}

function readWord(template: string, at: number): Token {
  const text = match(word, template, at) ?? '';
  const end = at + text.length;
  if (!isTerminated(template, end)) return badCharacter(template, at, end);
  if (text === 'nil') return { type: 'nil', text, at };
  if (keywords.has(text)) return { type: 'keyword', text, at };
  return { type: text === 'true' || text === 'false' ? 'bool' : 'identifier', text, at };
}

/** What may follow a name. */
function isTerminated(template: string, at: number): boolean {
  return at >= template.length || ' \t\r\n.,|:)('.includes(template.charAt(at)) || template.startsWith('}}', at);
}

function badCharacter(template: string, at: number, end: number): Token {
  const character = String.fromCodePoint(template.codePointAt(end) ?? 0);
  return refuse(at, `bad character ${describeCharacter(character)}`);
}

function readNumber(template: string, at: number): Token {
  const first = match(number, template, at) ?? '';
  const afterFirst = at + first.length;
  if (wordCharacter.test(characterAt(template, afterFirst))) return badNumber(template, at, afterFirst);
  if (!/^[+-]$/.test(template.charAt(afterFirst))) return { type: 'number', text: first, at };
  // A sign right behind a number is for complex numbers, which end in i.
  const second = match(number, template, afterFirst) ?? '';
  const end = afterFirst + second.length;
  const isWord = wordCharacter.test(characterAt(template, end));
  if (isWord) return badNumber(template, at, end);
  const text = first + second;
  return text.endsWith('i') ? { type: 'number', text, at } : refuse(at, `bad number syntax: ${quoteText(text)}`);
}

function badNumber(template: string, at: number, end: number): Token {
  return refuse(at, `bad number syntax: ${quoteText(template.slice(at, end) + characterAt(template, end))}`);
}

function characterAt(template: string, at: number): string {
  const code = template.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}
