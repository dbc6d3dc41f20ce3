import type { WorkflowNode } from '../../kubernetes/workflow.ts';

/** A Workflow's nodes, to be walked from the outside in. */
export interface NodeTree {
  /** The Workflow's own node first, then exit handlers. */
  roots: WorkflowNode[];
  /** The nodes that a Steps, DAG or container-set node encloses, in the order they ran. */
  inside(node: WorkflowNode): WorkflowNode[];
  /** Every node that can be reached so, each once: outer ones before inner ones, in the order they ran. */
  inOrder(): WorkflowNode[];
  /** The tries of a Retry node, first to last. */
  attemptsOf(node: WorkflowNode): WorkflowNode[];
}

/**
 * Puts nodes into the order people read them: by start, then by distance from the Workflow's node, then by name (times have
 * whole seconds only). Attempts of a Retry node are reached through it alone.
 */
export function growNodeTree(listed: readonly WorkflowNode[], workflowName: string): NodeTree {
  const byId = new Map(listed.map((node) => [node.id, node]));
  const nodes = [...byId.values()];
  const attempts = new Map<string, WorkflowNode[]>();
  const isAttempt = new Set<string>();
  for (const node of nodes) {
    if (node.type !== 'Retry') continue;
    const tries = findAttempts(node, byId);
    attempts.set(node.id, tries);
    for (const each of tries) isAttempt.add(each.id);
  }
  const byBoundary = new Map<string, WorkflowNode[]>();
  const roots: WorkflowNode[] = [];
  for (const node of nodes) {
    if (isAttempt.has(node.id)) continue;
    const boundary = node.boundaryID;
    if (boundary === undefined || boundary === node.id || !byId.has(boundary)) {
      roots.push(node);
      continue;
    }
    const members = byBoundary.get(boundary);
    if (members === undefined) byBoundary.set(boundary, [node]);
    else members.push(node);
  }
  const compare = compareBy(measureDistances(roots, byId));
  for (const members of byBoundary.values()) members.sort(compare);
  const rank = (node: WorkflowNode) => Number(node.name === workflowName) * 2 + Number(!node.name.endsWith('.onExit'));
  roots.sort((one, other) => rank(other) - rank(one) || compare(one, other));
  const inside = (node: WorkflowNode) => byBoundary.get(node.id) ?? [];
  const attemptsOf = (node: WorkflowNode) => attempts.get(node.id) ?? [];
  return { roots, inside, attemptsOf, inOrder: () => walk(roots, (node) => inside(attemptsOf(node).at(-1) ?? node)) };
}

function walk(roots: readonly WorkflowNode[], inside: (node: WorkflowNode) => WorkflowNode[]): WorkflowNode[] {
  const found = new Set<WorkflowNode>();
  const waiting = roots.toReversed();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    waiting.push(...inside(node).toReversed());
  }
  return [...found];
}

/** Argo Workflows: the tries of node `x` are its children `x(0)`, `x(1)`, …; what comes after it may be among its children too. */
function findAttempts(retry: WorkflowNode, byId: Map<string, WorkflowNode>): WorkflowNode[] {
  const found: { index: number; node: WorkflowNode }[] = [];
  for (const id of new Set(retry.children)) {
    const node = byId.get(id);
    if (node === undefined || node.id === retry.id || !node.name.startsWith(`${retry.name}(`)) continue;
    const index = Number(node.name.slice(retry.name.length + 1, -1));
    if (Number.isInteger(index) && node.name.endsWith(')')) found.push({ index, node });
  }
  return found.sort((one, other) => one.index - other.index).map((each) => each.node);
}

function measureDistances(roots: readonly WorkflowNode[], byId: Map<string, WorkflowNode>): Map<string, number> {
  const distances = new Map(roots.map((node) => [node.id, 0]));
  const queue = [...roots];
  for (const node of queue) {
    const next = (distances.get(node.id) ?? 0) + 1;
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child === undefined || distances.has(id)) continue;
      distances.set(id, next);
      queue.push(child);
    }
  }
  return distances;
}

const byName = new Intl.Collator('en', { numeric: true });

function compareBy(distances: Map<string, number>): (one: WorkflowNode, other: WorkflowNode) => number {
  const far = Number.MAX_SAFE_INTEGER;
  return (one, other) =>
    compareStarts(one, other) ||
    (distances.get(one.id) ?? far) - (distances.get(other.id) ?? far) ||
    byName.compare(one.name, other.name);
}

function compareStarts(one: WorkflowNode, other: WorkflowNode): number {
  const [first, second] = [one.startedAt, other.startedAt];
  if (first === second) return 0;
  if (!first) return 1;
  if (!second) return -1;
  return first < second ? -1 : 1;
}
