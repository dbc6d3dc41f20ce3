import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import type { WorkBudget } from '../../pratt/work-budget.ts';
import { maxNesting } from './max-nesting.ts';

/** Whether two values of JSON are the same, deeply, as Go's `reflect.DeepEqual` has it: `1` is not `"1"`, NaN equals nothing. */
export function isSameData(left: unknown, right: unknown, budget: WorkBudget, depth = 0): boolean {
  if (typeof left === 'string' && typeof right === 'string') return isSameText(left, right, budget);
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return left === right;
  if (depth > maxNesting) throw new ExpressionFailure(`a value nests more than ${maxNesting} deep`);
  if (!Array.isArray(left)) return !Array.isArray(right) && isSameMap(left, right, budget, depth);
  if (!Array.isArray(right) || left.length !== right.length) return false;
  budget.spend(left.length);
  return left.every((element, index) => isSameData(element, right[index], budget, depth + 1));
}

/** Only texts of one length are looked at. */
function isSameText(left: string, right: string, budget: WorkBudget): boolean {
  if (left.length !== right.length) return false;
  budget.search(left.length);
  return left === right;
}

function isSameMap(left: object, right: object, budget: WorkBudget, depth: number): boolean {
  const members = Object.entries(left);
  if (members.length !== Object.keys(right).length) return false;
  budget.spend(members.length);
  const others = new Map<string, unknown>(Object.entries(right));
  return members.every(([key, member]) => others.has(key) && isSameData(member, others.get(key), budget, depth + 1));
}
