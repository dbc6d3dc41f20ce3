import type { ObjectMeta, Workflow } from '../../kubernetes/workflow.ts';
import { type DrawnGraph, drawGraph } from './draw-graph.ts';
import { judgeEnd, type RunEnd, readEndedBecause, type TerminalPhase } from './judge-end.ts';
import { listSteps } from './list-steps.ts';
import { readNodes } from './read-nodes.ts';
import type { Step } from './step.ts';

export interface ObservedFacts {
  /** Argo's own sentence; empty where it has none. */
  message: string;
  startedAt?: string;
  finishedAt?: string;
  steps: Step[];
  /** Why there are no steps to show, where Argo has some. */
  stepsMissing?: string;
  /** How the steps follow each other, where that is more than one after the other and small enough to be seen. */
  graph?: DrawnGraph;
}

/**
 * A Workflow in the words of this app. `waiting`: the controller has given it no phase. `pending`: the controller holds it back
 * (a lock, too many Workflows). `suspended`: everything that still runs waits at a Suspend step.
 */
export type Observation = ObservedFacts &
  ({ phase: 'waiting' | 'pending' | 'running' | 'suspended' } | ({ phase: 'ended' } & RunEnd));

export type EndedObservation = Extract<Observation, { phase: 'ended' }>;

/** What a Workflow's object says now: the same for the same object; never throws. */
export function observeWorkflow(workflow: Workflow): Observation {
  const status = workflow.status ?? {};
  const read = readNodes(workflow.status);
  const name = workflow.metadata.name ?? '';
  const steps = read.kind === 'read' ? listSteps(read.nodes, name) : [];
  const graph = read.kind === 'read' ? drawGraph(read.nodes, name) : undefined;
  const facts: ObservedFacts = {
    message: typeof status.message === 'string' ? status.message : '',
    steps,
    ...timesOf(workflow),
    ...(read.kind === 'unavailable' ? { stepsMissing: read.reason } : {}),
    ...(graph === undefined ? {} : { graph }),
  };
  const phase = status.phase;
  if (isTerminal(phase)) return { ...facts, phase: 'ended', ...judgeEnd(workflow, phase, facts) };
  if (workflow.metadata.deletionTimestamp !== undefined) return observeDeleted(facts, workflow.metadata);
  if (phase === 'Running') return { ...facts, phase: isSuspended(steps) ? 'suspended' : 'running' };
  return { ...facts, phase: phase === 'Pending' ? 'pending' : 'waiting' };
}

export function isTerminal(phase: string | undefined): phase is TerminalPhase {
  return phase === 'Succeeded' || phase === 'Failed' || phase === 'Error';
}

/** When the controller began and ended it; what it has not said is absent. */
export function timesOf({ status }: Pick<Workflow, 'status'>): { startedAt?: string; finishedAt?: string } {
  return {
    ...(status?.startedAt ? { startedAt: status.startedAt } : {}),
    ...(status?.finishedAt ? { finishedAt: status.finishedAt } : {}),
  };
}

/** A Workflow that went, or is marked to go, before it came to an end. */
export function observeDeleted(facts: ObservedFacts, metadata: ObjectMeta): EndedObservation {
  const because = readEndedBecause(metadata);
  const end = { phase: 'ended', conclusion: 'cancelled', how: 'deleted' } as const;
  return { ...facts, ...end, ...(because === undefined ? {} : { because }) };
}

function isSuspended(steps: readonly Step[]): boolean {
  return (
    steps.some((step) => step.state === 'suspended') &&
    !steps.some((step) => step.state === 'running' && step.counts.running !== undefined)
  );
}
