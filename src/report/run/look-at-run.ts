import type { Workflow } from '../../kubernetes/workflow.ts';
import { problem } from '../../problem/problem.ts';
import { deletesPodsEarly, keepFailedLogs } from '../live/keep-logs.ts';
import { askForTurn, showProgress } from '../live/show-progress.ts';
import { logProblem } from '../write/report-log.ts';
import { collectEvidence, isCollected } from './check/collect-evidence.ts';
import { completeLater, expectsLogs, readLateAgain } from './check/complete-check.ts';
import { planWrite, type WritePlan } from './check/plan-write.ts';
import { makeNote, type RunWritten, writeRunCheck } from './check/write-run-check.ts';
import { overdueAfterMs, stageOfHead } from './check-stage.ts';
import { concludeWithoutWorkflow, storeDeleted } from './hand-over.ts';
import { judgeHead, sooner } from './judge-head.ts';
import { readRun } from './read-run.ts';
import type { ReportedNote } from './reported-note.ts';
import { generationOf, isNoteDue, needsFinalizerChange, saveNote, saveOpenNote, wantNote } from './save-note.ts';
import { externalIdOf, type NextLook, type RunReporting, type SeenRun, type TrackedRun } from './tracked-run.ts';

const rest: NextLook = { kind: 'rest' };
/** A Workflow that ended this long ago is released even if GitHub never took its conclusion. */
const giveUpAfterMs = 7 * 24 * 60 * 60 * 1000;

/** One look at a Workflow: reads it if its metadata calls for it, writes what is to be written, and says what comes next. */
export async function lookAtRun(reporting: RunReporting, run: TrackedRun): Promise<NextLook> {
  if (run.gone) return await concludeWithoutWorkflow(reporting, run);
  const judged = judgeHead(run, { now: reporting.now(), settleMs: reporting.settleMs });
  if (judged === 'save' && run.note !== undefined) return await saveWaiting(reporting, run, run.note);
  if (judged !== 'read' && judged !== 'save') {
    // What it is at, the note knows: a later attempt will be this process's own.
    if (run.note !== undefined) run.mayExist = false;
    askForTurn(reporting, run);
    return judged;
  }
  const read = await readRun(reporting, run);
  if (read.kind === 'failed') return { kind: 'retry' };
  if (read.kind === 'gone') return await concludeGone(reporting, run);
  return await actOn(reporting, run, read.seen);
}

async function concludeGone(reporting: RunReporting, run: TrackedRun): Promise<NextLook> {
  run.gone = true;
  return await concludeWithoutWorkflow(reporting, run);
}

async function actOn(reporting: RunReporting, run: TrackedRun, seen: SeenRun): Promise<NextLook> {
  const plan = planFor(run, seen);
  run.deletesPods = deletesPodsEarly(seen);
  keepFailedLogs(reporting, run, seen);
  if (plan.kind === 'nothing') {
    if (run.live.isDue) await showProgress(reporting, run, seen);
    return await tidy(reporting, run, seen);
  }
  if (plan.kind === 'hand-over') {
    await storeDeleted(reporting, run, { plan, seen });
    return await close(reporting, run, { seen, attempt: plan.attempt, closed: 'handed-over' });
  }
  if (plan.kind === 'create' && seen.stage === 'waiting') {
    const settled = (run.unstartedSince ?? reporting.now()) + reporting.settleMs;
    run.unstartedSince ??= reporting.now();
    if (reporting.now() < settled) return { kind: 'look-at', time: settled };
  }
  return await write(reporting, run, seen);
}

function planFor(run: TrackedRun, seen: SeenRun): WritePlan {
  const { note, identity, unansweredAttempt } = run;
  return planWrite({ ...seen, note, firstAttempt: identity.attempt, unansweredAttempt });
}

/** Nothing to tell GitHub: the note and the finalizer may still be due, and a waiting Workflow its two minutes. */
async function tidy(reporting: RunReporting, run: TrackedRun, seen: SeenRun): Promise<NextLook> {
  const { note } = run;
  run.judgedVersion = seen.workflow.metadata.resourceVersion;
  if (note === undefined) return rest;
  run.mayExist = false;
  if (note.closed !== undefined) forgetEnd(run);
  if (note.late && !run.isLateRead) readLateAgain(reporting, run, { note, seen });
  if (isNoteDue(run, reporting.now()) || needsFinalizerChange(seen.workflow, note)) {
    const saved = await save(reporting, run, seen.workflow, note);
    if (saved.kind === 'retry' || run.gone) return saved;
  }
  const next: NextLook =
    seen.stage === 'waiting' ? { kind: 'look-at', time: seen.waitingSince + overdueAfterMs } : rest;
  return run.saveBy === undefined ? next : sooner(next, run.saveBy);
}

/** The note of a check that goes on has waited for long enough. */
async function saveWaiting(reporting: RunReporting, run: TrackedRun, note: ReportedNote): Promise<NextLook> {
  const saved = await saveOpenNote(reporting, run, note);
  if (saved === 'failed') return { kind: 'retry' };
  if (saved === 'gone') return await concludeGone(reporting, run);
  return run.saveBy === undefined ? rest : { kind: 'look-at', time: run.saveBy };
}

async function save(
  reporting: RunReporting,
  run: TrackedRun,
  workflow: Workflow,
  note: ReportedNote,
): Promise<NextLook> {
  const saved = await saveNote(reporting, run, { note, workflow });
  if (saved === 'failed') return { kind: 'retry' };
  return saved === 'gone' ? await concludeGone(reporting, run) : rest;
}

