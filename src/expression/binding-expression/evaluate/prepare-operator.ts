import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import {
  type Compilation,
  compileRegularExpression,
  type RegularExpression,
} from '../../regular-expression/compile-regular-expression.ts';
import { power } from '../../scalar/power.ts';
import type { NodeOf } from '../syntax/binding-node.ts';
import { add, divide, modulo, multiply, negate, subtract } from '../values/arithmetic.ts';
import { refusedKey } from '../values/fetch.ts';
import { isEqual } from '../values/is-equal.ts';
import { isIn } from '../values/is-in.ts';
import { isOrdered, type OrderOperator } from '../values/is-ordered.ts';
import { toFloat, toInt } from '../values/numbers.ts';
import { isNil, typedList, type Value } from '../values/value.ts';
import { asBool, asText, failConversion } from './assert-type.ts';
import type { Preparation } from './prepare-node.ts';
import type { Evaluate, Run } from './run.ts';

/** Works an operator out on two values. */
type Apply = (left: Value, right: Value, run: Run) => Value;

export function prepareUnary({ prepare }: Preparation, { operator, operand, at }: NodeOf<'unary'>): Evaluate {
  const evaluate = prepare(operand);
  if (operator === '+') return evaluate;
  const apply = operator === '-' ? negate : (value: Value) => !asBool(value);
  return (run) => {
    const value = evaluate(run);
    run.at = at;
    return apply(value);
  };
}

export function prepareBinary(preparation: Preparation, node: NodeOf<'binary'>): Evaluate {
  const { operator, at } = node;
  const left = preparation.prepare(node.left);
  if (operator === 'in' && node.right.kind === 'text-set') return prepareLookUp(left, node.right.values, at);
  const right = preparation.prepare(node.right);
  const decides = shortcuts.get(operator);
  if (decides !== undefined) {
    return (run) => {
      const value = left(run);
      run.at = at;
      return decides(value) ? value : right(run);
    };
  }
  const apply =
    operator === 'matches' && node.right.kind === 'string' ? matchConstant(node.right.value) : operators.get(operator);
  if (apply === undefined) throw new Error(`the check lets no operator ${operator} through`);
  return (run) => {
    const one = left(run);
    const other = right(run);
    run.at = at;
    return apply(one, other, run);
  };
}

/** Whether the left side is the value already. */
const shortcuts = new Map<string, (left: Value) => boolean>([
  ...['and', '&&'].map((operator) => [operator, (left: Value) => !asBool(left)] as const),
  ...['or', '||'].map((operator) => [operator, asBool] as const),
  ['??', (left) => !isNil(left)],
]);

const order = (operator: OrderOperator) =>
  [operator, ((left, right) => isOrdered(left, operator, right)) as Apply] as const;

const operators = new Map<string, Apply>([
  ['==', (left, right, run) => isEqual(left, right, run)],
  ['!=', (left, right, run) => !isEqual(left, right, run)],
  order('<'),
  order('>'),
  order('<='),
  order('>='),
  ['+', (left, right, run) => add(left, right, run.budget)],
  ['-', subtract],
  ['*', multiply],
  ['/', divide],
  ['%', modulo],
  ...['**', '^'].map((operator) => [operator, raise] as const),
  ['in', (left, right, run) => isIn(left, right, run)],
  ['..', makeRange],
  ['matches', (left, right, run) => matches(left, right, run)],
  ['contains', ofTexts((text, part) => text.includes(part))],
  ['startsWith', ofTexts((text, part) => text.startsWith(part))],
  ['endsWith', ofTexts((text, part) => text.endsWith(part))],
]);

function raise(left: Value, right: Value): number {
  // Both are looked at in this order.
  const base = toFloat(left);
  return power(base, toFloat(right));
}

function makeRange(left: Value, right: Value, { budget }: Run): Value {
  const from = toInt(left);
  const size = toInt(right) - from + 1n;
  if (size <= 0n) return typedList('int', []);
  budget.makeElements(Number(size));
  return typedList(
    'int',
    Array.from({ length: Number(size) }, (_, index) => from + BigInt(index)),
  );
}

/** Two texts; in 1.17 nothing is true of nil. */
function ofTexts(decide: (text: string, part: string) => boolean): Apply {
  return (left, right, { dialect, budget }) => {
    if (dialect === '1.17' && (isNil(left) || isNil(right))) return false;
    const text = asText(left);
    budget.search(text.length);
    return decide(text, asText(right));
  };
}

/** The value is one of these texts, nil counting as the empty one; any other value is an error. */
function prepareLookUp(left: Evaluate, values: ReadonlySet<string>, at: number | undefined): Evaluate {
  return (run) => {
    const needle = left(run) ?? '';
    run.at = at;
    if (typeof needle !== 'string') throw new ExpressionFailure(refusedKey(needle));
    return values.has(needle);
  };
}

function matchConstant(pattern: string): Apply {
  return (left, _right, run) => {
    if (run.dialect === '1.17' && isNil(left)) return false;
    return test(compileConstant(pattern), asSubject(left, run), run);
  };
}

function matches(left: Value, right: Value, run: Run): boolean {
  if (run.dialect === '1.17' && (isNil(left) || isNil(right))) return false;
  const pattern = asText(right);
  const subject = asSubject(left, run);
  return test(expressionOf(run.budget.compilePattern(pattern)), subject, run);
}

function asSubject(value: Value, { dialect }: Run): string {
  if (typeof value === 'string') return value;
  if (dialect === '1.17' && value instanceof Uint8Array) return Buffer.from(value).toString();
  return failConversion(value, dialect === '1.17' ? '[]uint8' : 'string');
}

/** It has been compiled when the expression was. */
function compileConstant(pattern: string): RegularExpression {
  return expressionOf(compileRegularExpression(pattern));
}

function expressionOf(compilation: Compilation): RegularExpression {
  if (compilation.ok) return compilation.expression;
  throw new ExpressionFailure(compilation.message);
}

function test(expression: RegularExpression, text: string, { budget }: Run): boolean {
  budget.match(expression.size, text.length);
  const isMatch = expression.test(text);
  if (isMatch !== undefined) return isMatch;
  throw new ExpressionFailure('matching so long a text with that pattern takes too much work');
}
