import { type Claim, claim, levelOf, type MatchContext } from '../found-problem.ts';
import type { LinePattern, ProblemMatcher } from './read-problem-matchers.ts';

type Field = 'file' | 'fromPath' | 'line' | 'column' | 'severity' | 'code' | 'message';
const fields: readonly Field[] = ['file', 'fromPath', 'line', 'column', 'severity', 'code', 'message'];
type Values = Partial<Record<Field, string>>;

/** Asked before each match with the work it may take, instructions × characters. */
export type SpendWork = (work: number) => boolean;

/**
 * Reads lines as GitHub's runner does: the patterns of a matcher follow each other line by line; where the last one loops, each
 * further line that it matches is a problem with what the patterns before it found.
 */
export function runProblemMatcher(
  matcher: ProblemMatcher,
  lines: readonly string[],
  { context, spend }: { context: MatchContext; spend: SpendWork },
): Claim[] {
  const claims: Claim[] = [];
  const last = matcher.patterns.length - 1;
  let values: Values = {};
  let next = 0;
  for (const [at, line] of lines.entries()) {
    let found = matchLine(matcher.patterns[next], line, spend);
    if (found === undefined && next > 0) {
      next = 0;
      found = matchLine(matcher.patterns[0], line, spend);
    }
    if (found === undefined) continue;
    const gathered = next === 0 ? found : { ...values, ...found };
    if (next < last) {
      values = gathered;
      next += 1;
      continue;
    }
    claims.push(...toClaim(matcher, at, { values: gathered, context }));
    const staysHere = last > 0 && matcher.patterns[last]?.isLoop === true;
    if (!staysHere) next = 0;
  }
  return claims;
}

function matchLine(pattern: LinePattern | undefined, line: string, spend: SpendWork): Values | undefined {
  if (pattern === undefined || line === '') return undefined;
  const [match] = pattern.expression.findAll(line, { most: 1, spend });
  if (match === undefined) return undefined;
  const values: Values = {};
  for (const field of fields) {
    const number = pattern[field];
    const group = number === undefined ? undefined : match.groups[number];
    if (group !== undefined) values[field] = line.slice(group.start, group.end);
  }
  return values;
}

function toClaim(
  { owner, level }: ProblemMatcher,
  at: number,
  { values, context }: { values: Values; context: MatchContext },
): Claim[] {
  const { file, fromPath, line, column, severity, code, message } = values;
  if (file === undefined || message === undefined) return [];
  const directory = fromPath === undefined ? '' : fromPath.slice(0, fromPath.lastIndexOf('/') + 1);
  const path = file.startsWith('/') ? file : directory + file;
  const said = (severity === undefined ? undefined : levelOf(severity)) ?? level ?? 'failure';
  return claim(at, { path, line: line ?? '1', column, level: said, title: code ?? owner, message }, context);
}
