import type { Observation } from '../../state/observe-workflow.ts';
import { type CheckStage, isAhead } from '../check-stage.ts';
import type { ReportedNote } from '../reported-note.ts';

/**
 * What is to be written next. `hand-over`: the Workflow was deleted while it ran and must be let go at once, so its conclusion
 * becomes a row of its own.
 */
export type WritePlan =
  | { kind: 'nothing' }
  | { kind: 'create'; attempt: number }
  | { kind: 'update'; attempt: number; checkId: number }
  | { kind: 'hand-over'; attempt: number; checkId?: number };

export interface PlanInput {
  note: ReportedNote | undefined;
  observation: Observation;
  stage: CheckStage;
  isDeleting: boolean;
  /** The attempt of the identity: 1, or more for a re-run. */
  firstAttempt: number;
  /** An attempt after the noted one was begun on GitHub, as far as anybody knows. */
  unansweredAttempt?: number | undefined;
}

/** Compares what GitHub was told (`note`) with what the Workflow says now. Pure: all of the order of things is decided here. */
export function planWrite(input: PlanInput): WritePlan {
  const plan = planCheck(input);
  const { observation } = input;
  if (plan.kind === 'nothing' || observation.phase !== 'ended' || observation.how !== 'deleted') return plan;
  return { ...plan, kind: 'hand-over' };
}

function planCheck(input: PlanInput): WritePlan {
  const { note, observation, stage, isDeleting, firstAttempt, unansweredAttempt = 0 } = input;
  if (note === undefined) return { kind: 'create', attempt: firstAttempt };
  if (note.closed === undefined) return planOpen(note, stage);
  if (!isGivenUp(note) && unansweredAttempt > note.attempt) return { kind: 'create', attempt: unansweredAttempt };
  if (isDeleting || isGivenUp(note) || isSameEnd(note, endOf(observation))) return { kind: 'nothing' };
  // It ran again after its conclusion (`argo retry`): a completed check is never patched back.
  return { kind: 'create', attempt: note.attempt + 1 };
}

function planOpen(note: ReportedNote, stage: CheckStage): WritePlan {
  if (!isAhead(stage, note.stage)) return { kind: 'nothing' };
  if (note.checkId === undefined) return { kind: 'create', attempt: note.attempt };
  return { kind: 'update', attempt: note.attempt, checkId: note.checkId };
}

/** The app gave up on this Workflow for good. */
export function isGivenUp(note: ReportedNote): boolean {
  return note.closed === 'gone' || note.closed === 'refused' || note.closed === 'expired';
}

function endOf(observation: Observation): RunTimes | undefined {
  return observation.phase === 'ended' ? observation : undefined;
}

function isSameEnd(note: ReportedNote, end: RunTimes | undefined): boolean {
  return end !== undefined && end.startedAt === note.startedAt && end.finishedAt === note.finishedAt;
}

/** When a Workflow that has ended did so; both as the Workflow says them. */
export interface RunTimes {
  startedAt?: string;
  finishedAt?: string;
}

/** Whether our finalizer has to stay: until this attempt's conclusion is at GitHub, or nothing is left to be done. */
export function mustHold(note: ReportedNote, end: RunTimes | undefined, isDeleting: boolean): boolean {
  if (note.closed === undefined) return true;
  return !isDeleting && !isGivenUp(note) && !isSameEnd(note, end);
}
