/** A condition as a tree. Offsets say where a name stands in its text. */
export type ConditionNode =
  | { kind: 'literal'; value: string | number | boolean | null }
  | { kind: 'list'; items: ConditionNode[] }
  /** A name at the start of a path; `ofElement`: of the element that a filter looks at (`.name`). */
  | { kind: 'name'; name: string; offset: number; ofElement: boolean }
  | { kind: 'member'; of: ConditionNode; name: string; offset: number }
  /** `of[by]`: one element by its number, a member by its name, or with `.name` in `by` all elements for which it holds. */
  | { kind: 'pick'; of: ConditionNode; by: ConditionNode; isFilter: boolean }
  | { kind: 'unary'; operator: string; operand: ConditionNode }
  | { kind: 'binary'; operator: string; left: ConditionNode; right: ConditionNode }
  | { kind: 'choice'; test: ConditionNode; consequent: ConditionNode; alternative: ConditionNode }
  | { kind: 'transform'; name: string; offset: number; input: ConditionNode; arguments: ConditionNode[] };

/** The nodes right below a node. */
export function childrenOf(node: ConditionNode): ConditionNode[] {
  switch (node.kind) {
    case 'literal':
    case 'name':
      return [];
    case 'list':
      return node.items;
    case 'member':
      return [node.of];
    case 'pick':
      return [node.of, node.by];
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'choice':
      return [node.test, node.consequent, node.alternative];
    case 'transform':
      return [node.input, ...node.arguments];
  }
}
