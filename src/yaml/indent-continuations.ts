import type { CST } from 'yaml';
import { walkTokens } from './walk-tokens.ts';

/** More than this many spaces are not put in: such a file is no slip of indentation. */
const maxAdded = 65_536;

/** The text with some lines moved to the right; `added` says by how many spaces, by line (counted from 1). */
export interface Indented {
  text: string;
  added: Map<number, number>;
}

/**
 * Argo's parser lets a list, mapping or text in brackets or quotes go on at its parent's column, this one does not. Moves the lines
 * of the first such one to the right, which does not change what they mean; undefined when there is none.
 */
export function indentContinuations(tokens: readonly CST.Token[], current: Indented): Indented | undefined {
  const start = findBroken(tokens, current.text);
  const end = start === undefined ? undefined : findEnd(current.text, start);
  if (start === undefined || end === undefined) return undefined;
  return moveLines(current, start, end);
}

/** The offset of the outermost token that its parser gave up on because a line began too far to the left. */
function findBroken(tokens: readonly CST.Token[], text: string): number | undefined {
  let outermost: { offset: number; depth: number } | undefined;
  for (const { token, depth } of walkTokens(tokens)) {
    if (outermost !== undefined && depth <= outermost.depth) outermost = undefined;
    if (outermost === undefined && token.type === 'flow-collection') outermost = { offset: token.start.offset, depth };
    if (isBroken(token, text)) return outermost?.offset ?? token.offset;
  }
  return undefined;
}

function isBroken(token: CST.Token, text: string): boolean {
  // Its parser leaves a bracket open where it gives up.
  if (token.type === 'flow-collection')
    return !token.end.some(({ type }) => type === 'flow-map-end' || type === 'flow-seq-end');
  if (token.type !== 'double-quoted-scalar' && token.type !== 'single-quoted-scalar') return false;
  return findQuoteEnd(text, token.offset) !== token.offset + token.source.length;
}

/** Where the bracket or quote at `start` is closed; undefined when it never is. */
function findEnd(text: string, start: number): number | undefined {
  if (isQuote(text.charAt(start))) return findQuoteEnd(text, start);
  let depth = 0;
  for (let at = start; at < text.length; ) {
    const end = skipQuoteOrComment(text, at);
    if (end === undefined) return undefined;
    depth += end === at ? changeOfDepth(text.charAt(at)) : 0;
    if (depth === 0) return at + 1;
    at = Math.max(end, at + 1);
  }
  return undefined;
}

/** Quotes and comments hide brackets, where they begin a word. */
function skipQuoteOrComment(text: string, at: number): number | undefined {
  const startsWord = /[\s[{,:]/.test(text.charAt(at - 1));
  if (startsWord && isQuote(text.charAt(at))) return findQuoteEnd(text, at);
  return startsWord && text.charAt(at) === '#' ? lineEnd(text, at) : at;
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'";
}

function changeOfDepth(character: string): number {
  if (character === '[' || character === '{') return 1;
  return character === ']' || character === '}' ? -1 : 0;
}

function findQuoteEnd(text: string, start: number): number | undefined {
  const quote = text.charAt(start);
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote === '"' && character === '\\') at += 1;
    else if (quote === "'" && character === quote && text.charAt(at + 1) === quote) at += 1;
    else if (character === quote) return at + 1;
  }
  return undefined;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

function moveLines(current: Indented, start: number, end: number): Indented | undefined {
  const { text } = current;
  const column = start - (text.lastIndexOf('\n', start - 1) + 1) + 1;
  const lines = text.slice(start, end).split('\n');
  if (lines.length === 1 || column * lines.length > maxAdded) return undefined;
  const firstLine = text.slice(0, start).split('\n').length;
  const added = new Map(current.added);
  const moved = lines.map((line, index) => {
    if (index === 0 || line.trim() === '') return line;
    added.set(firstLine + index, (added.get(firstLine + index) ?? 0) + column);
    return ' '.repeat(column) + line;
  });
  return { text: text.slice(0, start) + moved.join('\n') + text.slice(end), added };
}
