import { ExpressionFailure } from '../../../pratt/expression-failure.ts';
import type { Dialect } from '../../dialect.ts';
import type { Token } from './token.ts';

/** What a scan looks at and where it stands. */
export interface Scanner {
  characters: readonly string[];
  position: number;
  dialect: Dialect;
  tokens: Token[];
}

/** Fails at the character that was read last; 1.15 points right behind it. */
export function failScan(scanner: Scanner, message: string): never {
  const { position, dialect, characters } = scanner;
  const isPastEnd = position > characters.length;
  if (dialect === '1.15') throw new ExpressionFailure(message, Math.min(position, characters.length));
  throw new ExpressionFailure(message, isPastEnd ? characters.length : position - 1);
}
