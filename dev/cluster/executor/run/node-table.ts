import { timestamp } from '../../store/write/create-object.ts';
import { nodeId } from './node-id.ts';

export type NodePhase = 'Pending' | 'Running' | 'Succeeded' | 'Skipped' | 'Failed' | 'Error' | 'Omitted';
export type NodeType = 'Pod' | 'Steps' | 'StepGroup' | 'DAG' | 'TaskGroup' | 'Retry' | 'Skipped' | 'Suspend';

export interface NodeParameters {
  name: string;
  value: string;
}

export interface StepOutputs {
  parameters?: NodeParameters[];
  result?: string;
  exitCode?: string;
}

/** A node as it stands in a Workflow's status. */
export interface NodeStatus {
  id: string;
  name: string;
  displayName: string;
  type: NodeType;
  phase: NodePhase;
  templateName?: string;
  templateScope?: string;
  boundaryID?: string;
  message?: string;
  startedAt: string;
  finishedAt?: string;
  progress?: string;
  children?: string[];
  outboundNodes?: string[];
  nodeFlag?: { retried?: boolean; hooked?: boolean };
  inputs?: { parameters: NodeParameters[] };
  outputs?: StepOutputs;
}

export type NewNode = Omit<NodeStatus, 'id' | 'startedAt' | 'children' | 'finishedAt'> & { parents: string[] };

/** A Workflow's nodes while it runs. */
export interface NodeTable {
  find(name: string): NodeStatus | undefined;
  /** Starts a node, or starts it again, and makes it a child of its parents. */
  begin(node: NewNode): NodeStatus;
  /** Changes fields of a node; an empty message takes the message away. */
  amend(id: string, fields: Partial<NodeStatus>): void;
  /** Ends a node; it keeps its message when none is given. */
  end(id: string, phase: NodePhase, fields?: Partial<NodeStatus>): NodeStatus;
  link(parents: string[], child: string): void;
  /** The pods that did not succeed, as `{{workflow.failures}}` tells of them. */
  failures(): Pick<NodeStatus, 'displayName' | 'message' | 'templateName' | 'phase'>[];
  /** A copy with every node's progress. */
  snapshot(): { nodes: Record<string, NodeStatus>; progress: string };
}

const phasesAtRest: NodePhase[] = ['Succeeded', 'Skipped', 'Failed', 'Error', 'Omitted'];

export function isFulfilled(phase: NodePhase): boolean {
  return phasesAtRest.includes(phase);
}

export function isUnsuccessful(phase: NodePhase): boolean {
  return phase === 'Failed' || phase === 'Error';
}

export function createNodeTable(
  workflow: string,
  known: NodeStatus[],
  world: { now(): Date; onChange(): void },
): NodeTable {
  const nodes = new Map(known.map((node) => [node.id, node]));

  function get(id: string): NodeStatus {
    const node = nodes.get(id);
    if (node === undefined) throw new Error(`no node ${id} in workflow ${workflow}`);
    return node;
  }

  function link(parents: string[], child: string): void {
    for (const id of parents) {
      const parent = nodes.get(id);
      if (parent === undefined || parent.children?.includes(child) === true) continue;
      nodes.set(id, { ...parent, children: [...(parent.children ?? []), child] });
    }
  }

  function amend(id: string, fields: Partial<NodeStatus>): NodeStatus {
    const node = { ...get(id), ...fields };
    if (node.message === '') delete node.message;
    if (Object.keys(node.outputs ?? {}).length === 0) delete node.outputs;
    nodes.set(id, node);
    world.onChange();
    return node;
  }

  return {
    find: (name) => nodes.get(nodeId(workflow, name)),
    link,
    begin({ parents, ...fields }) {
      const id = nodeId(workflow, fields.name);
      const { message: _message, finishedAt: _finishedAt, ...before } = nodes.get(id) ?? {};
      const node: NodeStatus = { ...before, ...fields, id, startedAt: timestamp(world.now()) };
      nodes.set(id, node);
      link(parents, id);
      world.onChange();
      return node;
    },
    amend,
    end: (id, phase, fields = {}) => amend(id, { ...fields, phase, finishedAt: timestamp(world.now()) }),
    failures: () =>
      [...nodes.values()]
        .filter((node) => node.type === 'Pod' && isUnsuccessful(node.phase))
        .map(({ displayName, message = '', templateName = '', phase }) => ({
          displayName,
          message,
          templateName,
          phase,
        })),
    snapshot: () => measureProgress([...nodes.values()]),
  };
}

interface Count {
  done: number;
  total: number;
}

/** Counts pods and suspensions: for the Workflow all of them, for a node those that it leads to. */
function measureProgress(nodes: NodeStatus[]): { nodes: Record<string, NodeStatus>; progress: string } {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const own = (node: NodeStatus): Count => {
    const counts = node.type === 'Pod' || node.type === 'Suspend';
    return { done: counts && node.phase === 'Succeeded' ? 1 : 0, total: counts ? 1 : 0 };
  };
  const all = nodes.map(own).reduce(add, { done: 0, total: 0 });
  const measured = nodes.map((node): [string, NodeStatus] => {
    const isLeaf = node.type === 'Pod' || node.type === 'Suspend';
    const count = isLeaf ? own(node) : [...reachableFrom(node, byId)].map(own).reduce(add, { done: 0, total: 0 });
    return [node.id, count.total === 0 ? node : { ...node, progress: `${count.done}/${count.total}` }];
  });
  return { nodes: Object.fromEntries(measured), progress: `${all.done}/${all.total}` };
}

function add(a: Count, b: Count): Count {
  return { done: a.done + b.done, total: a.total + b.total };
}

function reachableFrom(start: NodeStatus, byId: Map<string, NodeStatus>): Set<NodeStatus> {
  const seen = new Set<NodeStatus>();
  const open = [start];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    for (const child of node.children ?? []) {
      const next = byId.get(child);
      if (next !== undefined) open.push(next);
    }
  }
  return seen;
}
