import type { CheckAnnotation } from '../../github/github.ts';
import { problem } from '../../problem/problem.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { describeError, logProblem } from '../write/report-log.ts';
import { evidenceOf } from './collect-evidence.ts';
import type { ReportedNote } from './reported-note.ts';
import { addressOfRun, nameOfRun, type RunReporting, type SeenRun, type TrackedRun } from './tracked-run.ts';
import { renderRun } from './write-run-check.ts';

/**
 * Writes a concluded check once more when logs came that its conclusion could not wait for. The state stays what it was; only
 * the output becomes whole. Nothing waits for it, and a restart forgets it.
 */
export function completeLater(
  reporting: RunReporting,
  run: TrackedRun,
  { note, seen }: { note: ReportedNote; seen: SeenRun },
): void {
  const gathered = evidenceOf(run, seen);
  const { checkId, attempt } = note;
  if (gathered?.late === undefined || checkId === undefined || note.closed === undefined) return;
  const { late, evidence } = gathered;
  gathered.late = undefined;
  late
    .then((whole) => complete(reporting, run, { seen, attempt, checkId, evidence, whole }))
    .catch((error: unknown) => {
      const values = { subject: nameOfRun(run), attempt: 1, cause: describeError(error) };
      logProblem(reporting.log, problem('report.unexpected', values));
    });
}

interface Completing {
  seen: SeenRun;
  attempt: number;
  checkId: number;
  /** What the check shows. */
  evidence: Evidence;
  whole: Evidence;
}

async function complete(
  reporting: RunReporting,
  run: TrackedRun,
  { seen, attempt, checkId, evidence, whole }: Completing,
): Promise<void> {
  const before = renderRun(reporting, run, { attempt, seen, evidence });
  const state = renderRun(reporting, run, { attempt, seen, evidence: whole });
  if (JSON.stringify(before.output) === JSON.stringify(state.output)) return;
  const { repository, ...address } = addressOfRun(run, attempt);
  const annotations = withoutThose(state.output.annotations, before.output.annotations);
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
