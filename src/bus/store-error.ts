import type { Problem } from '../problem/problem.ts';

/** The error with which a bus refuses: its message is the problem's, the problem itself is its `cause`. */
export function storeError(problem: Problem): Error {
  return new Error(problem.message, { cause: problem });
}
