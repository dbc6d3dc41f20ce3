import type { WorkflowNode } from '../../kubernetes/workflow.ts';
import { type StepState, stateOfNode } from './step.ts';

/** A fan-out (`withItems`, `withSequence`) of more items than this is one row, with its failed items below it. */
export const foldedAbove = 5;

/** Neighbours of one fan-out become one group, every other node a group of its own; a fan-out stands where its first item is. */
export function groupFanOuts(nodes: readonly WorkflowNode[]): WorkflowNode[][] {
  const groups = new Map<string, WorkflowNode[]>();
  const parents = new Set(nodes.map(fanOutKey));
  for (const node of nodes) {
    // A TaskGroup is the frame of a DAG task's items: they are shown in its place.
    if (node.type === 'TaskGroup' && parents.has(node.name)) continue;
    const key = fanOutKey(node) ?? node.id;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [node]);
    else group.push(node);
  }
  return [...groups.values()];
}

/** Argo Workflows: items are displayed as `task(0:value)`; a step's own name holds no parentheses. */
const itemName = /^([^()]+)\(\d+:/;

export function fanOutName(node: WorkflowNode): string {
  return itemName.exec(node.displayName ?? '')?.[1] ?? node.name;
}

/** The full name of the task that an item belongs to; undefined for what is no item. */
export function fanOutKey(node: WorkflowNode): string | undefined {
  const display = node.displayName ?? '';
  const name = itemName.exec(display)?.[1];
  if (name === undefined) return undefined;
  const prefix = node.name.endsWith(display) ? node.name.slice(0, node.name.length - display.length) : '';
  return prefix + name;
}

export type StateCounts = Partial<Record<StepState, number>>;

export function countStates(nodes: readonly WorkflowNode[]): StateCounts {
  const counts: StateCounts = {};
  for (const node of nodes) {
    const state = stateOfNode(node);
    counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}
