import type { BindingNode, NodeOf } from '../syntax/binding-node.ts';
import { replaceNode } from './map-parts.ts';

const operators: Record<string, Record<string, string>> = {
  all: { and: 'and', '&&': '&&' },
  any: { or: 'or', '||': '||' },
  none: { and: 'or', '&&': '||' },
};

/** `any(x, a) or any(x, b)` is one loop, `any(x, a or b)`; so with `all` and `none` between `and`. */
export function combinePredicates(node: BindingNode): BindingNode {
  if (node.kind !== 'binary' || node.left.kind !== 'builtin' || node.right.kind !== 'builtin') return node;
  const { left, right } = node;
  const operator = Object.hasOwn(operators, left.name) ? operators[left.name]?.[node.operator] : undefined;
  if (operator === undefined || right.name !== left.name) return node;
  const [list, first] = left.args;
  const [other, second] = right.args;
  if (list === undefined || other === undefined || !isSameSource(list, other)) return node;
  if (first?.kind !== 'predicate' || second?.kind !== 'predicate') return node;
  return replaceNode(node, {
    kind: 'builtin',
    name: left.name,
    args: [list, join(first, second, operator)],
    at: node.at,
  });
}

function join(first: NodeOf<'predicate'>, second: NodeOf<'predicate'>, operator: string): BindingNode {
  const at = undefined;
  const nowhere: BindingNode = { ...first, at };
  const both = replaceNode(nowhere, { kind: 'binary', operator, left: first.body, right: second.body, at });
  return replaceNode(nowhere, { kind: 'predicate', body: combinePredicates(both), at });
}

/** Whether two parts are written alike. */
function isSameSource(left: BindingNode, right: BindingNode): boolean {
  return left.size === right.size && describe(left) === describe(right);
}

/** What a node says, without where it stands. */
function describe(node: BindingNode): string {
  return JSON.stringify(node, (key, value) => {
    if (key === 'at' || key === 'nature') return undefined;
    if (typeof value === 'bigint') return `${value}n`;
    return value instanceof Set ? [...value] : value;
  });
}
