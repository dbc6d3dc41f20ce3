import type { ClusterFailure } from '../../kubernetes/kubernetes.ts';
import { problem } from '../../problem/problem.ts';
import { observeWorkflow } from '../state/observe-workflow.ts';
import { logProblem } from '../write/report-log.ts';
import { stageOf } from './check-stage.ts';
import { nameOfRun, type RunReporting, type SeenRun, type TrackedRun } from './tracked-run.ts';

export type ReadRun = { kind: 'seen'; seen: SeenRun } | { kind: 'gone' } | { kind: 'failed' };

/**
 * Reads the whole Workflow, at least as new as its newest metadata: what it becomes after that, the watch tells. `newest`: as it is now.
 * Another object under the same name means that this one is gone.
 */
export async function readRun(
  reporting: RunReporting,
  run: TrackedRun,
  wanted: 'known' | 'newest' = 'known',
): Promise<ReadRun> {
  const { namespace, name, uid, resourceVersion } = run.head.metadata;
  const options = wanted === 'known' ? { atLeast: resourceVersion } : {};
  const read = await reporting.limitReads(() => reporting.kubernetes.getWorkflow(namespace, name, options));
  if (!read.ok && read.failure.kind === 'absent') return { kind: 'gone' };
  if (!read.ok) {
    logClusterFailure(reporting, run, { action: 'read', failure: read.failure });
    return { kind: 'failed' };
  }
  const workflow = read.value;
  run.read = { at: reporting.now(), version: workflow.metadata.resourceVersion ?? '' };
  if (workflow.metadata.uid !== uid) return { kind: 'gone' };
  const observation = observeWorkflow(workflow);
  const waitingSince =
    Date.parse(observation.startedAt ?? workflow.metadata.creationTimestamp ?? '') || reporting.now();
  const stage = stageOf(observation, waitingSince, reporting.now());
  if (observation.phase === 'ended') run.lastEnd = observation;
  else run.lastEnd = undefined;
  const isDeleting = workflow.metadata.deletionTimestamp !== undefined;
  return { kind: 'seen', seen: { workflow, observation, stage, isDeleting, waitingSince } };
}

export function logClusterFailure(
  reporting: RunReporting,
  run: TrackedRun,
  { action, failure }: { action: 'read' | 'updated'; failure: ClusterFailure },
): void {
  const values = { workflow: nameOfRun(run), action, attempt: run.failures + 1, cause: failure.message };
  logProblem(reporting.log, problem('report.cluster', values));
}
