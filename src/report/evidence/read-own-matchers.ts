import { parseJson } from '../../json/parse-json.ts';
import { annotations } from '../../kubernetes/labels.ts';
import type { Workflow } from '../../kubernetes/workflow.ts';
import { type ProblemMatcher, readProblemMatchers } from '../../matcher/own/read-problem-matchers.ts';
import { type Problem, problem } from '../../problem/problem.ts';

const maxLength = 32 * 1024;

/** The problem matchers that the Workflow carries, or why they cannot be used. */
export function readOwnMatchers({ metadata }: Workflow): { matchers: ProblemMatcher[]; problem?: Problem } {
  const text = metadata.annotations?.[annotations.problemMatchers];
  if (text === undefined) return { matchers: [] };
  const read = text.length > maxLength ? tooLong : readProblemMatchers(parseJson(text));
  if (read.ok) return { matchers: read.matchers };
  return { matchers: [], problem: problem('report.problem-matchers', { reasons: read.reasons.join('; ') }) };
}

const tooLong = { ok: false as const, reasons: [`they have more than ${maxLength} characters`] };
