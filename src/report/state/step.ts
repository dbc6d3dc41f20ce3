import type { WorkflowNode } from '../../kubernetes/workflow.ts';

export type StepState = 'waiting' | 'running' | 'suspended' | 'succeeded' | 'failed' | 'error' | 'skipped' | 'omitted';

/** One row of the table of steps. */
export interface Step {
  /** The node's id; of a folded fan-out the id of its first item. */
  id: string;
  name: string;
  /** How far inside other steps; 0 at the top. */
  depth: number;
  state: StepState;
  message: string;
  startedAt?: string;
  finishedAt?: string;
  /** More than 1 where a `retryStrategy` tried again. */
  attempts: number;
  /** What it adds to the count of steps: a group of other rows adds none, a folded fan-out all that is not listed below it. */
  counts: Partial<Record<StepState, number>>;
  /** The Workflow's only step: its name says no more than the Workflow's. */
  isWholeWorkflow: boolean;
  /** Where it ran; absent for what runs in no container. Of several tries the last. */
  pod?: StepPod;
}

/** The container that a step ran in. */
export interface StepPod {
  /** Of the pod's node, also where the step is one container of several. */
  nodeId: string;
  nodeName: string;
  /** The template, or that of a `templateRef`. */
  templateName?: string;
  container: string;
}

/** The state of a node in this app's words. An unknown phase is one that has not begun. */
export function stateOfNode(node: WorkflowNode): StepState {
  switch (node.phase) {
    case 'Running':
      return node.type === 'Suspend' ? 'suspended' : 'running';
    case 'Succeeded':
      return 'succeeded';
    case 'Failed':
      return 'failed';
    case 'Error':
      return 'error';
    case 'Skipped':
      return 'skipped';
    case 'Omitted':
      return 'omitted';
    default:
      return 'waiting';
  }
}

const worstFirst: StepState[] = [
  'error',
  'failed',
  'suspended',
  'running',
  'waiting',
  'succeeded',
  'skipped',
  'omitted',
];

/** The state of several steps taken as one. */
export function worstState(states: readonly StepState[]): StepState {
  return worstFirst.find((state) => states.includes(state)) ?? 'waiting';
}

/** `2 failed, 3 succeeded`, the worst first. */
export function describeStates(counts: Partial<Record<StepState, number>>): string {
  return worstFirst
    .filter((state) => counts[state] !== undefined)
    .map((state) => `${counts[state]} ${state}`)
    .join(', ');
}

export function hasFailed(state: StepState): boolean {
  return state === 'failed' || state === 'error';
}

export interface StepCounts {
  total: number;
  succeeded: number;
}

/** How many steps there are so far, groups aside, and how many of them succeeded. */
export function countSteps(steps: readonly Step[]): StepCounts {
  const counted: StepCounts = { total: 0, succeeded: 0 };
  for (const step of steps) {
    for (const count of Object.values(step.counts)) counted.total += count;
    counted.succeeded += step.counts.succeeded ?? 0;
  }
  return counted;
}
