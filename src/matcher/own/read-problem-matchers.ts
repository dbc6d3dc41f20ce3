import { z } from 'zod';
import {
  compileRegularExpression,
  type RegularExpression,
} from '../../expression/regular-expression/compile-regular-expression.ts';
import { makePartAllowance, type WorkAllowance } from '../../expression/work/work-allowance.ts';
import { levelOf, type ProblemLevel } from '../found-problem.ts';

/** A problem matcher of the repository's own: one pattern, or several for lines that follow each other. */
export interface ProblemMatcher {
  owner: string;
  level: ProblemLevel | undefined;
  patterns: LinePattern[];
}

export interface LinePattern {
  expression: RegularExpression;
  /** Numbers of groups. */
  file?: number;
  fromPath?: number;
  line?: number;
  column?: number;
  severity?: number;
  code?: number;
  message?: number;
  /** The last pattern of several: every line that it matches is a problem of its own. */
  isLoop: boolean;
}

export type ReadMatchers = { ok: true; matchers: ProblemMatcher[] } | { ok: false; reasons: string[] };

const maxMatchers = 20;
const maxPatterns = 10;
const maxReasons = 10;

const group = z.int().min(1).max(50).optional();
const pattern = z.strictObject({
  regexp: z.string().min(1),
  file: group,
  fromPath: group,
  line: group,
  column: group,
  severity: group,
  code: group,
  message: group,
  loop: z.boolean().optional(),
});
const matcher = z.strictObject({
  owner: z.string().min(1).max(100),
  severity: z.string().max(20).optional(),
  pattern: z.preprocess(
    (given) => (Array.isArray(given) ? given : given === undefined ? [] : [given]),
    z.array(pattern).min(1).max(maxPatterns),
  ),
});
const list = z.array(matcher).max(maxMatchers);
const shape = z.preprocess((given) => (isWrapped(given) ? given.problemMatcher : given), list);

function isWrapped(given: unknown): given is { problemMatcher: unknown } {
  return typeof given === 'object' && given !== null && Object.keys(given).join() === 'problemMatcher';
}

type GivenPattern = z.infer<typeof pattern>;

interface PatternReading {
  reasons: string[];
  work: WorkAllowance;
}

/**
 * Reads problem matchers in the shape that GitHub Actions has them: `{ "problemMatcher": [{ owner, severity, pattern: [{ regexp,
 * file, line, column, severity, code, message, loop }] }] }`, or the list alone. Patterns are RE2: no lookaround.
 */
export function readProblemMatchers(value: unknown): ReadMatchers {
  const parsed = shape.safeParse(value);
  if (!parsed.success) return { ok: false, reasons: describeIssues(parsed.error) };
  const reasons: string[] = [];
  const work = makePartAllowance('file');
  const matchers = parsed.data.map(({ owner, severity, pattern: patterns }): ProblemMatcher => {
    const level = severity === undefined ? undefined : levelOf(severity);
    if (severity !== undefined && level === undefined)
      reasons.push(`${owner}: severity is "${severity}"; it is error, warning or notice`);
    return { owner, level, patterns: patterns.flatMap((each) => readPattern(owner, each, { reasons, work })) };
  });
  for (const each of matchers) reasons.push(...findFaults(each));
  return reasons.length === 0 ? { ok: true, matchers } : { ok: false, reasons: reasons.slice(0, maxReasons) };
}

function readPattern(owner: string, given: GivenPattern, { reasons, work }: PatternReading): LinePattern[] {
  const { regexp, loop, ...groups } = given;
  const compiled = compileRegularExpression(regexp, work);
  if (!compiled.ok) {
    reasons.push(`${owner}: ${compiled.message}`);
    return [];
  }
  const named = Object.entries(groups).filter(([, number]) => number !== undefined);
  return [{ expression: compiled.expression, isLoop: loop === true, ...Object.fromEntries(named) }];
}

function findFaults({ owner, patterns }: ProblemMatcher): string[] {
  const faults: string[] = [];
  if (!patterns.some((each) => each.message !== undefined)) faults.push(`${owner}: no pattern has a "message"`);
  if (!patterns.some((each) => each.file !== undefined)) faults.push(`${owner}: no pattern has a "file"`);
  if (patterns.slice(0, -1).some((each) => each.isLoop)) faults.push(`${owner}: only the last pattern may have "loop"`);
  return faults;
}

function describeIssues(error: z.ZodError): string[] {
  return error.issues.slice(0, maxReasons).map(({ path, message }) => {
    const where = path.length === 0 ? 'the list' : path.join('.');
    return `${where}: ${message}`;
  });
}
