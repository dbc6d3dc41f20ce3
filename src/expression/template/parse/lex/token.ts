import { quoteText } from '../../../scalar/quote-text.ts';

export type TokenType =
  | 'text'
  | 'open'
  | 'close'
  | 'space'
  | 'assign'
  | 'declare'
  | 'pipe'
  | 'left-paren'
  | 'right-paren'
  | 'character'
  | 'bool'
  | 'char-constant'
  | 'dot'
  | 'field'
  | 'identifier'
  | 'keyword'
  | 'nil'
  | 'number'
  | 'string'
  | 'variable'
  | 'end-of-text'
  | 'error';

/** A piece of a template. For an error `text` is the message. */
export interface Token {
  type: TokenType;
  text: string;
  /** Where it begins in the template. */
  at: number;
}

/** How Go's messages name a token. */
export function describeToken({ type, text }: Token): string {
  if (type === 'error') return text;
  if (type === 'end-of-text') return 'EOF';
  if (type === 'keyword' || type === 'nil' || type === 'dot') return `<${text}>`;
  const characters = [...text];
  return characters.length > 10 ? `${quoteText(characters.slice(0, 10).join(''))}...` : quoteText(text);
}

/** A character in a message: `U+002D '-'`. */
export function describeCharacter(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const isShown = character === ' ' || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(character);
  return isShown ? `U+${code} '${character}'` : `U+${code}`;
}
