import { compareBytes } from '../../path/json/bytes.ts';
import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import type { WorkBudget } from '../../pratt/work-budget.ts';
import type { RegularExpression } from '../../regular-expression/compile-regular-expression.ts';
import { power } from '../../scalar/power.ts';
import { toInt64, toUint64 } from '../../scalar/to-int64.ts';
import { type BinaryOperator, Pattern } from '../syntax/sensor-node.ts';
import { isSameData } from '../values/is-same-data.ts';
import { printData } from '../values/print-data.ts';

/** Works an operator out on two values, after looking at their types as govaluate does. */
export type Apply = (left: unknown, right: unknown, budget: WorkBudget) => unknown;

function refuse(value: unknown, operator: string, reason: string, budget: WorkBudget): never {
  throw new ExpressionFailure(`Value '${printData(value, budget)}' cannot be used with the ${operator}${reason}`);
}

/** Two numbers; the first value that is none is named. */
function onNumbers(operator: string, calculate: (left: number, right: number) => number): Apply {
  return (left, right, budget) => {
    if (typeof left !== 'number') return refuse(left, `modifier '${operator}'`, ', it is not a number', budget);
    if (typeof right !== 'number') return refuse(right, `modifier '${operator}'`, ', it is not a number', budget);
    return calculate(left, right);
  };
}

function onIntegers(operator: string, calculate: (left: bigint, right: bigint) => bigint): Apply {
  return onNumbers(operator, (left, right) => Number(calculate(toInt64(left), toInt64(right))));
}

function onShifts(operator: string, shift: (value: bigint, count: bigint) => bigint): Apply {
  return onNumbers(operator, (left, right) => {
    const count = toUint64(right);
    return count > 63n ? 0 : Number(BigInt.asUintN(64, shift(toUint64(left), count)));
  });
}

/** Two numbers or two texts; texts by their bytes. */
function onOrdered(operator: string, decide: (order: number) => boolean): Apply {
  return (left, right, budget) => {
    if (typeof left === 'number' && typeof right === 'number') return decide(compareNumbers(left, right));
    if (typeof left === 'string' && typeof right === 'string') {
      budget.search(Math.min(left.length, right.length));
      return decide(compareBytes(left, right));
    }
    return refuse(left, `comparator '${operator}'`, ', it is not a number', budget);
  };
}

/** NaN is neither before nor after anything, nor equal to it. */
function compareNumbers(left: number, right: number): number {
  if (left < right) return -1;
  if (left > right) return 1;
  return left === right ? 0 : Number.NaN;
}

function onTruths(operator: string, decide: (left: boolean, right: boolean) => boolean): Apply {
  return (left, right, budget) => {
    if (typeof left !== 'boolean') return refuse(left, `logical operator '${operator}'`, ', it is not a bool', budget);
    if (typeof right !== 'boolean')
      return refuse(right, `logical operator '${operator}'`, ', it is not a bool', budget);
    return decide(left, right);
  };
}

function add(left: unknown, right: unknown, budget: WorkBudget): unknown {
  if (typeof left === 'number' && typeof right === 'number') return left + right;
  if (typeof left !== 'string' && typeof right !== 'string') {
    return refuse(left, "modifier '+'", ', it is not a number', budget);
  }
  const text = printData(left, budget) + printData(right, budget);
  budget.makeText(text.length);
  return text;
}

function matches(operator: string, left: unknown, right: unknown, budget: WorkBudget): boolean {
  if (typeof left !== 'string') return refuse(left, `comparator '${operator}'`, ', it is not a number', budget);
  const expression = right instanceof Pattern ? right.expression : compilePattern(operator, right, budget);
  budget.match(expression.size, left.length);
  const isMatch = expression.test(left);
  if (isMatch === undefined)
    throw new ExpressionFailure('matching so long a text with that pattern takes too much work');
  return isMatch;
}

function compilePattern(operator: string, pattern: unknown, budget: WorkBudget): RegularExpression {
  if (typeof pattern !== 'string') return refuse(pattern, `comparator '${operator}'`, ', it is not a number', budget);
  const compilation = budget.compilePattern(pattern);
  if (compilation.ok) return compilation.expression;
  throw new ExpressionFailure(`Unable to compile regexp pattern '${pattern}': ${compilation.message}`);
}

/** Upstream dies when two values of the same kind that cannot be compared meet, two maps for instance. */
function isIn(left: unknown, right: unknown, budget: WorkBudget): boolean {
  if (!Array.isArray(right)) return refuse(right, "comparator 'in'", ', it is not a number', budget);
  budget.spend(right.length);
  for (const element of right) {
    if (!isContainer(left) && isSameData(left, element, budget)) return true;
    if (isContainer(left) && isContainer(element) && Array.isArray(left) === Array.isArray(element)) {
      throw new ExpressionFailure("Lists and maps cannot be compared by the comparator 'in'");
    }
  }
  return false;
}

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** A list grows; anything else begins one. */
function separate(left: unknown, right: unknown, budget: WorkBudget): unknown[] {
  const list = Array.isArray(left) ? [...left, right] : [left, right];
  budget.makeElements(list.length);
  return list;
}

/** What each operator does once both sides are known. */
export const operators: Record<BinaryOperator, Apply> = {
  ',': separate,
  '?': (left, right, budget) => {
    if (typeof left !== 'boolean') return refuse(left, "ternary operator '?'", ', it is not a bool', budget);
    return left ? right : null;
  },
  ':': (left, right) => left ?? right,
  '??': (left, right) => left ?? right,
  '||': onTruths('||', (left, right) => left || right),
  '&&': onTruths('&&', (left, right) => left && right),
  '==': (left, right, budget) => isSameData(left, right, budget),
  '!=': (left, right, budget) => !isSameData(left, right, budget),
  '>': onOrdered('>', (order) => order > 0),
  '>=': onOrdered('>=', (order) => order >= 0),
  '<': onOrdered('<', (order) => order < 0),
  '<=': onOrdered('<=', (order) => order <= 0),
  in: isIn,
  '=~': (left, right, budget) => matches('=~', left, right, budget),
  '!~': (left, right, budget) => !matches('!~', left, right, budget),
  '&': onIntegers('&', (left, right) => left & right),
  '|': onIntegers('|', (left, right) => left | right),
  '^': onIntegers('^', (left, right) => left ^ right),
  '<<': onShifts('<<', (value, count) => value << count),
  '>>': onShifts('>>', (value, count) => value >> count),
  '+': add,
  '-': onNumbers('-', (left, right) => left - right),
  '*': onNumbers('*', (left, right) => left * right),
  '/': onNumbers('/', (left, right) => left / right),
  '%': onNumbers('%', (left, right) => left % right),
  '**': onNumbers('**', power),
};

/** `-`, `!` or `~` before a value. */
export function applyPrefix(operator: string, value: unknown, budget: WorkBudget): unknown {
  if (operator === '!' && typeof value === 'boolean') return !value;
  if (operator === '-' && typeof value === 'number') return -value;
  if (operator === '~' && typeof value === 'number') return Number(~toInt64(value));
  return refuse(value, `prefix '${operator}'`, '', budget);
}
