import { RE2JS } from 're2js';
import { spendWork, type WorkAllowance } from '../work/work-allowance.ts';
import { findMatches, type MatchSearch, type RegularMatch } from './find-matches.ts';

const maxPatternLength = 2_000;
/** Instructions of a compiled pattern; `x{1000}` is about a thousand. */
const maxProgramSize = 5_000;
/** Instructions × characters of text: about half a second at the worst. */
const maxWork = 500_000_000;
const maxCached = 1_000;

/** A pattern that compiled, or why it did not, in Go's words. */
export type Compilation = { ok: true; expression: RegularExpression } | { ok: false; message: string };

export interface RegularExpression {
  /** Instructions of the compiled pattern: matching takes at most this × the characters of the text. */
  size: number;
  /** True when the pattern matches anywhere in the text; undefined when matching so long a text would take too much work. */
  test(text: string, work?: WorkAllowance): boolean | undefined;
  /** The matches in order, as far as work may be spent. */
  findAll(text: string, search: MatchSearch): RegularMatch[];
}

const cache = new Map<string, Compilation>();

/**
 * Compiles a regular expression of Go's syntax (RE2: no lookaround, no backreferences; matching takes time in proportion to
 * the text). Users' patterns never become native ones. A bounded number of compiled patterns is kept.
 * An error's message is Go's (`error parsing regexp: …`), or says which limit the pattern exceeds.
 */
export function compileRegularExpression(pattern: string): Compilation {
  const cached = cache.get(pattern);
  if (cached !== undefined) return cached;
  const compilation = compile(pattern);
  if (cache.size >= maxCached) {
    const [oldest] = cache.keys();
    if (oldest !== undefined) cache.delete(oldest);
  }
  cache.set(pattern, compilation);
  return compilation;
}

function compile(pattern: string): Compilation {
  if (pattern.length > maxPatternLength) return tooLarge(`has more than ${maxPatternLength} characters`);
  try {
    const compiled = RE2JS.compile(pattern);
    const size = compiled.programSize();
    if (size > maxProgramSize) return tooLarge(`compiles to more than ${maxProgramSize} instructions`);
    const test = (text: string, work?: WorkAllowance) => {
      const needed = size * text.length;
      return needed > maxWork || !spendWork(work, needed) ? undefined : compiled.test(text);
    };
    const findAll = (text: string, search: MatchSearch) => findMatches(compiled, text, search);
    return { ok: true, expression: { size, test, findAll } };
  } catch (error) {
    return { ok: false, message: messageOf(error) };
  }
}

function tooLarge(what: string): Compilation {
  return { ok: false, message: `error parsing regexp: expression too large: it ${what}` };
}

/** Go always names the offending text, even where it is empty. */
function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message === 'error parsing regexp: trailing backslash at end of expression' ? `${message}: \`\`` : message;
}
