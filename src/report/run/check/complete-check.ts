import type { CheckAnnotation } from '../../../github/github.ts';
import { problem } from '../../../problem/problem.ts';
import type { Evidence } from '../../evidence/evidence.ts';
import { gatherEvidence } from '../../evidence/gather-evidence.ts';
import type { EndedObservation } from '../../state/observe-workflow.ts';
import { describeError, logProblem } from '../../write/report-log.ts';
import type { ReportedNote } from '../reported-note.ts';
import { addressOfRun, nameOfRun, type RunReporting, type SeenRun, type TrackedRun } from '../tracked-run.ts';
import { evidenceOf } from './collect-evidence.ts';
import { renderRun } from './write-run-check.ts';

interface Concluded {
  note: ReportedNote;
  seen: SeenRun;
}

/** Whether the check was concluded before all logs had come, so that it is to be completed. */
export function expectsLogs(run: TrackedRun, { note, seen }: Concluded): boolean {
  const isOpen = note.closed === undefined || note.checkId === undefined;
  return !isOpen && evidenceOf(run, seen)?.late !== undefined;
}

/**
 * Writes a concluded check once more when logs came that its conclusion could not wait for. The state stays what it was; only
 * the output becomes whole. Nothing waits for it; what a restart interrupts, `readLateAgain` takes up.
 */
export function completeLater(reporting: RunReporting, run: TrackedRun, { note, seen }: Concluded): void {
  const gathered = evidenceOf(run, seen);
  const { checkId, attempt } = note;
  if (gathered?.late === undefined || checkId === undefined || note.closed === undefined) return;
  const { late, evidence } = gathered;
  gathered.late = undefined;
  run.isLateRead = true;
  follow(reporting, run, {
    attempt,
    completing: late.then((whole) => complete(reporting, run, { seen, attempt, checkId, evidence, whole })),
  });
}

/** Logs of a run that ended so long ago are not asked for any more. */
const lateForMs = 24 * 60 * 60 * 1000;

/** Another process concluded the check, and ended before the logs came: reads them anew. */
export function readLateAgain(reporting: RunReporting, run: TrackedRun, { note, seen }: Concluded): void {
  const { observation } = seen;
  run.isLateRead = true;
  const { attempt } = note;
  const isStill = observation.phase === 'ended' && observation.finishedAt === note.finishedAt;
  const isWanted = isStill && reporting.now() - Date.parse(observation.finishedAt ?? '') < lateForMs;
  const completing = isWanted ? readAgain(reporting, run, { note, seen, observation }) : Promise.resolve();
  follow(reporting, run, { attempt, completing });
}

async function readAgain(
  reporting: RunReporting,
  run: TrackedRun,
  { note, seen, observation }: Concluded & { observation: EndedObservation },
): Promise<void> {
  const { logs, schedule, breathe } = reporting;
  const { attempt, checkId } = note;
  if (logs === undefined || checkId === undefined) return;
  const parts = { logs, schedule, breathe, kept: run.keptLogs, repository: run.identity.repository };
  const gathered = await gatherEvidence(parts, seen.workflow, observation);
  const whole = (await gathered.late) ?? gathered.evidence;
  // GitHub appends annotations, and which of them it has is known only where it can have none.
  const annotations = note.closed === 'concluded' ? whole.annotations : [];
  if (annotations.length === 0 && !whole.logs.some(({ kind }) => kind === 'read')) return;
  await complete(reporting, run, { seen, attempt, checkId, whole: { ...whole, annotations } });
}

/** Once it is done, or cannot be done, the note says so. What was interrupted by a defect is tried again after a restart. */
function follow(
  reporting: RunReporting,
  run: TrackedRun,
  { attempt, completing }: { attempt: number; completing: Promise<void> },
): void {
  completing
    .then(() => {
      if (run.note?.late !== true || run.note.attempt !== attempt) return;
      const { late: _, ...note } = run.note;
      run.note = note;
      run.unsaved = true;
      reporting.look(run);
    })
    .catch((error: unknown) => {
      const values = { subject: nameOfRun(run), attempt: 1, cause: describeError(error) };
      logProblem(reporting.log, problem('report.unexpected', values));
    });
}

interface Completing {
  seen: SeenRun;
  attempt: number;
  checkId: number;
  /** What the check shows; absent where another process wrote it. */
  evidence?: Evidence;
  whole: Evidence;
}

async function complete(
  reporting: RunReporting,
  run: TrackedRun,
  { seen, attempt, checkId, evidence, whole }: Completing,
): Promise<void> {
  const before = evidence && renderRun(reporting, run, { attempt, seen, evidence });
  const state = renderRun(reporting, run, { attempt, seen, evidence: whole });
  if (JSON.stringify(before?.output) === JSON.stringify(state.output)) return;
  const { repository, ...address } = addressOfRun(run, attempt);
  const annotations = withoutThose(state.output.annotations, before?.output.annotations);
  const check = { ...address, ...state, output: { ...state.output, annotations } };
  const { uid } = run.head.metadata;
  await reporting.handOver({
    key: `${address.externalId}/${uid}/log`,
    repository,
    check,
    requestedAt: reporting.now(),
    known: checkId,
  });
}

/** GitHub has the others already, and appends what it is given. */
function withoutThose(
  all: readonly CheckAnnotation[] = [],
  others: readonly CheckAnnotation[] = [],
): CheckAnnotation[] {
  const known = new Set(others.map((each) => JSON.stringify(each)));
  return all.filter((each) => !known.has(JSON.stringify(each)));
}
