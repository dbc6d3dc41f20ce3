import { printTime } from '../../go-time/format-time.ts';
import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import { formatShortest } from '../../scalar/format-float.ts';
import { canEnd, canFollow, type Token, type TokenState } from './token.ts';

/** govaluate's grammar: which kind of token may follow which, and as many brackets closed as opened. */
export function checkTokens(tokens: Token[], end: number): void {
  const opened = tokens.filter((token) => token.kind === 'CLAUSE').length;
  const closed = tokens.filter((token) => token.kind === 'CLAUSE_CLOSE').length;
  if (opened !== closed) throw new ExpressionFailure('Unbalanced parenthesis', end);

  let state: TokenState = 'UNKNOWN';
  let previous: Token | undefined;
  for (const token of tokens) {
    if (!canFollow(state, token.kind)) throw new ExpressionFailure(describeTransition(previous, token), token.offset);
    state = token.kind;
    previous = token;
  }
  if (!canEnd(state)) throw new ExpressionFailure('Unexpected end of expression', end);
}

function describeTransition(previous: Token | undefined, token: Token): string {
  if (previous?.kind === 'VARIABLE' && token.kind === 'CLAUSE') return `Undefined function ${previous.value}`;
  const before = previous === undefined ? 'UNKNOWN [<nil>]' : describeToken(previous);
  return `Cannot transition token types from ${before} to ${describeToken(token)}`;
}

function describeToken({ kind, value }: Token): string {
  switch (kind) {
    case 'NUMERIC':
      return `${kind} [${formatShortest(value)}]`;
    case 'TIME':
      return `${kind} [${printTime(value)}]`;
    case 'ACCESSOR':
      return `${kind} [[${value.join(' ')}]]`;
    case 'CLAUSE':
    case 'CLAUSE_CLOSE':
      // Go prints a character as its number.
      return `${kind} [${value.codePointAt(0)}]`;
    default:
      return `${kind} [${value}]`;
  }
}
