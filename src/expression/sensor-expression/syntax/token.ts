import type { GoTime } from '../../go-time/go-time.ts';

/** Kinds of tokens, as govaluate names them in its messages. */
export type TokenKind =
  | 'PREFIX'
  | 'NUMERIC'
  | 'BOOLEAN'
  | 'STRING'
  | 'TIME'
  | 'VARIABLE'
  | 'ACCESSOR'
  | 'SEPARATOR'
  | 'COMPARATOR'
  | 'LOGICALOP'
  | 'MODIFIER'
  | 'CLAUSE'
  | 'CLAUSE_CLOSE'
  | 'TERNARY';

/** A token and where it begins, in characters. */
export type Token = { offset: number } & (
  | { kind: 'NUMERIC'; value: number }
  | { kind: 'BOOLEAN'; value: boolean }
  | { kind: 'TIME'; value: GoTime }
  | { kind: 'ACCESSOR'; value: string[] }
  | { kind: Exclude<TokenKind, 'NUMERIC' | 'BOOLEAN' | 'TIME' | 'ACCESSOR'>; value: string }
);

/** Before the first token. */
export type TokenState = TokenKind | 'UNKNOWN';

const operand: TokenKind[] = ['NUMERIC', 'BOOLEAN', 'VARIABLE', 'ACCESSOR', 'CLAUSE'];
const texts: TokenKind[] = ['STRING', 'TIME'];
const afterValue: TokenKind[] = ['MODIFIER', 'COMPARATOR', 'LOGICALOP', 'CLAUSE_CLOSE', 'SEPARATOR'];

const next: Record<TokenState, ReadonlySet<TokenKind>> = {
  UNKNOWN: new Set([...operand, ...texts, 'PREFIX']),
  CLAUSE: new Set([...operand, ...texts, 'PREFIX', 'CLAUSE_CLOSE']),
  // A value right after a bracket is let through, and then nobody looks at it.
  CLAUSE_CLOSE: new Set([...afterValue, 'TERNARY', 'NUMERIC', 'BOOLEAN', 'VARIABLE', 'CLAUSE', ...texts]),
  NUMERIC: new Set([...afterValue, 'TERNARY']),
  BOOLEAN: new Set([...afterValue, 'TERNARY']),
  STRING: new Set([...afterValue, 'TERNARY']),
  TIME: new Set(afterValue),
  VARIABLE: new Set([...afterValue, 'TERNARY']),
  ACCESSOR: new Set([...afterValue, 'TERNARY', 'CLAUSE']),
  MODIFIER: new Set([...operand, 'STRING', 'PREFIX', 'CLAUSE_CLOSE']),
  COMPARATOR: new Set([...operand, ...texts, 'PREFIX', 'CLAUSE_CLOSE']),
  LOGICALOP: new Set([...operand, ...texts, 'PREFIX', 'CLAUSE_CLOSE']),
  PREFIX: new Set([...operand, 'CLAUSE_CLOSE']),
  TERNARY: new Set([...operand, ...texts, 'PREFIX', 'SEPARATOR']),
  SEPARATOR: new Set([...operand, ...texts, 'PREFIX']),
};

const last: ReadonlySet<TokenState> = new Set<TokenState>([
  'CLAUSE_CLOSE',
  'NUMERIC',
  'BOOLEAN',
  'STRING',
  'TIME',
  'VARIABLE',
  'ACCESSOR',
]);

/** Whether a token of this kind may follow that state. */
export function canFollow(state: TokenState, kind: TokenKind): boolean {
  return next[state].has(kind);
}

/** Whether an expression may end there. */
export function canEnd(state: TokenState): boolean {
  return last.has(state);
}
