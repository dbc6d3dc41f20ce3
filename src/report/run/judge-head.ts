import { isAhead, stageOfHead } from './check-stage.ts';
import { isGivenUp } from './plan-write.ts';
import type { ReportedNote } from './reported-note.ts';
import { generationOf, holdsFinalizer } from './save-note.ts';
import type { NextLook, TrackedRun } from './tracked-run.ts';

/**
 * Whether metadata alone gives a reason to read the whole Workflow. Every change of a node is a change of the object, so most
 * changes give none: progress within a stage is not written. (Updates of the steps while it runs would begin here.)
 */
export function judgeHead(run: TrackedRun, { now, settleMs }: { now: number; settleMs: number }): 'read' | NextLook {
  if (run.unsaved) return 'read';
  const { head, note } = run;
  const stage = stageOfHead(head);
  if (run.refusedStage !== undefined && !isAhead(stage, run.refusedStage)) return { kind: 'rest' };
  if (note === undefined) {
    const settled = (run.unstartedSince ?? now) + settleMs;
    return stage === 'waiting' && now < settled ? { kind: 'look-at', time: settled } : 'read';
  }
  if (note.closed !== undefined) return judgeClosed(run, note);
  const isOverdueDue = note.stage === 'waiting' && run.lookAt === undefined;
  return isOverdueDue || isAhead(stage, note.stage) ? 'read' : { kind: 'rest' };
}

/** A concluded Workflow matters again when its finalizer is still there, or when it may have been made to run again. */
function judgeClosed(run: TrackedRun, note: ReportedNote): 'read' | NextLook {
  const { metadata } = run.head;
  if (metadata.resourceVersion === run.judgedVersion) return { kind: 'rest' };
  if (holdsFinalizer(metadata)) return 'read';
  const isUnchanged = note.generation !== undefined && note.generation === generationOf(metadata);
  const isOver = isGivenUp(note) || metadata.deletionTimestamp !== undefined;
  return isUnchanged || isOver ? { kind: 'rest' } : 'read';
}
