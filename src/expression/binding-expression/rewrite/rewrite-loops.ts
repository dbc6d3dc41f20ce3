import { type BindingNode, type NodeOf, partsOf } from '../syntax/binding-node.ts';
import { replaceNode } from './map-parts.ts';

type Builtin = NodeOf<'builtin'>;

/** `map(filter(…), …)` is one loop; its `#index` counts all elements, so 1.17 leaves it alone where that is read. */
export function joinFilterAndMap(node: BindingNode, keepsIndex: boolean): BindingNode {
  if (node.kind !== 'builtin' || node.name !== 'map') return node;
  const [filter, predicate] = node.args;
  if (filter?.kind !== 'builtin' || filter.name !== 'filter' || filter.map !== undefined) return node;
  if (predicate?.kind !== 'predicate' || (keepsIndex && readsIndex(predicate))) return node;
  return replaceNode(node, { ...filter, map: predicate.body });
}

function readsIndex(node: BindingNode): boolean {
  return (node.kind === 'pointer' && node.name === 'index') || partsOf(node).some(readsIndex);
}

/** `len(filter(…))` counts. */
export function countFilter(node: BindingNode): BindingNode {
  const filter = filterOf(node, 'len');
  return filter === undefined
    ? node
    : replaceNode(node, { kind: 'builtin', name: 'count', args: filter.args, at: node.at });
}

/** `filter(…)[0]` and `first(filter(…))` end at the first element that is found, `[-1]` and `last` begin at the end. */
export function findInFilter(node: BindingNode): BindingNode {
  return (
    findEnd(node, { index: -1n, end: 'last', name: 'findLast' }) ??
    findEnd(node, { index: 0n, end: 'first', name: 'find' }) ??
    node
  );
}

function findEnd(
  node: BindingNode,
  { index, end, name }: { index: bigint; end: string; name: string },
): BindingNode | undefined {
  const isIndexed =
    node.kind === 'member' && !node.isOptional && node.property.kind === 'integer' && node.property.value === index;
  const filter = isIndexed ? asFilter(node.object) : filterOf(node, end);
  if (filter === undefined) return undefined;
  const { args, map } = filter;
  const extras = map === undefined ? {} : { map };
  return replaceNode(node, { kind: 'builtin', name, args, throws: isIndexed, ...extras, at: node.at });
}

/** The filter that is the only argument of a function of that name. */
function filterOf(node: BindingNode, name: string): Builtin | undefined {
  const isCall = node.kind === 'builtin' && node.name === name && node.args.length === 1;
  return isCall ? asFilter(node.args[0]) : undefined;
}

function asFilter(node: BindingNode | undefined): Builtin | undefined {
  return node?.kind === 'builtin' && node.name === 'filter' && node.args.length === 2 ? node : undefined;
}

/** `count(…) > 0` ends at the first; other comparisons with a number end as soon as they are decided. */
export function limitCount(node: BindingNode): BindingNode {
  if (node.kind !== 'binary' || node.right.kind !== 'integer') return node;
  const { left: count, right, operator } = node;
  if (count.kind !== 'builtin' || count.name !== 'count' || count.args.length !== 2) return node;
  const limit = { '>': right.value + 1n, '<=': right.value + 1n, '>=': right.value, '<': right.value }[operator];
  if (limit === undefined || right.value < 0n) return node;
  if (limit === 1n && (operator === '>' || operator === '>=')) {
    return replaceNode(node, { kind: 'builtin', name: 'any', args: count.args, at: node.at });
  }
  if (limit <= 1n) return node;
  return replaceNode(node, { ...node, left: { ...count, threshold: Number(limit) } });
}

/** `sum([a, b, c])` is `a + (b + c)`, which also joins texts. */
export function sumList(node: BindingNode): BindingNode {
  if (node.kind !== 'builtin' || node.name !== 'sum' || node.args.length !== 1) return node;
  const [list] = node.args;
  if (list?.kind !== 'array' || list.nodes.length < 2) return node;
  const at = undefined;
  const sum = list.nodes.reduceRight((right, left) =>
    replaceNode({ ...node, at }, { kind: 'binary', operator: '+', left, right, at }),
  );
  return { ...sum, at: node.at };
}
