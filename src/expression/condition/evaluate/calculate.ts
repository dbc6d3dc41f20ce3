import { isNull } from './compare-values.ts';
import { describe, type Evaluation, fail } from './evaluation.ts';

/** Longest text that `+` makes. */
const maxTextLength = 65_536;

/** Arithmetic on two numbers; `+` also joins two texts. Anything with null is null. */
export function calculate(evaluation: Evaluation, operator: string, pair: { left: unknown; right: unknown }): unknown {
  const { left, right } = pair;
  if (isNull(left) || isNull(right)) return null;
  if (operator === '+' && typeof left === 'string' && typeof right === 'string') return join(evaluation, left, right);
  if (typeof left !== 'number' || typeof right !== 'number') {
    const expected = operator === '+' ? 'two numbers or two texts' : 'two numbers';
    return fail(evaluation, `"${operator}" wants ${expected}, not ${describe(left)} and ${describe(right)}`);
  }
  const result = apply(operator, left, right);
  return Number.isFinite(result) ? result : fail(evaluation, `${left} ${operator} ${right} has no value`);
}

function join(evaluation: Evaluation, left: string, right: string): string | null {
  if (left.length + right.length > maxTextLength) {
    return fail(evaluation, `"+" would make a text of more than ${maxTextLength} characters`);
  }
  return left + right;
}

function apply(operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '//':
      return Math.floor(left / right);
    case '%':
      return left % right;
    default:
      return left ** right;
  }
}
