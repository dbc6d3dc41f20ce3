import { type ConditionError, refuse } from './condition-error.ts';
import type { Token } from './read-tokens.ts';

/** Deepest nesting of brackets; each level costs Jexl's parser a parser of its own. */
export const maxDepth = 32;

/** Brackets have to be checked before parsing: Jexl's parser takes `(a` for `a`. */
export function checkBrackets(tokens: readonly Token[]): ConditionError | undefined {
  const open: Token[] = [];
  for (const token of tokens) {
    if (token.type === 'openParen' || token.type === 'openBracket') open.push(token);
    if (open.length > maxDepth) return refuse(token.offset, `brackets are nested more than ${maxDepth} deep`);
    if (token.type !== 'closeParen' && token.type !== 'closeBracket') continue;
    const opening = open.pop();
    const expected = token.type === 'closeParen' ? 'openParen' : 'openBracket';
    if (opening?.type !== expected) return refuse(token.offset, `"${token.text}" closes nothing`);
  }
  const last = open.at(-1);
  return last === undefined ? undefined : refuse(last.offset, `"${last.text}" is never closed`);
}
