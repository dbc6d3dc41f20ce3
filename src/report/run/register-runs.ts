import type { WorkflowChange } from '../../kubernetes/kubernetes.ts';
import { annotations } from '../../kubernetes/labels.ts';
import type { WorkflowHead } from '../../kubernetes/workflow.ts';
import { problem } from '../../problem/problem.ts';
import type { Activity } from '../write/activity.ts';
import { describeError, logProblem } from '../write/report-log.ts';
import { createScheduledRuns, isScheduled, type ScheduledRuns } from './adopt-scheduled.ts';
import type { RunDriver } from './drive-runs.ts';
import { type ReportedNote, readReportedNote } from './reported-note.ts';
import { holdsFinalizer, withoutFinalizer } from './save-note.ts';
import { newTrackedRun, type RunReporting, type TrackedRun } from './tracked-run.ts';

/** All Workflows that are reported on, by uid. */
export interface RunRegister {
  /** `isListed`: the first full list was through, so an unknown Workflow is a new one. */
  take(change: WorkflowChange, context: { isListed: boolean }): void;
  /** Something about the run is due. */
  look(run: TrackedRun): void;
  find(namespace: string, name: string): TrackedRun | undefined;
  stop(): void;
}

export interface RunRegisterParts {
  reporting: RunReporting;
  activity: Activity;
  driver: (onFinished: (run: TrackedRun) => void) => RunDriver;
  /** A run was there before this process looked. */
  onFound?: ((run: TrackedRun) => void) | undefined;
}

/** So many uids of runs that are done and gone are remembered, for changes that come late or twice. */
const maxFinished = 10_000;

export function createRunRegister({
  reporting,
  activity,
  driver: createDriver,
  onFound,
}: RunRegisterParts): RunRegister {
  const runs = new Map<string, TrackedRun>();
  const foreign = new Set<string>();
  const finished = new Set<string>();
  const driver = createDriver((run) => {
    const { uid } = run.head.metadata;
    runs.delete(uid);
    reporting.live.leave(run, run.identity.installationId);
    finished.add(uid);
    for (const oldest of finished) {
      if (finished.size <= maxFinished) break;
      finished.delete(oldest);
    }
  });

  const { adopt } = reporting;
  const scheduled =
    adopt === undefined
      ? undefined
      : createScheduledRuns({
          ...{ adopt, activity, schedule: reporting.schedule },
          onForeign: (head) => refuse({ type: 'seen', head }),
          onError(head, error) {
            const { namespace, name } = head.metadata;
            const values = { subject: `${namespace}/${name}`, attempt: 1, cause: describeError(error) };
            reporting.metrics.count('unexpected');
            logProblem(reporting.log, problem('report.unexpected', values));
          },
        });

  function take(change: WorkflowChange, { isListed }: { isListed: boolean }): void {
    const { head } = change;
    const { uid } = head.metadata;
    if (finished.has(uid)) return;
    const known = runs.get(uid);
    if (known === undefined) {
      begin(change, isListed);
      return;
    }
    if (known.gone) return;
    known.head = head;
    known.gone = change.type === 'gone';
    driver.wake(known);
  }

  function begin(change: WorkflowChange, isListed: boolean): void {
    const { head } = change;
    const { namespace, name, uid } = head.metadata;
    const identity = reporting.identities.read(namespace, name, head.metadata.annotations?.[annotations.identity]);
    if (identity === undefined) {
      if (scheduled !== undefined && isScheduled(head) && !foreign.has(uid)) takeScheduled(change, scheduled);
      else refuse(change);
      return;
    }
    scheduled?.forget(uid);
    const isGone = change.type === 'gone';
    const run = newTrackedRun({ identity, head, note: readNote(head) }, reporting.now());
    run.gone = isGone;
    // One that was there before this process, or that goes before it was ever seen, may have a check that no note knows.
    run.mayExist = !isListed || isGone;
    runs.set(uid, run);
    if (!isListed && !isGone) onFound?.(run);
    driver.wake(run);
  }

  function takeScheduled({ type, head }: WorkflowChange, runs: ScheduledRuns): void {
    if (type === 'gone') runs.forget(head.metadata.uid);
    else runs.take(head);
  }

  function readNote(head: WorkflowHead): ReportedNote | undefined {
    const { namespace, name, uid } = head.metadata;
    const annotation = head.metadata.annotations?.[annotations.reported];
    if (annotation === undefined) return undefined;
    const note = readReportedNote(reporting.identities.readNote(namespace, name, annotation), uid);
    if (note === undefined) {
      reporting.metrics.count('unreadable-note');
      logProblem(reporting.log, problem('report.unreadable-note', { workflow: `${namespace}/${name}` }));
    }
    return note;
  }

  /** Not ours, whatever its labels say: never reported, said once; and never kept from going by our finalizer. */
  function refuse({ type, head }: WorkflowChange): void {
    const { namespace, name, uid } = head.metadata;
    if (type === 'gone') {
      foreign.delete(uid);
      return;
    }
    if (!foreign.has(uid)) {
      foreign.add(uid);
      const state =
        head.metadata.annotations?.[annotations.identity] === undefined ? 'missing' : 'not as this app signed it';
      reporting.metrics.count('forged-identity');
      logProblem(reporting.log, problem('report.forged-identity', { workflow: `${namespace}/${name}`, state }));
    }
    if (head.metadata.deletionTimestamp !== undefined && holdsFinalizer(head.metadata))
      activity.begin(() => release(head));
  }

  async function release(head: WorkflowHead): Promise<void> {
    const { namespace, name, resourceVersion } = head.metadata;
    const metadata = { resourceVersion, finalizers: withoutFinalizer(head.metadata) };
    const patched = await reporting.kubernetes.patchWorkflow(namespace, name, { metadata });
    if (patched.ok || patched.failure.kind === 'absent' || patched.failure.kind === 'conflict') return;
    const values = { workflow: `${namespace}/${name}`, action: 'updated', attempt: 1, cause: patched.failure.message };
    logProblem(reporting.log, problem('report.cluster', values));
  }

  return {
    take,
    look(run) {
      if (runs.get(run.head.metadata.uid) === run) driver.wake(run);
    },
    find(namespace, name) {
      for (const run of runs.values()) {
        const { metadata } = run.head;
        if (metadata.name === name && metadata.namespace === namespace) return run;
      }
      return undefined;
    },
    stop() {
      driver.stop();
      scheduled?.stop();
    },
  };
}
