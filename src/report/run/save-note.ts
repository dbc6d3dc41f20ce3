import type { ObjectMeta, Workflow } from '../../kubernetes/workflow.ts';
import { annotations, reportFinalizer } from '../../run/labels.ts';
import { isTerminal, timesOf } from '../state/observe-workflow.ts';
import { mustHold } from './plan-write.ts';
import { logClusterFailure, readRun } from './read-run.ts';
import type { ReportedNote } from './reported-note.ts';
import type { RunReporting, TrackedRun } from './tracked-run.ts';

const maxConflicts = 5;

/**
 * Writes the run's note onto its Workflow and, in the same patch, takes off or puts back our finalizer. Where the list of
 * finalizers changes the patch is bound to the version that was read; a conflict reads again.
 * `failed`: to be tried again later, `run.unsaved` stays set.
 */
export async function saveNote(
  reporting: RunReporting,
  run: TrackedRun,
  { note, workflow }: { note: ReportedNote; workflow: Workflow },
): Promise<'saved' | 'gone' | 'failed'> {
  const { namespace, name } = run.head.metadata;
  run.unsaved = true;
  let current = workflow;
  for (let conflicts = 0; conflicts < maxConflicts; conflicts += 1) {
    const signed = reporting.identities.signNote(namespace, name, note);
    const patched = await reporting.kubernetes.patchWorkflow(namespace, name, notePatch(current, note, signed));
    if (patched.ok) {
      run.unsaved = false;
      // The object may have moved on since it was read: only what the note is about has been judged.
      const isJudged = !mustHoldNow(patched.value, note);
      run.judgedVersion = isJudged ? patched.value.metadata.resourceVersion : undefined;
      return 'saved';
    }
    if (patched.failure.kind === 'absent') return 'gone';
    if (patched.failure.kind !== 'conflict') {
      logClusterFailure(reporting, run, { action: 'updated', failure: patched.failure });
      return 'failed';
    }
    const read = await readRun(reporting, run);
    if (read.kind !== 'seen') return read.kind;
    current = read.seen.workflow;
  }
  return 'failed';
}

/** True when the Workflow's finalizers are not as the note wants them. */
export function needsFinalizerChange(workflow: Workflow, note: ReportedNote): boolean {
  return wantedFinalizers(workflow, note) !== undefined;
}

function notePatch(workflow: Workflow, note: ReportedNote, signed: string): object {
  const noted = { annotations: { [annotations.reported]: signed } };
  const finalizers = wantedFinalizers(workflow, note);
  if (finalizers === undefined) return { metadata: noted };
  return { metadata: { ...noted, resourceVersion: workflow.metadata.resourceVersion, finalizers } };
}

function wantedFinalizers(workflow: Workflow, note: ReportedNote): string[] | undefined {
  const isDeleting = workflow.metadata.deletionTimestamp !== undefined;
  const hold = mustHoldNow(workflow, note);
  // Kubernetes refuses new finalizers on an object that is being deleted.
  if (hold === holdsFinalizer(workflow.metadata) || (hold && isDeleting)) return undefined;
  const others = withoutFinalizer(workflow.metadata);
  return hold ? [...others, reportFinalizer] : others;
}

function mustHoldNow(workflow: Workflow, note: ReportedNote): boolean {
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
