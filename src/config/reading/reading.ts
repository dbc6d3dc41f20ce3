import type { WorkAllowance } from '../../expression/work/work-allowance.ts';
import type { ProblemCode } from '../../problem/catalogue.ts';
import { type Position, type Problem, type ProblemValues, problem } from '../../problem/problem.ts';

/** One reading of (a part of) a file: where what is wrong goes. */
export interface Reading {
  file: string;
  problems: Problem[];
  /** What compiling the file's patterns may still take. */
  work: WorkAllowance;
}

/** Notes a problem at a place of the file. */
export function report<Code extends ProblemCode>(
  reading: Reading,
  position: Position,
  code: Code,
  values: ProblemValues<Code>,
): void {
  reading.problems.push(problem(code, values, { file: reading.file, position }));
}
