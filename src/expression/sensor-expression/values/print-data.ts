import { compareBytes } from '../../path/json/bytes.ts';
import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import type { WorkBudget } from '../../pratt/work-budget.ts';
import { formatShortest } from '../../scalar/format-float.ts';
import { Pattern } from '../syntax/sensor-node.ts';
import { maxNesting } from './max-nesting.ts';

/** A value as Go's `%v` prints it: `<nil>`, `1e+06`, `[a b]`, `map[a:1 b:2]`. */
export function printData(value: unknown, budget: WorkBudget, depth = 0): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'number') return formatShortest(value);
  if (value instanceof Pattern) return value.source;
  if (typeof value !== 'object') return String(value);
  if (depth > maxNesting) throw new ExpressionFailure(`a value nests more than ${maxNesting} deep`);
  const text = Array.isArray(value) ? printArray(value, budget, depth) : printMap(value, budget, depth);
  budget.makeText(text.length);
  return text;
}

function printArray(value: unknown[], budget: WorkBudget, depth: number): string {
  budget.spend(value.length);
  return `[${value.map((element) => printData(element, budget, depth + 1)).join(' ')}]`;
}

function printMap(value: object, budget: WorkBudget, depth: number): string {
  const members = Object.entries(value).sort(([left], [right]) => compareBytes(left, right));
  budget.spend(members.length);
  return `map[${members.map(([key, member]) => `${key}:${printData(member, budget, depth + 1)}`).join(' ')}]`;
}