function forgetEnd(run: TrackedRun): void {
  run.lastEnd = undefined;
  run.gathered = undefined;
  run.keptLogs.clear();
}

interface Tried {
  seen: SeenRun;
  written: RunWritten;
}

/**
 * Waits for the installation's turn and then writes what is true by then: the states that the run went through while it waited
 * cost no call.
 */
async function write(reporting: RunReporting, run: TrackedRun, first: SeenRun): Promise<NextLook> {
  const { installationId } = run.identity;
  const isUrgent = () => run.gone || stageOfHead(run.head) === 'ended';
  const version = run.head.metadata.resourceVersion;
  await collectEvidence(reporting, run, first);
  const tried = await reporting.lanes.take({ installationId, isUrgent }, () => {
    const isUnchanged = !run.gone && run.head.metadata.resourceVersion === version;
    return writeNewest(reporting, run, isUnchanged ? first : undefined);
  });
  if (tried === undefined) return rest;
  if (tried === 'look-again') return { kind: 'look-at', time: reporting.now() };
  if (tried === 'read-failed') return { kind: 'retry' };
  const { seen, written } = tried;
  if (!written.ok) return await answerFailure(reporting, run, { seen, written });
  const before = run.note;
  const { note } = written;
  run.live.writtenAt = reporting.now();
  run.live.generation = String(generationOf(seen.workflow.metadata) ?? seen.workflow.metadata.resourceVersion);
  run.live.isDue = false;
  if (before?.checkId !== note.checkId) run.live.isOff = false;
  run.note = expectsLogs(run, { note, seen }) ? { ...note, late: true } : note;
  run.unstartedSince = undefined;
  run.refusedStage = undefined;
  run.failures = 0;
  if (note.closed !== undefined) {
    reporting.metrics.count('concluded');
    completeLater(reporting, run, { note, seen });
  }
  // What a restart must know is which check it is and that it concluded; other states it can tell from the Workflow.
  if (note.closed !== undefined || before?.checkId !== note.checkId) {
    wantNote(run, { isFirst: before === undefined && note.closed === undefined, now: reporting.now() });
  }
  return await tidy(reporting, run, seen);
}

async function writeNewest(
  reporting: RunReporting,
  run: TrackedRun,
  known: SeenRun | undefined,
): Promise<Tried | 'look-again' | 'read-failed'> {
  const read = known === undefined ? await readRun(reporting, run) : ({ kind: 'seen', seen: known } as const);
  if (read.kind === 'failed') return 'read-failed';
  if (read.kind === 'gone') {
    run.gone = true;
    return 'look-again';
  }
  const { seen } = read;
  const plan = planFor(run, seen);
  if (plan.kind !== 'create' && plan.kind !== 'update') return 'look-again';
  // It came to its end while it waited for its turn: nobody else's turn waits for its logs.
  if (reporting.logs !== undefined && seen.observation.phase === 'ended' && !isCollected(run, seen))
    return 'look-again';
  return { seen, written: await writeRunCheck(reporting, run, { plan, seen }) };
}

/** GitHub did not take it. What may pass is tried again; what will not is closed, said aloud, and lets the Workflow go. */
async function answerFailure(
  reporting: RunReporting,
  run: TrackedRun,
  { seen, written }: { seen: SeenRun; written: Extract<RunWritten, { ok: false }> },
): Promise<NextLook> {
  const { failure, attempt } = written;
  const values = { check: run.identity.checkName, subject: externalIdOf(run, attempt), cause: failure.message };
  if (failure.kind === 'gone') {
    reporting.metrics.count('gone');
    logProblem(reporting.log, problem('report.gone', values));
    await reporting.onGone?.(run.head, run.identity);
    return await close(reporting, run, { seen, attempt, closed: 'gone' });
  }
  if (failure.kind === 'refused') {
    // Only this state was refused (and said so in the log): the next one may be taken, the last one closes it.
    if (seen.stage === 'ended') return await close(reporting, run, { seen, attempt, closed: 'refused' });
    run.refusedStage = seen.stage;
    return rest;
  }
  if (hasExpired(seen, reporting.now())) {
    reporting.metrics.count('expired');
    logProblem(reporting.log, problem('report.expired', values));
    return await close(reporting, run, { seen, attempt, closed: 'expired' });
  }
  reporting.metrics.count('later');
  logProblem(reporting.log, problem('report.later', { ...values, attempt: run.failures + 1 }));
  return { kind: 'retry', ...(failure.retryAfterMs === undefined ? {} : { afterMs: failure.retryAfterMs }) };
}

async function close(
  reporting: RunReporting,
  run: TrackedRun,
  { seen, attempt, closed }: { seen: SeenRun; attempt: number; closed: NonNullable<ReportedNote['closed']> },
): Promise<NextLook> {
  run.note = makeNote(run, { attempt, seen }, { checkId: run.note?.checkId, closed });
  wantNote(run, { isFirst: false, now: reporting.now() });
  return await tidy(reporting, run, seen);
}

function hasExpired({ observation, workflow }: SeenRun, now: number): boolean {
  if (observation.phase !== 'ended') return false;
  const endedAt = Date.parse(observation.finishedAt ?? workflow.metadata.deletionTimestamp ?? '');
  return now - endedAt > giveUpAfterMs;
}
