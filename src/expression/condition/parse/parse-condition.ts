import Parser from 'jexl/dist/parser/Parser.js';
import { buildNode } from './build-node.ts';
import { checkBrackets } from './check-brackets.ts';
import { type ConditionError, refuse } from './condition-error.ts';
import type { ConditionNode } from './condition-node.ts';
import { encodeName } from './name-with-offset.ts';
import { readTokens, type Token } from './read-tokens.ts';

/** Longest text of a condition, in UTF-16 units. */
export const maxLength = 1024;

/** Precedences as in JavaScript; Jexl itself gives `&&` and `||` the same. */
const precedence: Record<string, number> = {
  '||': 10,
  '&&': 15,
  '==': 20,
  '!=': 20,
  '<': 25,
  '<=': 25,
  '>': 25,
  '>=': 25,
  in: 25,
  '+': 30,
  '-': 30,
  '*': 40,
  '/': 40,
  '//': 40,
  '%': 40,
  '^': 50,
  '!': Number.POSITIVE_INFINITY,
  negate: Number.POSITIVE_INFINITY,
};

const grammar = { elements: toElements(precedence) };

/** Parses a condition with Jexl's parser. */
export function parseCondition(text: string): { ok: true; node: ConditionNode } | ConditionError {
  if (text.length > maxLength) return refuse(maxLength, `the condition is longer than ${maxLength} characters`);
  const read = readTokens(text);
  if (!read.ok) return read;
  if (read.tokens.length === 0) return refuse(0, 'the condition is empty');
  return checkBrackets(read.tokens) ?? parseTokens(read.tokens, text.length);
}

function parseTokens(tokens: Token[], end: number): ReturnType<typeof parseCondition> {
  const parser = new Parser(grammar);
  for (const [index, token] of tokens.entries()) {
    try {
      const value = token.type === 'identifier' ? encodeName(token.text, token.offset) : token.value;
      // `raw` only feeds Jexl's messages, which grow with every token.
      parser.addToken({ type: token.type, value, raw: '' });
    } catch {
      // Whatever Jexl's parser throws at a token, TypeErrors included, means that the token cannot follow the ones before.
      return refuse(token.offset, describeUnexpected(token, tokens[index - 1]));
    }
  }
  try {
    return buildNode(parser.complete(), end);
  } catch {
    return refuse(end, 'the condition ends too early');
  }
}

function describeUnexpected(token: Token, previous: Token | undefined): string {
  if (token.text === 'and') return 'write && for "and"';
  if (token.text === 'or') return 'write || for "or"';
  if (previous?.text === 'not') return 'write ! for "not"';
  const advice = token.type === 'question' ? ': put what stands before it in parentheses' : '';
  return `${JSON.stringify(token.text)} cannot stand here${advice}`;
}

function toElements(precedences: Record<string, number>): Record<string, { precedence: number }> {
  return Object.fromEntries(Object.entries(precedences).map(([operator, value]) => [operator, { precedence: value }]));
}
