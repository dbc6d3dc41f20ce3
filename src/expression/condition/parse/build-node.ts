import type Parser from 'jexl/dist/parser/Parser.js';
import { type ConditionError, refuse } from './condition-error.ts';
import { type ConditionNode, childrenOf } from './condition-node.ts';
import { decodeName } from './name-with-offset.ts';

/** State of one walk: the first thing that is wrong, and the text's length as the place of what is missing. */
interface Building {
  end: number;
  error?: ConditionError;
}

/** Turns Jexl's tree into ours and refuses what Jexl's parser lets through: empty brackets, branches left out, functions. */
export function buildNode(root: Parser.Node | null, end: number): { ok: true; node: ConditionNode } | ConditionError {
  const building: Building = { end };
  const node = build(root, building);
  return building.error ?? { ok: true, node };
}

function build(node: Parser.Node | null | undefined, building: Building): ConditionNode {
  if (node === null || node === undefined) {
    return fail(building, refuse(building.end, 'a part is missing: empty brackets, or nothing after an operator'));
  }
  switch (node.type) {
    case 'Literal':
      return { kind: 'literal', value: node.value };
    case 'ArrayLiteral':
      return { kind: 'list', items: node.value.map((item) => build(item, building)) };
    case 'Identifier':
      return buildName(node, building);
    case 'UnaryExpression':
      return { kind: 'unary', operator: node.operator, operand: build(node.right, building) };
    case 'BinaryExpression':
      return {
        kind: 'binary',
        operator: node.operator,
        left: build(node.left, building),
        right: build(node.right, building),
      };
    case 'ConditionalExpression':
      return {
        kind: 'choice',
        test: build(node.test, building),
        consequent: build(node.consequent, building),
        alternative: build(node.alternate, building),
      };
    case 'FilterExpression':
      return buildPick(build(node.subject, building), build(node.expr, building), building);
    case 'FunctionCall':
      return buildTransform(node, building);
  }
}

function buildName(node: Extract<Parser.Node, { type: 'Identifier' }>, building: Building): ConditionNode {
  const { name, offset } = decodeName(node.value);
  if (node.from === undefined) return { kind: 'name', name, offset, ofElement: node.relative === true };
  return { kind: 'member', of: build(node.from, building), name, offset };
}

function buildPick(of: ConditionNode, by: ConditionNode, building: Building): ConditionNode {
  if (by.kind === 'literal' && typeof by.value === 'string') {
    return { kind: 'member', of, name: by.value, offset: offsetOf(of, building.end) };
  }
  return { kind: 'pick', of, by, isFilter: readsElement(by) };
}

function buildTransform(node: Extract<Parser.Node, { type: 'FunctionCall' }>, building: Building): ConditionNode {
  const { name, offset } = decodeName(node.name ?? '');
  if (node.pool === 'functions') {
    return fail(building, refuse(offset, `there are no functions here; write value|${name || 'name'}(…)`));
  }
  const [input, ...rest] = node.args;
  return {
    kind: 'transform',
    name,
    offset,
    input: build(input, building),
    arguments: rest.map((each) => build(each, building)),
  };
}

/** Whether a filter's text speaks of the element: an inner filter has elements of its own. */
function readsElement(node: ConditionNode): boolean {
  if (node.kind === 'name') return node.ofElement;
  if (node.kind === 'pick' && node.isFilter) return readsElement(node.of);
  return childrenOf(node).some(readsElement);
}

function offsetOf(node: ConditionNode, fallback: number): number {
  if ('offset' in node) return node.offset;
  const [first] = childrenOf(node);
  return first === undefined ? fallback : offsetOf(first, fallback);
}

function fail(building: Building, error: ConditionError): ConditionNode {
  building.error ??= error;
  return { kind: 'literal', value: null };
}
