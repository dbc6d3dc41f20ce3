import { ExpressionFailure } from '../../pratt/expression-failure.ts';
import { power } from '../../scalar/power.ts';
import type { BindingNode, NodeOf } from '../syntax/binding-node.ts';
import { wrap } from '../values/numbers.ts';
import { replaceNode } from './map-parts.ts';

/**
 * Works out what is known before anything runs, as expr-lang's optimizer does. It can be seen: `x and false` is false whatever
 * `x` is, and `true and x` is `x` unchecked.
 */
export function foldConstants(node: BindingNode): BindingNode {
  switch (node.kind) {
    case 'unary':
      return foldUnary(node);
    case 'binary':
      return foldBinary(node);
    case 'array':
      return foldList(node);
    case 'builtin':
      return joinFilters(node);
    default:
      return node;
  }
}

function foldUnary(node: NodeOf<'unary'>): BindingNode {
  const { operand, operator } = node;
  const isNegation = operator === '!' || operator === 'not';
  if (isNegation) {
    return operand.kind === 'bool' ? replaceNode(node, { kind: 'bool', value: !operand.value, at: node.at }) : node;
  }
  const sign = operator === '-' ? -1n : 1n;
  if (operand.kind === 'integer') {
    return replaceNode(node, { kind: 'integer', value: wrap(sign * operand.value), at: node.at });
  }
  if (operand.kind !== 'float') return node;
  return replaceNode(node, { kind: 'float', value: operator === '-' ? -operand.value : operand.value, at: node.at });
}

function foldBinary(node: NodeOf<'binary'>): BindingNode {
  switch (node.operator) {
    case 'and':
    case '&&':
      return foldLogic(node, true);
    case 'or':
    case '||':
      return foldLogic(node, false);
    case '==':
      return foldEquality(node);
    default:
      return foldNumbers(node);
  }
}

/** `neutral` on one side leaves the other side, which then stands where the operator stood. */
function foldLogic(node: NodeOf<'binary'>, neutral: boolean): BindingNode {
  const { left, right, at } = node;
  if (left.kind === 'bool' && left.value === neutral) return { ...right, at };
  if (right.kind === 'bool' && right.value === neutral) return { ...left, at };
  const isDecided = left.kind === 'bool' || right.kind === 'bool';
  return isDecided ? replaceNode(node, { kind: 'bool', value: !neutral, at }) : node;
}

function foldEquality(node: NodeOf<'binary'>): BindingNode {
  const { left, right, at } = node;
  const isPlain = left.kind === 'integer' || left.kind === 'string' || left.kind === 'bool';
  if (!isPlain || left.kind !== right.kind) return node;
  return replaceNode(node, { kind: 'bool', value: left.value === right.value, at });
}

const whole: Record<string, (left: bigint, right: bigint) => bigint> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
};

const float: Record<string, (left: number, right: number) => number> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '**': power,
  '^': power,
};

function foldNumbers(node: NodeOf<'binary'>): BindingNode {
  const { left, right, operator, at } = node;
  if (left.kind === 'string' && right.kind === 'string' && operator === '+') {
    return replaceNode(node, { kind: 'string', value: left.value + right.value, at });
  }
  if (left.kind === 'integer' && right.kind === 'integer') {
    if (operator === '%') return foldModulo(node, left.value, right.value);
    const calculate = whole[operator];
    if (calculate !== undefined) {
      return replaceNode(node, { kind: 'integer', value: wrap(calculate(left.value, right.value)), at });
    }
  }
  const calculate = float[operator];
  if (calculate === undefined || !isNumber(left) || !isNumber(right)) return node;
  return replaceNode(node, { kind: 'float', value: calculate(Number(left.value), Number(right.value)), at });
}

function isNumber(node: BindingNode): node is NodeOf<'integer'> | NodeOf<'float'> {
  return node.kind === 'integer' || node.kind === 'float';
}

function foldModulo(node: NodeOf<'binary'>, left: bigint, right: bigint): BindingNode {
  if (right === 0n) throw new ExpressionFailure('integer divide by zero', node.at);
  return replaceNode(node, { kind: 'integer', value: left % right, at: node.at });
}

/** A list of plain values is made once. */
function foldList(node: NodeOf<'array'>): BindingNode {
  const values: unknown[] = [];
  for (const element of node.nodes) {
    const isPlain = isNumber(element) || element.kind === 'string' || element.kind === 'bool';
    if (!isPlain) return node;
    values.push(element.value);
  }
  return values.length === 0 ? node : replaceNode(node, { kind: 'constant', value: values, at: node.at });
}

/** A filter of a filter asks both at once. */
function joinFilters(node: NodeOf<'builtin'>): BindingNode {
  const [inner, predicate] = node.args;
  if (node.name !== 'filter' || inner?.kind !== 'builtin' || inner.name !== 'filter') return node;
  const [list, first] = inner.args;
  if (list === undefined || first?.kind !== 'predicate' || predicate?.kind !== 'predicate') return node;
  const at = undefined;
  const both = replaceNode(
    { ...first, at },
    { kind: 'binary', operator: '&&', left: first.body, right: predicate.body, at },
  );
  const joined = replaceNode({ ...first, at }, { kind: 'predicate', body: both, at });
  return replaceNode(node, { kind: 'builtin', name: 'filter', args: [list, joined], at: node.at });
}
