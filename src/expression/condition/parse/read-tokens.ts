import { type ConditionError, refuse } from './condition-error.ts';

/** A word of the condition, as Jexl's parser names its type; `text` is as written. */
export interface Token {
  type:
    | 'literal'
    | 'identifier'
    | 'binaryOp'
    | 'unaryOp'
    | 'dot'
    | 'openBracket'
    | 'closeBracket'
    | 'openParen'
    | 'closeParen'
    | 'pipe'
    | 'comma'
    | 'question'
    | 'colon';
  value: string | number | boolean | null;
  text: string;
  offset: number;
}

const punctuation: Record<string, Token['type']> = {
  '.': 'dot',
  '[': 'openBracket',
  ']': 'closeBracket',
  '(': 'openParen',
  ')': 'closeParen',
  '|': 'pipe',
  ',': 'comma',
  '?': 'question',
  ':': 'colon',
};

const binaryOperators = ['&&', '||', '==', '!=', '<=', '>=', '//', '<', '>', '+', '-', '*', '/', '%', '^'];

const otherLanguages: [RegExp, string][] = [
  [/^\$\{\{/, 'a condition stands by itself, without a $ and braces'],
  [/^\{\{/, 'a condition stands by itself, without braces'],
  [/^===/, 'write == for "==="'],
  [/^!==/, 'write != for "!=="'],
  [/^=(?!=)/, 'write == to compare'],
  [/^&(?!&)/, 'write && for "and"'],
  [/^\?\./, 'write . for "?.": what is absent is null'],
];

const words: Record<string, Omit<Token, 'offset' | 'text'>> = {
  true: { type: 'literal', value: true },
  false: { type: 'literal', value: false },
  null: { type: 'literal', value: null },
  in: { type: 'binaryOp', value: 'in' },
};

/** Tokens after which a minus sign belongs to what follows. */
const expectsOperand = new Set<Token['type'] | undefined>([
  undefined,
  'binaryOp',
  'unaryOp',
  'openParen',
  'openBracket',
  'comma',
  'question',
  'colon',
]);

/**
 * Splits a condition into words. Jexl's own lexer is not used: it takes a text without its closing quote for an empty one, mistakes
 * a backslash before a quote, and forgets where things stood.
 */
export function readTokens(text: string): { ok: true; tokens: Token[] } | ConditionError {
  const tokens: Token[] = [];
  let offset = 0;
  while (offset < text.length) {
    const rest = text.slice(offset);
    const space = /^\s+/.exec(rest);
    if (space !== null) {
      offset += space[0].length;
      continue;
    }
    const token = readToken(rest, offset, tokens.at(-1)?.type);
    if ('message' in token) return token;
    tokens.push(token);
    offset += token.text.length;
  }
  return { ok: true, tokens };
}

function readToken(rest: string, offset: number, previous: Token['type'] | undefined): Token | ConditionError {
  if (/^["']/.test(rest)) return readText(rest, offset);
  const number = /^[0-9]+(?:\.[0-9]+)?/.exec(rest)?.[0];
  if (number !== undefined) return { type: 'literal', value: Number(number), text: number, offset };
  const word = /^[A-Za-z_$][A-Za-z0-9_$]*/.exec(rest)?.[0];
  if (word !== undefined && !rest.startsWith('${{')) return readWord(word, offset, previous);
  return readSign(rest, offset, previous);
}

function readWord(text: string, offset: number, previous: Token['type'] | undefined): Token {
  const reserved = previous === 'dot' || !Object.hasOwn(words, text) ? undefined : words[text];
  return reserved === undefined ? { type: 'identifier', value: text, text, offset } : { ...reserved, text, offset };
}

function readSign(rest: string, offset: number, previous: Token['type'] | undefined): Token | ConditionError {
  const advice = otherLanguages.find(([pattern]) => pattern.test(rest))?.[1];
  if (advice !== undefined) return refuse(offset, advice);
  if (rest.startsWith('-') && expectsOperand.has(previous))
    return { type: 'unaryOp', value: 'negate', text: '-', offset };
  const operator = binaryOperators.find((each) => rest.startsWith(each));
  if (operator !== undefined) return { type: 'binaryOp', value: operator, text: operator, offset };
  const sign = rest.charAt(0);
  if (sign === '!') return { type: 'unaryOp', value: '!', text: '!', offset };
  const type = Object.hasOwn(punctuation, sign) ? punctuation[sign] : undefined;
  if (type !== undefined) return { type, value: sign, text: sign, offset };
  return refuse(offset, `${JSON.stringify(String.fromCodePoint(rest.codePointAt(0) ?? 0))} has no meaning here`);
}

/** A backslash takes away the meaning of a quote or a backslash and is an ordinary character before anything else. */
function readText(rest: string, offset: number): Token | ConditionError {
  const quote = rest.charAt(0);
  let value = '';
  for (let at = 1; at < rest.length; at += 1) {
    const character = rest.charAt(at);
    if (character === quote) return { type: 'literal', value, text: rest.slice(0, at + 1), offset };
    const isEscape = character === '\\' && /^["'\\]/.test(rest.slice(at + 1));
    if (isEscape) at += 1;
    value += rest.charAt(at);
  }
  return refuse(offset, `the text has no closing ${quote}`);
}
