import { RE2JS } from 're2js';
import { boundAutomaton } from '../regular-expression/bound-automaton.ts';
import { translateGlob } from './translate-glob.ts';

/** At most this many patterns in a list. */
export const maxPatterns = 100;
/** At most this many characters in a pattern. */
export const maxPatternLength = 256;
/** At most this many wildcards, classes and choices in a whole list: they are what matching costs. */
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

const unitsPerCharacter = 3_000;
const automatonBytes = 1_048_576;

interface Run {
  negated: boolean;
  sources: string[];
}

/**
 * Compiles a list of globs. A pattern that starts with `!` takes out again what an earlier one let in, so that the last pattern that
 * matches decides, as in .gitignore; a list of only such patterns starts from everything. Matching takes time linear in the value:
 * patterns become RE2 expressions, never native ones, when the first value comes: a file may name a long list for hundreds of pipelines.
 *
 * @example
 * const globs = compileGlobs(['src/**', '!**\/*.md']);
 * globs.ok && globs.match('src/main.ts'); // true
 */
export function compileGlobs(patterns: readonly string[]): CompiledGlobs {
  if (patterns.length > maxPatterns) {
    return { ok: false, index: maxPatterns, offset: 0, message: `the list has more than ${maxPatterns} patterns` };
  }
  const runs: Run[] = [];
  let wildcards = 0;
  for (const [index, pattern] of patterns.entries()) {
    const negated = pattern.startsWith('!');
    const glob = negated ? pattern.slice(1) : pattern;
    const translated = translateWithinLimits(glob);
    if (!translated.ok) return { ...translated, index, offset: translated.offset + (negated ? 1 : 0) };
    wildcards += translated.wildcards;
    if (wildcards > maxWildcards) {
      return { ok: false, index, offset: 0, message: `the list has more than ${maxWildcards} wildcards` };
    }
    addToRuns(runs, { negated, source: translated.source });
  }
  const length = runs.flatMap((run) => run.sources).reduce((sum, source) => sum + source.length, 0);
  return { ok: true, match: matchRuns(runs), firstWork: unitsPerCharacter * length, characterWork: 50 + 2 * wildcards };
}

function translateWithinLimits(glob: string): ReturnType<typeof translateGlob> {
  if (glob === '') return { ok: false, offset: 0, message: 'the pattern is empty' };
  if (glob.length > maxPatternLength) {
    return {
      ok: false,
      offset: maxPatternLength,
      message: `the pattern is longer than ${maxPatternLength} characters`,
    };
  }
  return translateGlob(glob);
}

function addToRuns(runs: Run[], { negated, source }: { negated: boolean; source: string }): void {
  const last = runs.at(-1);
  if (last?.negated === negated) last.sources.push(source);
  else runs.push({ negated, sources: [source] });
}

function matchRuns(runs: Run[]): (value: string) => boolean {
  const matchesWithoutAny = runs.length > 0 && runs.every((run) => run.negated);
  const compile = ({ negated, sources }: Run) => {
    const expression = RE2JS.compile(`^(?:${sources.join('|')})$`, RE2JS.DOTALL);
    boundAutomaton(expression, automatonBytes);
    return { negated, expression };
  };
  let fromLast: ReturnType<typeof compile>[] | undefined;
  return (value) => {
    if (value.length > maxValueLength) return false;
    fromLast ??= runs.map(compile).reverse();
    const decisive = fromLast.find((run) => run.expression.test(value));
    return decisive === undefined ? matchesWithoutAny : !decisive.negated;
  };
}
