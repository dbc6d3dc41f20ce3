import { attempt } from '../../../pratt/expression-failure.ts';
import { makeWorkBudget } from '../../../pratt/work-budget.ts';
import type { Value } from '../value.ts';
import { printAsText } from './print-as-text.ts';

/** A value in a message of Argo's, which prints it with `%s`; what is too large for that says so. */
export function describeValue(value: Value): string {
  const printed = attempt(() => printAsText(value, makeWorkBudget()));
  return printed.ok ? printed.value : printed.failure.message;
}
