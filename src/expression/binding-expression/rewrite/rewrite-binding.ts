import type { Dialect } from '../dialect.ts';
import type { BindingNode } from '../syntax/binding-node.ts';
import { combinePredicates } from './combine-predicates.ts';
import { foldConstants } from './fold-constants.ts';
import { replaceNode, walk } from './map-parts.ts';
import { countFilter, findInFilter, joinFilterAndMap, limitCount, sumList } from './rewrite-loops.ts';

/**
 * Rewrites a checked expression as expr-lang's optimizer does, where that changes what comes out: an error that is not met any
 * more, another message, another place. Fails with its message where a division by zero is written out.
 */
export function rewriteBinding(node: BindingNode, dialect: Dialect): BindingNode {
  const folded = fold(walk(node, lookUpTexts));
  const isModern = dialect === '1.17';
  const passes: ((each: BindingNode) => BindingNode)[] = [
    (each) => joinFilterAndMap(each, isModern),
    countFilter,
    findInFilter,
    ...(isModern ? [combinePredicates, sumList, limitCount] : []),
  ];
  return passes.reduce((rewritten, pass) => walk(rewritten, pass), folded);
}

/** `x in ["a", "b"]` looks a text up; anything but a text (and nil) is an error then. */
function lookUpTexts(node: BindingNode): BindingNode {
  if (node.kind !== 'binary' || node.operator !== 'in' || node.right.kind !== 'array') return node;
  const { nodes } = node.right;
  const values = nodes.flatMap((each) => (each.kind === 'string' ? [each.value] : []));
  if (nodes.length === 0 || values.length < nodes.length) return node;
  const set: BindingNode = replaceNode(node.right, { kind: 'text-set', values: new Set(values), at: node.right.at });
  return replaceNode(node, { ...node, right: set });
}

/** Folding what has been folded may fold more. */
function fold(node: BindingNode): BindingNode {
  let folded = node;
  for (let size = Number.POSITIVE_INFINITY; folded.size < size; ) {
    size = folded.size;
    folded = walk(folded, foldConstants);
  }
  return folded;
}
