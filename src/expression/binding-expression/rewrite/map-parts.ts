import type { BindingNode } from '../syntax/binding-node.ts';
import { measure, type NewNode } from '../syntax/parser.ts';

/** A node with its parts changed. What the check found about it stays. */
function mapParts(node: BindingNode, change: (part: BindingNode) => BindingNode): BindingNode {
  return renew(node, changeParts(node, change));
}

/** A node in the place of another: it stands where that stood, and what the check found about that holds for it. */
export function replaceNode(old: BindingNode, node: NewNode): BindingNode {
  return renew(old, { ...node, at: old.at });
}

function renew(old: BindingNode, node: NewNode): BindingNode {
  const made = measure(node);
  if (old.nature !== undefined) made.nature = old.nature;
  return made;
}

function changeParts(node: BindingNode, change: (part: BindingNode) => BindingNode): NewNode {
  switch (node.kind) {
    case 'unary':
      return { ...node, operand: change(node.operand) };
    case 'binary':
      return { ...node, left: change(node.left), right: change(node.right) };
    case 'chain':
      return { ...node, node: change(node.node) };
    case 'member':
      return { ...node, object: change(node.object), property: change(node.property) };
    case 'slice':
      return {
        ...node,
        object: change(node.object),
        from: node.from && change(node.from),
        to: node.to && change(node.to),
      };
    case 'call':
      return { ...node, callee: change(node.callee), args: node.args.map(change) };
    case 'builtin':
      return { ...node, args: node.args.map(change) };
    case 'predicate':
      return { ...node, body: change(node.body) };
    case 'let':
      return { ...node, value: change(node.value), body: change(node.body) };
    case 'sequence':
    case 'array':
      return { ...node, nodes: node.nodes.map(change) };
    case 'conditional':
      return {
        ...node,
        condition: change(node.condition),
        consequence: change(node.consequence),
        otherwise: change(node.otherwise),
      };
    case 'map':
      return { ...node, pairs: node.pairs.map(({ key, value }) => ({ key: change(key), value: change(value) })) };
    default:
      return node;
  }
}

/** Changes every node, those that lie deeper first. */
export function walk(node: BindingNode, visit: (node: BindingNode) => BindingNode): BindingNode {
  return visit(mapParts(node, (part) => walk(part, visit)));
}
