import { annotations } from '../../kubernetes/labels.ts';
import type { ObjectMeta, Workflow } from '../../kubernetes/workflow.ts';
import type { ObservedFacts } from './observe-workflow.ts';
import { readNodes } from './read-nodes.ts';
import { hasFailed, type Step } from './step.ts';

/** How a run ended. `refused`: the controller turned the Workflow down before anything in it ran. */
export interface RunEnd {
  conclusion: 'success' | 'failure' | 'cancelled' | 'timed_out';
  how: 'succeeded' | 'failed' | 'error' | 'refused' | 'timed-out' | 'stopped' | 'terminated' | 'deleted';
  /** The app ended it before its time: why, as a sentence (`Replaced by …`, `Cancelled by @ada`). */
  because?: string;
}

/** Argo Workflows' phases that are the end; each is set only after exit handlers are through. */
export type TerminalPhase = 'Succeeded' | 'Failed' | 'Error';

/**
 * The one conclusion of a Workflow in a terminal phase. Argo Workflows has no phases for cancelled and timed out: the first is
 * a failure with `spec.shutdown` set, the second a failure whose cause is a deadline.
 */
export function judgeEnd(workflow: Workflow, phase: TerminalPhase, facts: ObservedFacts): RunEnd {
  const shutdown = workflow.spec.shutdown;
  if (phase === 'Succeeded' && !(shutdown && neverSucceeded(workflow))) {
    return { conclusion: 'success', how: 'succeeded' };
  }
  const because = readEndedBecause(workflow.metadata);
  // A retry of Argo's takes the shutdown back and leaves the annotation: it is about an earlier attempt then.
  if (because !== undefined && shutdown) return { conclusion: 'cancelled', how: howShut(shutdown), because };
  if (wasRefused(facts, shutdown)) return { conclusion: 'failure', how: 'refused' };
  if (shutdown === 'Stop' || shutdown === 'Terminate') return { conclusion: 'cancelled', how: howShut(shutdown) };
  if (ranOutOfTime(workflow, facts)) return { conclusion: 'timed_out', how: 'timed-out' };
  return { conclusion: 'failure', how: phase === 'Error' ? 'error' : 'failed' };
}

/**
 * Argo Workflows before 4.1.2 calls a Workflow Succeeded that was terminated while it waited for a lock. What really succeeded
 * before it could be stopped has a node of its own that says so.
 */
function neverSucceeded(workflow: Workflow): boolean {
  const read = readNodes(workflow.status);
  const nodes = read.kind === 'read' ? read.nodes : [];
  return nodes.find((node) => node.id === workflow.metadata.name)?.phase !== 'Succeeded';
}

function howShut(shutdown: unknown): 'stopped' | 'terminated' {
  return shutdown === 'Stop' ? 'stopped' : 'terminated';
}

/** Why the app ended a run, where it says so. */
export function readEndedBecause({ annotations: noted }: ObjectMeta): string | undefined {
  const because = noted?.[annotations.endedBecause]?.trim();
  return because === '' ? undefined : because;
}

function wasRefused(facts: ObservedFacts, shutdown: unknown): boolean {
  if (facts.message.startsWith('invalid spec')) return true;
  const ranNothing = facts.steps.length === 0 && facts.stepsMissing === undefined;
  return ranNothing && !shutdown && !isDeadline(facts.message);
}

/**
 * A deadline of the Workflow ends whatever still runs; a deadline of one step counts only where nothing failed of itself.
 */
function ranOutOfTime(workflow: Workflow, facts: ObservedFacts): boolean {
  if (isDeadline(facts.message)) return true;
  const failed = facts.steps.filter(failedItself);
  const late = failed.filter((step) => isDeadline(step.message));
  if (late.length === 0) return false;
  return late.length === failed.length || usedAllTime(workflow, facts);
}

function failedItself(step: Step): boolean {
  return hasFailed(step.state) && (step.counts.failed !== undefined || step.counts.error !== undefined);
}

function usedAllTime(workflow: Workflow, facts: ObservedFacts): boolean {
  const limit = workflow.spec.activeDeadlineSeconds;
  if (typeof limit !== 'number' || facts.startedAt === undefined || facts.finishedAt === undefined) return false;
  return Date.parse(facts.finishedAt) - Date.parse(facts.startedAt) >= limit * 1000;
}

/** Argo Workflows' and the kubelet's sentences; not Go's `context deadline exceeded`, which is a call that took too long. */
const deadlineSentences = ['exceeded its deadline', 'longer than the specified deadline', 'DeadlineExceeded'];

function isDeadline(message: string): boolean {
  return deadlineSentences.some((sentence) => message.includes(sentence));
}
