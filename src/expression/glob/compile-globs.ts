import { prepareSteps, type StepMatcher } from './prepare-steps.ts';
import { readGlob } from './read-glob.ts';

/** At most this many patterns in a list. */
export const maxPatterns = 100;
/** At most this many characters in a pattern. */
export const maxPatternLength = 256;
/** At most this many wildcards, classes and choices in a whole list. */
export const maxWildcards = 256;
/** A longer value matches nothing: it is no ref and no path that a file system takes. */
export const maxValueLength = 4096;

/** A compiled list, or which pattern (index) is wrong where (offset in it) and why. */
export type CompiledGlobs =
  | {
      ok: true;
      match: (value: string) => boolean;
      /** What the first match takes once, of a `WorkAllowance`. */
      firstWork: number;
      /** What each character of a value takes. */
      characterWork: number;
    }
  | { ok: false; index: number; offset: number; message: string };

interface Pattern {
  negated: boolean;
  steps: StepMatcher;
}

/**
 * Compiles a list of globs. A pattern that starts with `!` takes out again what an earlier one let in, so that the last pattern that
 * matches decides, as in .gitignore; a list of only such patterns starts from everything. Matching takes time linear in the value,
 * whatever the patterns are.
 *
 * @example
 * const globs = compileGlobs(['src/**', '!**\/*.md']);
 * globs.ok && globs.match('src/main.ts'); // true
 */
export function compileGlobs(patterns: readonly string[]): CompiledGlobs {
  if (patterns.length > maxPatterns) {
    return { ok: false, index: maxPatterns, offset: 0, message: `the list has more than ${maxPatterns} patterns` };
  }
  const compiled: Pattern[] = [];
  let wildcards = 0;
  for (const [index, pattern] of patterns.entries()) {
    const negated = pattern.startsWith('!');
    const read = readWithinLimits(negated ? pattern.slice(1) : pattern);
    if (!read.ok) return { ...read, index, offset: read.offset + (negated ? 1 : 0) };
    wildcards += read.wildcards;
    if (wildcards > maxWildcards) {
      return { ok: false, index, offset: 0, message: `the list has more than ${maxWildcards} wildcards` };
    }
    compiled.push({ negated, steps: prepareSteps(read.steps) });
  }
  return { ok: true, match: (value) => matchLast(compiled, value), ...weigh(compiled) };
}

function readWithinLimits(glob: string): ReturnType<typeof readGlob> {
  if (glob === '') return { ok: false, offset: 0, message: 'the pattern is empty' };
  if (glob.length > maxPatternLength) {
    return {
      ok: false,
      offset: maxPatternLength,
      message: `the pattern is longer than ${maxPatternLength} characters`,
    };
  }
  return readGlob(glob);
}

function matchLast(patterns: readonly Pattern[], value: string): boolean {
  if (value.length > maxValueLength) return false;
  const decisive = patterns.findLast(({ steps }) => steps.match(value));
  if (decisive !== undefined) return !decisive.negated;
  return patterns.length > 0 && patterns.every(({ negated }) => negated);
}

function weigh(patterns: readonly Pattern[]): { firstWork: number; characterWork: number } {
  const sum = (of: (steps: StepMatcher) => number) => patterns.reduce((total, { steps }) => total + of(steps), 0);
  return { firstWork: sum((steps) => steps.firstWork), characterWork: sum((steps) => steps.characterWork) };
}
