import { describeToken, type Token, type TokenType } from './lex/token.ts';
import type { Statement } from './node.ts';

/** Parentheses and blocks nested deeper are refused; Go allows 10,000. */
const maxNesting = 200;

/** What a template may call, and why some of it may not be called here. */
export interface KnownFunctions {
  has: (name: string) => boolean;
  /** Why a function that Go would know is refused; undefined for others. */
  refusal: (name: string) => string | undefined;
}

/**
 * The state of one parsing. The first failure is noted, and after it the parser sees only the end of the text, so that
 * everything it is in comes to its end.
 */
export interface Parser {
  template: string;
  tokens: Token[];
  position: number;
  /** The last token that was looked at: messages name its line. */
  furthest: number;
  failure?: { message: string; at: number };
  functions: KnownFunctions;
  templates: Map<string, Statement[]>;
  scope: Scope;
  /** Where the action that is being read begins. */
  actionAt?: number;
}

/** What belongs to one template definition. */
export interface Scope {
  variables: string[];
  rangeDepth: number;
  nesting: number;
}

export function freshScope(): Scope {
  return { variables: ['$'], rangeDepth: 0, nesting: 0 };
}

/** Notes what is wrong; the first time counts. */
export function fail(parser: Parser, message: string): void {
  parser.failure ??= { message, at: parser.tokens[parser.furthest]?.at ?? 0 };
}

/** Counts a level of nesting; whoever enters leaves too. */
export function enter(parser: Parser): void {
  parser.scope.nesting++;
  if (parser.scope.nesting > maxNesting) fail(parser, 'max expression depth exceeded');
}

export function leave(parser: Parser): void {
  parser.scope.nesting--;
}

export function next(parser: Parser): Token {
  const token = peek(parser);
  if (parser.position < parser.tokens.length - 1) parser.position++;
  return token;
}

export function peek(parser: Parser): Token {
  if (parser.failure === undefined) {
    parser.furthest = Math.max(parser.furthest, parser.position);
    const token = parser.tokens[parser.position];
    if (token !== undefined) return token;
  }
  return { type: 'end-of-text', text: '', at: parser.template.length };
}

/** The next token that is no blank; the blanks before it are gone. */
export function peekNonSpace(parser: Parser): Token {
  while (peek(parser).type === 'space') next(parser);
  return peek(parser);
}

export function nextNonSpace(parser: Parser): Token {
  peekNonSpace(parser);
  return next(parser);
}

export function expect(parser: Parser, type: TokenType, context: string): Token {
  const token = nextNonSpace(parser);
  if (token.type !== type) failUnexpected(parser, token, context);
  return token;
}

export function failUnexpected(parser: Parser, token: Token, context: string): void {
  if (token.type !== 'error') {
    fail(parser, `unexpected ${describeToken(token)} in ${context}`);
    return;
  }
  const started = parser.actionAt === undefined ? 0 : lineOf(parser.template, parser.actionAt);
  const isElsewhere = started !== 0 && started !== lineOf(parser.template, token.at);
  const joint = token.text.endsWith(' action') ? ' started' : ' in action started';
  fail(parser, isElsewhere ? `${token.text}${joint} at param:${started}` : token.text);
}

export function lineOf(template: string, at: number): number {
  let line = 1;
  for (let end = template.indexOf('\n'); end !== -1 && end < at; end = template.indexOf('\n', end + 1)) line++;
  return line;
}
