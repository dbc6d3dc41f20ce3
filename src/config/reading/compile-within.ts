import { type Condition, compileCondition } from '../../expression/condition/compile-condition.ts';
import type { ConditionError } from '../../expression/condition/parse/condition-error.ts';
import { spendOnce } from '../../expression/work/work-allowance.ts';
import type { Reading } from './reading.ts';

const tooLarge: ConditionError = {
  ok: false,
  message: 'the regular expressions of this file take more work than one file may take',
  offset: 0,
};

/** Compiles an `if`, within what the file may take. */
export function compileWithin(text: string, { work }: Reading): Condition | ConditionError {
  if (work.left <= 0) return tooLarge;
  const compiled = compileCondition(text);
  return spendOnce(work, text, compiled.patternWork) ? compiled : tooLarge;
}
