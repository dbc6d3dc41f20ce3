import { attempt } from '../../pratt/expression-failure.ts';
import type { WorkBudget } from '../../pratt/work-budget.ts';
import type { Value } from '../values/value.ts';
import { applySteps } from './apply-steps.ts';
import { readSteps } from './read-steps.ts';

/**
 * What a JSONPath selects of a value of JSON: `$.a['b'][0]`, `[*]`, `..name`, `[1:3]`, `[0,2]`, `.length`. A plain path gives the value
 * and fails where there is none, the others give a list. Filters and scripts (`[?(…)]`, `[(…)]`) are refused.
 */
export function queryJsonPath(
  root: Value,
  path: string,
  budget: WorkBudget,
): { ok: true; value: Value } | { ok: false; message: string } {
  const queried = attempt(() => applySteps(root, readSteps(path), budget));
  return queried.ok ? queried : { ok: false, message: queried.failure.message };
}
