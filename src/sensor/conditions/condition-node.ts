/** A trigger's conditions: which dependencies must have come. */
export type ConditionNode =
  | { kind: 'dependency'; name: string }
  /** `true` or `false`: names no dependency, so nothing ever asks for it. */
  | { kind: 'constant'; value: boolean }
  | { kind: 'all' | 'any'; parts: ConditionNode[] };

/** True when the conditions hold with these dependencies received. */
export function areConditionsMet(node: ConditionNode, received: ReadonlySet<string>): boolean {
  if (node.kind === 'dependency') return received.has(node.name);
  if (node.kind === 'constant') return node.value;
  const isMet = (part: ConditionNode) => areConditionsMet(part, received);
  return node.kind === 'all' ? node.parts.every(isMet) : node.parts.some(isMet);
}
