import { annotations, reportFinalizer } from '../../kubernetes/labels.ts';
import type { ObjectMeta, Workflow } from '../../kubernetes/workflow.ts';
import { isTerminal, timesOf } from '../state/observe-workflow.ts';
import { mustHold } from './check/plan-write.ts';
import { logClusterFailure, readRun } from './read-run.ts';
import type { ReportedNote } from './reported-note.ts';
import type { RunReporting, TrackedRun } from './tracked-run.ts';

/** What is judged of a Workflow that carries a note; of one that runs its metadata say enough. */
type Noted = Pick<Workflow, 'metadata' | 'status'>;

const maxConflicts = 5;

/**
 * So long the note of a run's first check may wait for its conclusion, so that a short run's Workflow is written once less: each write
 * costs the API server as much as the Workflow's creation, and has Argo's controller look at it anew. A process that ends meanwhile
 * costs nothing but a question: the next one finds the check by its external id, as it does where the note was not written any more.
 * What an installation's limit of writes lets come about in that time is what may have to be asked for.
 */
const noteWithinMs = 60_000;

/** The note has to be written: at once, or by that time where GitHub only has a check now that the Workflow has no note of at all. */
export function wantNote(run: TrackedRun, { isFirst, now }: { isFirst: boolean; now: number }): void {
  const canWait = isFirst && !run.unsaved;
  run.saveBy = canWait ? now + noteWithinMs : undefined;
  run.unsaved = true;
}

export function isNoteDue({ unsaved, saveBy }: Pick<TrackedRun, 'unsaved' | 'saveBy'>, now: number): boolean {
  return unsaved && (saveBy === undefined || now >= saveBy);
}

/**
 * Writes the run's note onto its Workflow and, in the same patch, takes off or puts back our finalizer. Where the list of
 * finalizers changes the patch is bound to the version that was read; a conflict reads again.
 * `failed`: to be tried again later, `run.unsaved` stays set.
 */
export async function saveNote(
  reporting: RunReporting,
  run: TrackedRun,
  { note, workflow }: { note: ReportedNote; workflow: Noted },
): Promise<'saved' | 'gone' | 'failed'> {
  const { namespace, name } = run.head.metadata;
  run.unsaved = true;
  run.saveBy = undefined;
  let current: Noted = workflow;
  for (let conflicts = 0; conflicts < maxConflicts; conflicts += 1) {
    const signed = reporting.identities.signNote(namespace, name, note);
    const patched = await reporting.kubernetes.patchWorkflow(namespace, name, notePatch(current, note, signed));
    if (patched.ok) {
      run.unsaved = false;
      // The object may have moved on since it was read: only what the note is about has been judged.
      const { metadata } = patched.value;
      const isSame = generationOf(metadata) === generationOf(current.metadata);
      const isJudged = isSame && !mustHoldNow({ ...current, metadata }, note);
      run.judgedVersion = isJudged ? metadata.resourceVersion : undefined;
      return 'saved';
    }
    if (patched.failure.kind === 'absent') return 'gone';
    if (patched.failure.kind !== 'conflict') {
      logClusterFailure(reporting, run, { action: 'updated', failure: patched.failure });
      return 'failed';
    }
    const read = await readRun(reporting, run, 'newest');
    if (read.kind !== 'seen') return read.kind;
    current = read.seen.workflow;
  }
  return 'failed';
}

/** A Workflow that changes at this moment is noted on a little later. */
const openAgainMs = 2000;

/**
 * Writes the note of a check that goes on, bound to the newest metadata that are known: a process that stood still until its note was
 * due finds that another has concluded the run meanwhile, and must not take that back. A conflict leaves it due in a moment.
 */
export async function saveOpenNote(
  reporting: RunReporting,
  run: TrackedRun,
  note: ReportedNote,
): Promise<'saved' | 'gone' | 'failed' | 'moved'> {
  const { namespace, name, resourceVersion } = run.head.metadata;
  const signed = reporting.identities.signNote(namespace, name, note);
  const metadata = { resourceVersion, annotations: { [annotations.reported]: signed } };
  const patched = await reporting.kubernetes.patchWorkflow(namespace, name, { metadata });
  if (patched.ok) {
    run.unsaved = false;
    run.saveBy = undefined;
    return 'saved';
  }
  if (patched.failure.kind === 'absent') return 'gone';
  if (patched.failure.kind === 'conflict') {
    run.saveBy = reporting.now() + openAgainMs;
    return 'moved';
  }
  logClusterFailure(reporting, run, { action: 'updated', failure: patched.failure });
  return 'failed';
}

/** True when the Workflow's finalizers are not as the note wants them. */
export function needsFinalizerChange(workflow: Noted, note: ReportedNote): boolean {
  return wantedFinalizers(workflow, note) !== undefined;
}

function notePatch(workflow: Noted, note: ReportedNote, signed: string): object {
  const noted = { annotations: { [annotations.reported]: signed } };
  const finalizers = wantedFinalizers(workflow, note);
  if (finalizers === undefined) return { metadata: noted };
  return { metadata: { ...noted, resourceVersion: workflow.metadata.resourceVersion, finalizers } };
}

function wantedFinalizers(workflow: Noted, note: ReportedNote): string[] | undefined {
  const isDeleting = workflow.metadata.deletionTimestamp !== undefined;
  const hold = mustHoldNow(workflow, note);
  // Kubernetes refuses new finalizers on an object that is being deleted.
  if (hold === holdsFinalizer(workflow.metadata) || (hold && isDeleting)) return undefined;
  const others = withoutFinalizer(workflow.metadata);
  return hold ? [...others, reportFinalizer] : others;
}

function mustHoldNow(workflow: Noted, note: ReportedNote): boolean {
  const end = isTerminal(workflow.status?.phase) ? timesOf(workflow) : undefined;
  return mustHold(note, end, workflow.metadata.deletionTimestamp !== undefined);
}

export function holdsFinalizer(metadata: ObjectMeta): boolean {
  return metadata.finalizers?.includes(reportFinalizer) ?? false;
}

export function withoutFinalizer(metadata: ObjectMeta): string[] {
  return (metadata.finalizers ?? []).filter((each) => each !== reportFinalizer);
}

/** `metadata.generation` grows with every change but those of metadata (a Workflow has no status subresource). */
export function generationOf(metadata: object): number | undefined {
  return 'generation' in metadata && typeof metadata.generation === 'number' ? metadata.generation : undefined;
}
