import { isRecord } from '../../../json/is-record.ts';
import type { ConditionNode } from '../parse/condition-node.ts';
import { calculate } from './calculate.ts';
import { isEqual, isIn, isNull, isOrdered } from './compare-values.ts';
import { describe, type Evaluate, type Evaluation, fail, spend } from './evaluation.ts';
import { transforms } from './transforms.ts';

/** Makes a tree ready to be evaluated many times: one closure a node. Names have been checked before. */
export function prepareNode(node: ConditionNode): Evaluate {
  const evaluate = prepareKind(node);
  return (evaluation, element) => (spend(evaluation, 1) ? evaluate(evaluation, element) : null);
}

function prepareKind(node: ConditionNode): Evaluate {
  switch (node.kind) {
    case 'literal':
      return () => node.value;
    case 'list':
      return prepareList(node.items);
    case 'name':
      return (evaluation, element) => readMember(evaluation, node.ofElement ? element : evaluation.context, node.name);
    case 'member':
      return prepareMember(node);
    case 'pick':
      return node.isFilter ? prepareFilter(node) : prepareIndex(node);
    case 'unary':
      return prepareUnary(node);
    case 'binary':
      return prepareBinary(node);
    case 'choice':
      return prepareChoice(node);
    case 'transform':
      return prepareTransform(node);
  }
}

function prepareList(items: ConditionNode[]): Evaluate {
  const prepared = items.map(prepareNode);
  return (evaluation, element) => prepared.map((item) => item(evaluation, element));
}

function prepareMember(node: Extract<ConditionNode, { kind: 'member' }>): Evaluate {
  const of = prepareNode(node.of);
  return (evaluation, element) => readMember(evaluation, of(evaluation, element), node.name);
}

/** Own properties of objects only: a text has no `length` here, and nothing has a `constructor`. */
function readMember(evaluation: Evaluation, value: unknown, name: string): unknown {
  if (isNull(value)) return null;
  if (isRecord(value)) return Object.hasOwn(value, name) ? value[name] : null;
  if (Array.isArray(value)) {
    return fail(evaluation, `"${name}" is read from a list; pick an element with [0], or some with [.${name} == …]`);
  }
  return fail(evaluation, `"${name}" is read from ${describe(value)}, which has no names in it`);
}

function prepareIndex(node: Extract<ConditionNode, { kind: 'pick' }>): Evaluate {
  const of = prepareNode(node.of);
  const by = prepareNode(node.by);
  return (evaluation, element) => {
    const value = of(evaluation, element);
    const key = by(evaluation, element);
    if (isNull(value) || isNull(key)) return null;
    if (typeof key === 'string') return readMember(evaluation, value, key);
    if (Array.isArray(value) && typeof key === 'number') return value[key] ?? null;
    return fail(evaluation, `${describe(value)} cannot be read by ${describe(key)}`);
  };
}

function prepareFilter(node: Extract<ConditionNode, { kind: 'pick' }>): Evaluate {
  const of = prepareNode(node.of);
  const by = prepareNode(node.by);
  return (evaluation, element) => {
    const value = of(evaluation, element);
    if (isNull(value)) return null;
    if (!Array.isArray(value)) return fail(evaluation, `a filter in brackets wants a list, not ${describe(value)}`);
    return value.filter((item) => toBoolean(evaluation, by(evaluation, item), 'a filter in brackets'));
  };
}

function prepareUnary(node: Extract<ConditionNode, { kind: 'unary' }>): Evaluate {
  const operand = prepareNode(node.operand);
  if (node.operator === '!')
    return (evaluation, element) => !toBoolean(evaluation, operand(evaluation, element), '"!"');
  return (evaluation, element) => calculate(evaluation, '-', { left: 0, right: operand(evaluation, element) });
}

function prepareBinary(node: Extract<ConditionNode, { kind: 'binary' }>): Evaluate {
  const left = prepareNode(node.left);
  const right = prepareNode(node.right);
  const name = `"${node.operator}"`;
  switch (node.operator) {
    case '&&':
      return (evaluation, element) =>
        toBoolean(evaluation, left(evaluation, element), name) &&
        toBoolean(evaluation, right(evaluation, element), name);
    case '||':
      return (evaluation, element) =>
        toBoolean(evaluation, left(evaluation, element), name) ||
        toBoolean(evaluation, right(evaluation, element), name);
    default: {
      const combine = combineBy(node.operator);
      return (evaluation, element) => combine(evaluation, left(evaluation, element), right(evaluation, element));
    }
  }
}

function combineBy(operator: string): (evaluation: Evaluation, left: unknown, right: unknown) => unknown {
  switch (operator) {
    case '==':
      return isEqual;
    case '!=':
      return (evaluation, left, right) => !isEqual(evaluation, left, right);
    case 'in':
      return isIn;
    case '<':
    case '<=':
    case '>':
    case '>=':
      return (evaluation, left, right) => isOrdered(evaluation, operator, { left, right });
    default:
      return (evaluation, left, right) => calculate(evaluation, operator, { left, right });
  }
}

function prepareChoice(node: Extract<ConditionNode, { kind: 'choice' }>): Evaluate {
  const test = prepareNode(node.test);
  const consequent = prepareNode(node.consequent);
  const alternative = prepareNode(node.alternative);
  return (evaluation, element) =>
    toBoolean(evaluation, test(evaluation, element), '"?"')
      ? consequent(evaluation, element)
      : alternative(evaluation, element);
}

function prepareTransform(node: Extract<ConditionNode, { kind: 'transform' }>): Evaluate {
  const input = prepareNode(node.input);
  const [argument] = node.arguments.map(prepareNode);
  const apply = transforms[node.name]?.prepare(node);
  return (evaluation, element) =>
    apply?.(evaluation, input(evaluation, element), argument?.(evaluation, element)) ?? null;
}

/** What is absent counts as false; anything else that is not true or false is a mistake. */
function toBoolean(evaluation: Evaluation, value: unknown, where: string): boolean {
  if (isNull(value)) return false;
  if (typeof value === 'boolean') return value;
  fail(evaluation, `${where} wants true or false, not ${describe(value)}`);
  return false;
}
