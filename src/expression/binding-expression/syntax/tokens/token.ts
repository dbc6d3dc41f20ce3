export type TokenKind = 'Identifier' | 'Number' | 'String' | 'Bytes' | 'Operator' | 'Bracket' | 'EOF';

/** A token and where it begins, in characters (code points). */
export interface Token {
  kind: TokenKind;
  value: string;
  at: number;
}
