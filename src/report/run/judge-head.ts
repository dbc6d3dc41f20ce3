import { isGivenUp } from './check/plan-write.ts';
import { isAhead, stageOfHead } from './check-stage.ts';
import type { ReportedNote } from './reported-note.ts';
import { generationOf, holdsFinalizer, isNoteDue } from './save-note.ts';
import type { NextLook, TrackedRun } from './tracked-run.ts';

/**
 * Whether metadata alone gives a reason to read the whole Workflow. Every change of a node is a change of the object, so most
 * changes give none: progress within a stage is shown when it is the run's turn to show it.
 */
export function judgeHead(
  run: TrackedRun,
  { now, settleMs }: { now: number; settleMs: number },
): 'read' | 'save' | NextLook {
  if (run.unsaved && run.saveBy === undefined) return 'read';
  const judged = judgeStage(run, { now, settleMs });
  if (judged === 'read' || run.saveBy === undefined) return judged;
  return isNoteDue(run, now) ? 'save' : sooner(judged, run.saveBy);
}

/** A note that waits is looked after in time. */
export function sooner(next: NextLook, time: number): NextLook {
  if (next.kind === 'rest' || (next.kind === 'look-at' && next.time > time)) return { kind: 'look-at', time };
  return next;
}

function judgeStage(run: TrackedRun, { now, settleMs }: { now: number; settleMs: number }): 'read' | NextLook {
  const { head, note } = run;
  const stage = stageOfHead(head);
  if (run.refusedStage !== undefined && !isAhead(stage, run.refusedStage)) return { kind: 'rest' };
  if (note === undefined) {
    const settled = (run.unstartedSince ?? now) + settleMs;
    return stage === 'waiting' && now < settled ? { kind: 'look-at', time: settled } : 'read';
  }
  if (note.closed !== undefined) return judgeClosed(run, note);
  const isOverdueDue = note.stage === 'waiting' && run.lookAt === undefined;
  if (isOverdueDue || isAhead(stage, note.stage) || run.live.isDue) return 'read';
  return run.deletesPods && note.stage === 'running' ? judgeEager(run, now) : { kind: 'rest' };
}

/** Between two reads of a Workflow whose pods go while it runs: they stay for five seconds. */
const eagerEveryMs = 2000;

function judgeEager({ head, read }: TrackedRun, now: number): 'read' | NextLook {
  if (head.metadata.resourceVersion === read.version) return { kind: 'rest' };
  const time = read.at + eagerEveryMs;
  return now >= time ? 'read' : { kind: 'look-at', time };
}

/** A concluded Workflow matters again when its finalizer is still there, or when it may have been made to run again. */
function judgeClosed(run: TrackedRun, note: ReportedNote): 'read' | NextLook {
  const { metadata } = run.head;
  if (note.late && !run.isLateRead) return 'read';
  if (metadata.resourceVersion === run.judgedVersion) return { kind: 'rest' };
  if (holdsFinalizer(metadata)) return 'read';
  const isUnchanged = note.generation !== undefined && note.generation === generationOf(metadata);
  const isOver = isGivenUp(note) || metadata.deletionTimestamp !== undefined;
  return isUnchanged || isOver ? { kind: 'rest' } : 'read';
}
