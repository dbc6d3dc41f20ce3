import type { WorkflowNode } from '../../kubernetes/workflow.ts';
import { fanOutKey, fanOutName, foldedAbove } from './fan-out.ts';
import { growNodeTree } from './node-tree.ts';
import { type StepState, stateOfNode, worstState } from './step.ts';

/** Steps and what follows what. Ids count from 0. */
export interface DrawnGraph {
  steps: { name: string; state: StepState }[];
  /** From a step to one that follows it, by their places in `steps`. */
  edges: [from: number, to: number][];
}

/** A picture of more is too small to be read on a check's page. */
const maxSteps = 40;
const maxEdges = 120;
/** Of a larger Workflow no picture is tried. */
const maxNodes = 1000;

/** Frames, which hold steps and are none; and containers, which run inside one. */
const frames = new Set(['Steps', 'DAG', 'StepGroup', 'TaskGroup', 'Container']);

/**
 * How the steps of a Workflow follow each other: its Steps and DAG templates, with nested ones in their place, the tries of a
 * step as one and a large fan-out as one. Undefined where nothing follows anything, or where it would be too large.
 */
export function drawGraph(nodes: readonly WorkflowNode[], workflowName: string): DrawnGraph | undefined {
  if (nodes.length > maxNodes) return undefined;
  const drawing = placeNodes(nodes, workflowName);
  const { steps, places } = drawing;
  if (steps.length < 2 || steps.length > maxSteps) return undefined;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const edges = new Map<string, [number, number]>();
  for (const [id, from] of places) {
    for (const to of followersOf(id, byId, places)) if (to !== from) edges.set(`${from} ${to}`, [from, to]);
  }
  if (edges.size === 0 || edges.size > maxEdges) return undefined;
  return { steps, edges: [...edges.values()] };
}

interface Drawing {
  steps: DrawnGraph['steps'];
  /** By node id; several nodes may share a step. */
  places: Map<string, number>;
}

function placeNodes(nodes: readonly WorkflowNode[], workflowName: string): Drawing {
  const tree = growNodeTree(nodes, workflowName);
  const attempts = new Set(nodes.flatMap((node) => tree.attemptsOf(node)));
  const naming = { folded: findLargeFanOuts(nodes), workflowName };
  const drawing: Drawing = { steps: [], places: new Map() };
  const units = new Map<string, number>();
  for (const node of tree.inOrder()) {
    if (frames.has(node.type) || attempts.has(node)) continue;
    const unit = unitOf(node, naming);
    const place = units.get(unit.key) ?? drawing.steps.length;
    units.set(unit.key, place);
    const states = [stateOfNode(node), ...(drawing.steps[place] === undefined ? [] : [drawing.steps[place].state])];
    drawing.steps[place] = { name: unit.name, state: worstState(states) };
    for (const each of [node, ...tree.attemptsOf(node)]) drawing.places.set(each.id, place);
  }
  return drawing;
}

/** What is one step of the picture: a node, or a large fan-out. */
function unitOf(
  node: WorkflowNode,
  { folded, workflowName }: { folded: ReadonlyMap<string, number>; workflowName: string },
): { key: string; name: string } {
  const key = fanOutKey(node);
  const size = key === undefined ? undefined : folded.get(key);
  if (key === undefined || size === undefined) return { key: node.id, name: nameOf(node, workflowName) };
  return { key: `× ${key}`, name: `${fanOutName(node)} × ${size}` };
}

function findLargeFanOuts(nodes: readonly WorkflowNode[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const node of nodes) {
    const key = node.type === 'TaskGroup' ? undefined : fanOutKey(node);
    if (key !== undefined) sizes.set(key, (sizes.get(key) ?? 0) + 1);
  }
  return new Map([...sizes].filter(([, size]) => size > foldedAbove));
}

/** The steps that come next, looking through frames. */
function followersOf(
  id: string,
  byId: ReadonlyMap<string, WorkflowNode>,
  places: ReadonlyMap<string, number>,
): Set<number> {
  const found = new Set<number>();
  const seen = new Set([id]);
  const waiting = [...(byId.get(id)?.children ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const place = places.get(next);
    if (place === undefined) waiting.push(...(byId.get(next)?.children ?? []));
    else found.add(place);
  }
  return found;
}

function nameOf(node: WorkflowNode, workflowName: string): string {
  const name = node.displayName || node.name;
  return name.startsWith(`${workflowName}.`) ? name.slice(workflowName.length + 1) : name;
}
