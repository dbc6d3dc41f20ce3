import type { WorkflowHead } from '../../kubernetes/workflow.ts';
import type { Observation } from '../state/observe-workflow.ts';

const stages = ['waiting', 'overdue', 'pending', 'running', 'ended'] as const;

/**
 * How far a check has come. It only ever moves forward within an attempt, so a late `running` never overwrites an end.
 * `overdue`: still waiting after two minutes, and saying so.
 */
export type CheckStage = (typeof stages)[number];

export function isCheckStage(value: unknown): value is CheckStage {
  return stages.some((stage) => stage === value);
}

export function isAhead(stage: CheckStage, than: CheckStage): boolean {
  return stages.indexOf(stage) > stages.indexOf(than);
}

/** A Workflow that has no phase for this long is said to be stuck. */
export const overdueAfterMs = 2 * 60 * 1000;

/** The stage of an observation; `waitingSince` in milliseconds since 1970. */
export function stageOf(observation: Observation, waitingSince: number, now: number): CheckStage {
  switch (observation.phase) {
    case 'waiting':
      return now - waitingSince >= overdueAfterMs ? 'overdue' : 'waiting';
    case 'suspended':
      return 'running';
    default:
      return observation.phase;
  }
}

/**
 * What metadata alone tells, by the labels that Argo's controller keeps. Enough to know whether the whole Workflow is worth
 * reading: after a retry the phase label is stale until the Workflow runs again, `completed` is not.
 */
export function stageOfHead(head: WorkflowHead): Exclude<CheckStage, 'overdue'> {
  const labels = head.metadata.labels ?? {};
  if (head.metadata.deletionTimestamp !== undefined || labels['workflows.argoproj.io/completed'] === 'true')
    return 'ended';
  const phase = labels['workflows.argoproj.io/phase'];
  if (phase === 'Running') return 'running';
  return phase === 'Pending' ? 'pending' : 'waiting';
}
