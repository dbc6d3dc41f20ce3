import type { Problem } from '../problem/problem.ts';

/** One line a problem: what is wrong, and how to get it right. For the terminal at a start that failed. */
export function listProblems(problems: readonly Problem[]): string[] {
  return problems.map((each) => `${each.severity} ${each.code}: ${each.message} ${each.hint}`);
}
