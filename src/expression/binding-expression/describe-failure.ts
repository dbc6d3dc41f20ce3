import type { ExpressionFailure } from '../pratt/expression-failure.ts';
import { syntaxLimits } from '../pratt/limits.ts';
import type { Dialect } from './dialect.ts';

/** What went wrong, and where in the text. */
export interface DescribedFailure {
  /** As expr-lang says it: the reason, line and column, then the line with a mark under the place. */
  message: string;
  /** The first line of that: `unknown name x (1:1)`. */
  reason: string;
  /** UTF-16 units from the beginning of the text. */
  offset: number;
}

interface Place {
  line: number;
  /** From 0, in characters. */
  column: number;
  text: string;
}

/** Puts a failure into expr-lang's words. 1.15 says nothing about the place where it has lost it. */
export function describeFailure(text: string, failure: ExpressionFailure, dialect: Dialect): DescribedFailure {
  const { message, offset: at } = failure;
  if (text.length > syntaxLimits.length) return { message, reason: message, offset: syntaxLimits.length };
  const characters = [...text];
  const offset = characters.slice(0, at ?? 0).join('').length;
  if (dialect === '1.15' && at === undefined) return { message, reason: message, offset };
  const place = findPlace(characters, at ?? 0);
  if (dialect === '1.17' && place.text === '') return { message, reason: message, offset };
  const reason = `${message} (${place.line}:${place.column + 1})`;
  const line = place.text.replaceAll('\t', ' ');
  const marked = text === '' ? '' : `\n | ${line}${mark(line, place.column, dialect)}`;
  return { message: reason + marked, reason, offset };
}

function findPlace(characters: string[], at: number): Place {
  let line = 1;
  let start = 0;
  for (let index = 0; index < Math.min(at, characters.length); index++) {
    if (characters[index] !== '\n') continue;
    line += 1;
    start = index + 1;
  }
  const end = characters.indexOf('\n', start);
  return { line, column: at - start, text: characters.slice(start, end === -1 ? undefined : end).join('') };
}

/** Dots up to the place and a caret under it; 1.15 leaves them out behind a character that is more than one byte. */
function mark(line: string, column: number, dialect: Dialect): string {
  const before = [...line].slice(0, column + 1);
  if (dialect === '1.15' && before.some((character) => (character.codePointAt(0) ?? 0) >= 0x80)) return '';
  const dots = dialect === '1.15' ? Math.min(column, [...line].length) : column;
  return `\n | ${'.'.repeat(dots)}^`;
}
