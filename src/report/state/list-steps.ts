import type { WorkflowNode } from '../../kubernetes/workflow.ts';
import { countStates, fanOutName, foldedAbove, groupFanOuts } from './fan-out.ts';
import { growNodeTree, type NodeTree } from './node-tree.ts';
import { describeStates, hasFailed, type Step, type StepPod, stateOfNode, worstState } from './step.ts';

/** Failed items listed below a folded fan-out. */
const maxFailedItems = 5;
/** Deeper nesting is not shown. */
const maxDepth = 12;
const maxSteps = 5000;

interface Walk {
  tree: NodeTree;
  workflowName: string;
  steps: Step[];
  /** Ids of nodes that have a row: a status whose nodes enclose each other still ends. */
  shown: Set<string>;
}

/** The rows of a Workflow's table of steps, in the order they ran, outer ones before inner ones. */
export function listSteps(nodes: readonly WorkflowNode[], workflowName: string): Step[] {
  const tree = growNodeTree(nodes, workflowName);
  const [main] = tree.roots;
  if (main === undefined) return [];
  const walk: Walk = { tree, workflowName: main.name, steps: [], shown: new Set() };
  const isFrame = main.type === 'Steps' || main.type === 'DAG';
  if (isFrame) addAll(walk, tree.inside(main), 0);
  else addNode(walk, main, 0);
  for (const other of tree.roots.slice(1)) addNode(walk, other, 0);
  return walk.steps;
}

function addAll(walk: Walk, nodes: readonly WorkflowNode[], depth: number): void {
  for (const group of groupFanOuts(nodes)) {
    if (group.length > foldedAbove) addFolded(walk, group, depth);
    else for (const node of group) addNode(walk, node, depth);
  }
}

function addNode(walk: Walk, node: WorkflowNode, depth: number): void {
  if (depth > maxDepth || walk.steps.length >= maxSteps || node.type === 'StepGroup') return;
  if (walk.shown.has(node.id)) return;
  walk.shown.add(node.id);
  const attempts = walk.tree.attemptsOf(node);
  const last = attempts.at(-1);
  const members = walk.tree.inside(last ?? node);
  const isGroup = members.length > 0 || isContainer(last ?? node);
  walk.steps.push(makeStep(walk, { node, attempts, depth, isGroup }));
  addAll(walk, members, depth + 1);
}

function isContainer(node: WorkflowNode): boolean {
  return node.type === 'Steps' || node.type === 'DAG' || node.type === 'TaskGroup';
}

interface StepSource {
  node: WorkflowNode;
  attempts: WorkflowNode[];
  depth: number;
  isGroup: boolean;
}

function makeStep(walk: Walk, { node, attempts, depth, isGroup }: StepSource): Step {
  const state = stateOfNode(node);
  const isWholeWorkflow = node.name === walk.workflowName;
  // "No more retries left" says less than what the last try failed with.
  const message = attempts.at(-1)?.message || node.message || '';
  return {
    id: node.id,
    name: isWholeWorkflow ? (node.templateName ?? node.name) : nameOf(walk, node),
    depth,
    state,
    message: isGroup && isAboutChild(message) ? '' : message,
    ...times(node),
    attempts: Math.max(1, attempts.length),
    counts: isGroup ? {} : { [state]: 1 },
    isWholeWorkflow,
    ...(isGroup ? {} : podOf(attempts.at(-1) ?? node)),
  };
}

/** Argo Workflows: the containers of a container set are nodes inside the pod's, named `<pod's>.<container>`. */
function podOf(node: WorkflowNode): { pod?: StepPod } {
  const templateName = node.templateName || node.templateRef?.template;
  const template = templateName ? { templateName } : {};
  if (node.type === 'Pod') return { pod: { nodeId: node.id, nodeName: node.name, ...template, container: 'main' } };
  if (node.type !== 'Container') return {};
  const end = node.name.lastIndexOf('.');
  const nodeName = end === -1 ? node.name : node.name.slice(0, end);
  const container = node.displayName || node.name.slice(end + 1);
  return { pod: { nodeId: node.boundaryID ?? node.id, nodeName, ...template, container } };
}

/** `child 'ci-7f3-123' failed` names a node by its id; the row of that child says it better. */
function isAboutChild(message: string): boolean {
  return message.startsWith("child '");
}

function nameOf(walk: Walk, node: WorkflowNode): string {
  const name = node.displayName || node.name;
  const prefix = `${walk.workflowName}.`;
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function times(node: WorkflowNode): { startedAt?: string; finishedAt?: string } {
  return {
    ...(node.startedAt ? { startedAt: node.startedAt } : {}),
    ...(node.finishedAt ? { finishedAt: node.finishedAt } : {}),
  };
}

function addFolded(walk: Walk, group: readonly WorkflowNode[], depth: number): void {
  const [first] = group;
  if (first === undefined || depth > maxDepth || walk.steps.length >= maxSteps) return;
  const failed = group.filter((node) => hasFailed(stateOfNode(node)));
  const listed = failed.slice(0, maxFailedItems);
  const all = countStates(group);
  walk.steps.push({
    id: first.id,
    name: `${fanOutName(first)} × ${group.length}`,
    depth,
    state: worstState(group.map(stateOfNode)),
    message: describeStates(all),
    ...spanOf(group),
    attempts: 1,
    counts: countStates(group.filter((node) => !listed.includes(node))),
    isWholeWorkflow: false,
  });
  for (const node of listed) addNode(walk, node, depth + 1);
}

function spanOf(group: readonly WorkflowNode[]): { startedAt?: string; finishedAt?: string } {
  const starts = group.map((node) => node.startedAt).filter((time) => typeof time === 'string');
  const ends = group.map((node) => node.finishedAt).filter((time) => typeof time === 'string');
  const startedAt = starts.sort()[0];
  const finishedAt = ends.length === group.length ? ends.sort().at(-1) : undefined;
  return {
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
  };
}
