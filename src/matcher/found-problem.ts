/** Something that a tool said about a place in the repository. Lines and columns count from 1. */
export interface FoundProblem {
  /** Relative to the repository's root. */
  path: string;
  line: number;
  endLine?: number;
  column?: number;
  endColumn?: number;
  level: ProblemLevel;
  /** A code or a rule, a test's name, or what a command called it. */
  title?: string;
  message: string;
}

export type ProblemLevel = 'failure' | 'warning' | 'notice';

/** A problem with the index of the line that says it: no second matcher reads that line again. */
export interface Claim {
  at: number;
  problem: FoundProblem;
}

/** What a matcher is told about the step whose output it reads. */
export interface MatchContext {
  /** A path as a tool wrote it to one relative to the repository's root; undefined for what is not of the repository. */
  locate: (path: string) => string | undefined;
  /** What a line that names no severity means: a failure in a step that failed. */
  level: ProblemLevel;
}

/** Reads a step's output, line by line plain text, and says what it found. Lines are short: at most `longestLine` characters. */
export type Matcher = (lines: readonly string[], context: MatchContext) => Claim[];

/** Longer lines hold no problem that a person wrote; an empty line stands for them. */
export const longestLine = 2000;

const severities: readonly (readonly [RegExp, ProblemLevel])[] = [
  [/^(?:e|err|error|fatal|fatal error|critical|failure)$/i, 'failure'],
  [/^(?:w|warn|warning)$/i, 'warning'],
  [/^(?:n|note|notice|i|info|hint|help|suggestion|refactor|convention)$/i, 'notice'],
];

/** A severity's word as GitHub's level; undefined for other words. */
export function levelOf(word: string): ProblemLevel | undefined {
  return severities.find(([pattern]) => pattern.test(word.trim()))?.[1];
}

/** A line's or column's number as tools write it; undefined where GitHub would refuse it. */
export function readNumber(text: string | undefined): number | undefined {
  const value = Number(text);
  return text !== undefined && Number.isInteger(value) && value >= 1 && value < 2 ** 31 ? value : undefined;
}

/** A claim, if its path is in the repository and its line is one. */
export function claim(
  at: number,
  found: {
    path: string;
    line: string | undefined;
    column?: string | undefined;
    level: ProblemLevel;
    message: string;
    title?: string | undefined;
  },
  { locate }: MatchContext,
): Claim[] {
  const path = locate(found.path);
  const line = readNumber(found.line);
  const message = found.message.trim();
  if (path === undefined || line === undefined || message === '') return [];
  const column = readNumber(found.column);
  const problem: FoundProblem = {
    path,
    line,
    ...(column === undefined ? {} : { column }),
    level: found.level,
    ...(found.title === undefined || found.title === '' ? {} : { title: found.title }),
    message,
  };
  return [{ at, problem }];
}
