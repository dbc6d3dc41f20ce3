import { fitCheck } from '../render/fit-check.ts';
import { collectEvidence } from '../run/check/collect-evidence.ts';
import { renderRun } from '../run/check/write-run-check.ts';
import { stageOfHead } from '../run/check-stage.ts';
import { generationOf } from '../run/save-note.ts';
import { addressOfRun, type RunReporting, type SeenRun, type TrackedRun } from '../run/tracked-run.ts';
import { updateProgress } from '../write/send-check.ts';
import { liveTimes } from './live-pace.ts';

/** A live update may take this long, and this long more once something urgent waits behind it. */
const patienceMs = 5000;
const hurryMs = 1000;

/** Asks for a turn where the Workflow changed since its check was written, in a way that may be seen. */
export function askForTurn(reporting: RunReporting, run: TrackedRun): void {
  const { installationId } = run.identity;
  const hasChanged = run.live.generation !== versionOf(run);
  if (!isRunning(run) || run.live.isOff || run.live.isDue || !hasChanged) return;
  reporting.live.ask(run, { installationId, earliest: run.live.writtenAt + liveTimes.afterWrite });
}

/** What tells one state of the object from the next; the generation stays where only metadata changed, as our own note does. */
export function versionOf({ head }: TrackedRun): string {
  return String(generationOf(head.metadata) ?? head.metadata.resourceVersion);
}

function isRunning(run: TrackedRun): boolean {
  const { note } = run;
  return !run.gone && note?.stage === 'running' && note.closed === undefined && stageOfHead(run.head) === 'running';
}

/**
 * The run has its turn: writes its check's output where that changed. The request names no state, so that one that comes late can
 * never open a check that has its conclusion.
 */
export async function showProgress(reporting: RunReporting, run: TrackedRun, seen: SeenRun): Promise<void> {
  const { installationId } = run.identity;
  run.live.isDue = false;
  run.live.generation = String(generationOf(seen.workflow.metadata) ?? seen.workflow.metadata.resourceVersion);
  await collectEvidence(reporting, run, seen);
  const attempt = run.note?.attempt ?? run.identity.attempt;
  const { status, output } = fitCheck(renderRun(reporting, run, { attempt, seen }));
  const shown = JSON.stringify(output);
  const checkId = run.note?.checkId;
  if (status !== 'in_progress' || shown === run.live.shown || checkId === undefined || !isRunning(run)) {
    reporting.live.giveBack(installationId);
    return;
  }
  const to = { ...addressOfRun(run, attempt), id: checkId };
  const stopping = new AbortController();
  const cancelTimers = [reporting.schedule(patienceMs, () => stopping.abort())];
  const hurry = (): void => {
    cancelTimers.push(reporting.schedule(hurryMs, () => stopping.abort()));
  };
  run.live.hurry = hurry;
  const written = await reporting.lanes.take({ installationId, isUrgent: () => !isRunning(run), hurry }, async () =>
    isRunning(run) ? await updateProgress(reporting, to, output, stopping.signal) : undefined,
  );
  run.live.hurry = undefined;
  for (const cancel of cancelTimers) cancel();
  if (written === undefined) return reporting.live.giveBack(installationId);
  run.live.writtenAt = reporting.now();
  if (written.ok) {
    run.live.shown = shown;
    reporting.metrics.count('live');
    return;
  }
  const { failure } = written;
  // What the check shows now is not known; the next update, or the conclusion, says it all again.
  run.live.shown = undefined;
  if (failure.kind !== 'later') {
    run.live.isOff = true;
    return;
  }
  if (failure.retryAfterMs !== undefined) reporting.lanes.pause(installationId, failure.retryAfterMs);
  reporting.live.rest(installationId, failure.retryAfterMs ?? 0);
}
