import { isRecord } from '../../../json/is-record.ts';
import { describe, type Evaluation, fail, spend } from './evaluation.ts';

/** Of a text that is looked through. */
const charactersPerStep = 64;

/** Deep equality without coercion: `5` is not `"5"`, and what is absent equals only what is absent or null. */
export function isEqual(evaluation: Evaluation, left: unknown, right: unknown): boolean {
  if (!spend(evaluation, 1)) return false;
  if (left === null || left === undefined) return right === null || right === undefined;
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false;
    return left.every((item, index) => isEqual(evaluation, item, right[index]));
  }
  if (isRecord(left)) return isRecord(right) && isEqualObject(evaluation, left, right);
  if (typeof left === 'string' && typeof right === 'string') {
    return left.length === right.length && spendText(evaluation, left, right) && left === right;
  }
  return left === right;
}

/** What comparing texts takes that begin alike. */
function spendText(evaluation: Evaluation, left: string, right: string): boolean {
  return spend(evaluation, Math.min(left.length, right.length) / charactersPerStep);
}

function isEqualObject(evaluation: Evaluation, left: Record<string, unknown>, right: Record<string, unknown>): boolean {
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && isEqual(evaluation, left[key], right[key]));
}

/** Orders two numbers or two texts. Null is neither before nor after anything; other pairs fail. */
export function isOrdered(evaluation: Evaluation, operator: string, pair: { left: unknown; right: unknown }): boolean {
  const { left, right } = pair;
  if (isNull(left) || isNull(right)) return false;
  if (typeof left === 'number' && typeof right === 'number') return holds(operator, left - right);
  if (typeof left === 'string' && typeof right === 'string') {
    return spendText(evaluation, left, right) && holds(operator, left < right ? -1 : Number(left > right));
  }
  fail(evaluation, `"${operator}" compares two numbers or two texts, not ${describe(left)} and ${describe(right)}`);
  return false;
}

/** Whether `item` is an element of a list, a part of a text or a name in an object. Nothing is in null. */
export function isIn(evaluation: Evaluation, item: unknown, container: unknown): boolean {
  if (isNull(container)) return false;
  if (Array.isArray(container)) return container.some((element) => isEqual(evaluation, item, element));
  if (isNull(item)) return false;
  if (typeof item === 'string' && typeof container === 'string') {
    return spend(evaluation, container.length / charactersPerStep) && container.includes(item);
  }
  if (typeof item === 'string' && isRecord(container)) return Object.hasOwn(container, item);
  fail(evaluation, `${describe(item)} cannot be looked for in ${describe(container)}`);
  return false;
}

export function isNull(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function holds(operator: string, difference: number): boolean {
  switch (operator) {
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    default:
      return difference >= 0;
  }
}
