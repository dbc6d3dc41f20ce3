import { RE2JS } from 're2js';
import { keepNewest } from '../../cache/keep-newest.ts';
import { nothingLeft, spendOnce, spendWork, unitsPerMatchStep, type WorkAllowance } from '../work/work-allowance.ts';
import { boundAutomaton } from './bound-automaton.ts';
import { estimatePattern } from './estimate-pattern.ts';
import { findMatches, type MatchSearch, type RegularMatch } from './find-matches.ts';

const maxPatternLength = 2_000;
/** Instructions of a compiled pattern; `x{1000}` is about a thousand. */
const maxProgramSize = 5_000;
/** Instructions × characters of text: about a second at the worst. */
const maxWork = 30_000_000;
/** What `unitsPerPattern` pays for. */
const automaton = { maxBytes: 131_072, maxEntries: 4_096 };
/** Many Sensors ask the same of one value: the last answer is kept, beside a text of at most so many characters. */
const maxKeptText = 200;
/** An estimate is seldom more than this times what it estimates. */
const estimateFactor = 4;

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

/** Compiles patterns, at the cost of an allowance where there is one. */
export type CompilePattern = (pattern: string, work?: WorkAllowance) => Compilation;

/**
 * Compiles a regular expression of Go's syntax (RE2: no lookaround, no backreferences; matching takes time in proportion to
 * the text). Users' patterns never become native ones. What was compiled is kept, as much as no allowance can pay for at once.
 * An error's message is Go's (`error parsing regexp: …`), or says which limit the pattern exceeds.
 */
export const compileRegularExpression: CompilePattern = keepCompiled(500_000);

/** What a compiled pattern takes besides its instructions, in their unit. */
const sizeOfAny = 30;

/** Compiles and keeps patterns that have so many instructions together; one takes about 80 bytes. */
export function keepCompiled(maxSize: number): CompilePattern {
  const kept = keepNewest<Compilation>(maxSize);
  return (pattern, work) => {
    const known = kept.get(pattern);
    const isPaid = work === undefined || work.paid.has(pattern);
    if (known !== undefined && isPaid) return known;
    const refused = refuse(pattern, work);
    if (refused !== undefined) return refused;
    const compilation = known ?? compile(pattern);
    if (known === undefined) kept.put(pattern, compilation, sizeOf(compilation));
    return compilation;
  };
}

function sizeOf(compilation: Compilation): number {
  return sizeOfAny + (compilation.ok ? compilation.expression.size : 0);
}

/** What is not compiled, because it is too large or nobody pays for it. */
function refuse(pattern: string, work: WorkAllowance | undefined): Compilation | undefined {
  if (pattern.length > maxPatternLength) return tooLarge(`it has more than ${maxPatternLength} characters`);
  const estimate = estimatePattern(pattern);
  if (estimate.instructions > maxProgramSize * estimateFactor) return tooLarge(tooManyInstructions);
  return spendOnce(work, pattern, estimate.work) ? undefined : tooLarge(nothingLeft);
}

const tooManyInstructions = `it compiles to more than ${maxProgramSize} instructions`;

function compile(pattern: string): Compilation {
  try {
    const compiled = RE2JS.compile(pattern);
    const size = compiled.programSize();
    if (size > maxProgramSize) return tooLarge(tooManyInstructions);
    let isBounded = false;
    let last: { text: string; isMatch: boolean } | undefined;
    const test = (text: string, work?: WorkAllowance) => {
      const needed = size * text.length;
      if (needed > maxWork || !spendWork(work, unitsPerMatchStep * needed)) return undefined;
      if (last?.text === text) return last.isMatch;
      if (!isBounded) boundAutomaton(compiled, automaton);
      isBounded = true;
      const isMatch = compiled.test(text);
      if (text.length <= maxKeptText) last = { text: copyText(text), isMatch };
      return isMatch;
    };
    const findAll = (text: string, search: MatchSearch) => findMatches(compiled, text, search);
    return { ok: true, expression: { size, test, findAll } };
  } catch (error) {
    return { ok: false, message: messageOf(error) };
  }
}

/** The engine keeps a part of a text as a place in the whole, which may be a payload of megabytes: joining and cutting copies it. */
function copyText(part: string): string {
  return ` ${part}`.slice(1);
}

function tooLarge(what: string): Compilation {
  return { ok: false, message: `error parsing regexp: expression too large: ${what}` };
}

/** Go always names the offending text, even where it is empty. */
function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message === 'error parsing regexp: trailing backslash at end of expression' ? `${message}: \`\`` : message;
}
