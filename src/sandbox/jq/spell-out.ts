import { blankTexts } from './blank-texts.ts';

interface Bracket {
  kind: 'object' | 'pattern' | 'other';
  /** Whether a value of this object is being read. */
  isInValue: boolean;
}

interface Insertion {
  at: number;
  text: string;
}

/**
 * Writes out for jq what gojq reads without: parentheses around the values of an object (`{a: .b // 1}`), and a blank in `?//`
 * where it is an optional path with an alternative (jq takes it for the alternative of a pattern, `as [$a] ?// $a`). For a
 * program that jq does not take as it stands.
 */
export function spellOut(program: string): string {
  const code = blankTexts(program);
  const brackets: Bracket[] = [];
  const insertions: Insertion[] = [];
  for (let at = 0; at < code.length; at++) {
    if (code.startsWith('?//', at)) insertions.push({ at: at + 1, text: ' ' });
    const parenthesis = readBracket(code, at, brackets);
    if (parenthesis === '(') insertions.push({ at: at + 1, text: '(' });
    else if (parenthesis === ')') insertions.push({ at, text: ')' });
  }
  return insert(program, insertions);
}

/** Keeps account of what is open; says which parenthesis belongs behind this character, or before it where a value ends. */
function readBracket(code: string, at: number, brackets: Bracket[]): '(' | ')' | undefined {
  const character = code[at] ?? '';
  if ('([{'.includes(character)) {
    brackets.push({ kind: character === '{' ? kindOfBrace(code, at, brackets) : 'other', isInValue: false });
    return undefined;
  }
  const innermost = brackets.at(-1);
  if (')]}'.includes(character)) brackets.pop();
  if (innermost?.kind !== 'object') return undefined;
  if (character === ':' && !innermost.isInValue) {
    innermost.isInValue = true;
    return '(';
  }
  if (!innermost.isInValue || (character !== ',' && character !== '}')) return undefined;
  innermost.isInValue = false;
  return ')';
}

/** Behind `as`, behind `?//`, and within another pattern braces take values apart instead of making an object. */
function kindOfBrace(code: string, at: number, brackets: Bracket[]): 'object' | 'pattern' {
  const isPattern =
    brackets.at(-1)?.kind === 'pattern' || /(?:\bas\s*|\bas\s*\[[^\]|]*)$/.test(code.slice(Math.max(0, at - 200), at));
  return isPattern ? 'pattern' : 'object';
}

function insert(program: string, insertions: Insertion[]): string {
  let written = '';
  let from = 0;
  for (const { at, text } of insertions) {
    written += program.slice(from, at) + text;
    from = at;
  }
  return written + program.slice(from);
}
