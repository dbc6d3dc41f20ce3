import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import { makeSyntaxBudget, type SyntaxBudget } from '../../pratt/limits.ts';
import { quoteText } from '../../scalar/quote-text.ts';
import type { Dialect } from '../dialect.ts';
import { type BindingNode, partsOf } from './binding-node.ts';
import type { TokenReading } from './tokens/read-tokens.ts';
import type { Token, TokenKind } from './tokens/token.ts';

/** A node before it is measured. */
export type NewNode = BindingNode extends infer Each
  ? Each extends BindingNode
    ? Omit<Each, 'height' | 'size' | 'nature'>
    : never
  : never;

/** One pass over the tokens of an expression. */
export interface Parser {
  dialect: Dialect;
  /** Names of the environment that hide builtins. */
  overridden: ReadonlySet<string>;
  budget: SyntaxBudget;
  /** How many predicates lie around what is being parsed. */
  predicates: number;
  current: Token;
  /** The token after the current one, not read yet. */
  peek: () => Token;
  next: () => void;
}

/** Begins to parse; in 1.15 what cannot be read fails at once, in 1.17 when the parser comes to it. */
export function makeParser(
  { tokens, failure }: TokenReading,
  { dialect, overridden }: { dialect: Dialect; overridden: ReadonlySet<string> },
): Parser {
  if (dialect === '1.15' && failure !== undefined) throw failure;
  let index = 0;
  const tokenAt = (position: number): Token => {
    const token = tokens[position];
    if (token !== undefined) return token;
    throw failure ?? new ExpressionFailure('unexpected end of expression', tokens.at(-1)?.at ?? 0);
  };
  const parser: Parser = {
    dialect,
    overridden,
    budget: makeSyntaxBudget(),
    predicates: 0,
    current: tokenAt(0),
    peek: () => tokenAt(index + 1),
    next: () => {
      index += 1;
      parser.current = tokenAt(index);
    },
  };
  return parser;
}

/** Whether a token is of this kind and has one of these values, if any are given. */
export function isToken(token: Token, kind: TokenKind, ...values: string[]): boolean {
  return token.kind === kind && (values.length === 0 || values.includes(token.value));
}

/** Steps over the current token if it is the one that has to stand here. */
export function expectToken(parser: Parser, kind: TokenKind, ...values: string[]): void {
  if (!isToken(parser.current, kind, ...values)) failUnexpected(parser.current);
  parser.next();
}

export function failUnexpected(token: Token): never {
  throw new ExpressionFailure(`unexpected token ${describeToken(token)}`, token.at);
}

export function describeToken({ kind, value }: Token): string {
  return value === '' ? kind : `${kind}(${quoteText(value)})`;
}

/** Counts a node in. */
export function makeNode(parser: Parser, node: NewNode): BindingNode {
  const made = measure(node);
  parser.budget.grow(node.at ?? 0, made.height);
  return made;
}

/** A node with its measures, from those of its parts. */
export function measure(node: NewNode): BindingNode {
  const made: BindingNode = { ...node, height: 0, size: 1 };
  for (const part of partsOf(made)) {
    made.height = Math.max(made.height, part.height + 1);
    made.size += part.size;
  }
  return made;
}
