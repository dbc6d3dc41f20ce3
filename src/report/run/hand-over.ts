import type { WorkflowHead } from '../../kubernetes/workflow.ts';
import { maskObservation } from '../evidence/mask-observation.ts';
import { renderCheck } from '../render/render-check.ts';
import { type EndedObservation, observeDeleted } from '../state/observe-workflow.ts';
import { maskOf } from './check/collect-evidence.ts';
import { isGivenUp, type WritePlan } from './check/plan-write.ts';
import {
  addressOfRun,
  type NextLook,
  type RunReporting,
  type SeenRun,
  subjectOf,
  type TrackedRun,
} from './tracked-run.ts';

/**
 * Stores the conclusion of a run whose Workflow is gone, as a check that is written without one. What the Workflow last said
 * counts; one that had not ended was cancelled.
 */
export async function concludeWithoutWorkflow(reporting: RunReporting, run: TrackedRun): Promise<NextLook> {
  const open = openAttempt(run);
  if (open !== undefined) await store(reporting, run, { ...open, end: run.lastEnd ?? endOfHead(run.head) });
  run.finished = true;
  return { kind: 'rest' };
}

/** The attempt whose check has no conclusion. */
function openAttempt({ note, identity, unansweredAttempt = 0 }: TrackedRun) {
  if (note === undefined) return { attempt: identity.attempt, checkId: undefined };
  if (note.closed === undefined) return { attempt: note.attempt, checkId: note.checkId };
  if (isGivenUp(note) || unansweredAttempt <= note.attempt) return undefined;
  return { attempt: unansweredAttempt, checkId: undefined };
}

/**
 * Stores the conclusion of a run whose Workflow was deleted while it ran. Once that is done the Workflow can be let go at
 * once: Argo goes on running one that is only marked deleted, and GitHub may take its time.
 */
export async function storeDeleted(
  reporting: RunReporting,
  run: TrackedRun,
  { plan, seen }: { plan: Extract<WritePlan, { kind: 'hand-over' }>; seen: SeenRun },
): Promise<void> {
  if (seen.observation.phase !== 'ended') return;
  await store(reporting, run, { attempt: plan.attempt, checkId: plan.checkId, end: seen.observation });
}

async function store(
  reporting: RunReporting,
  run: TrackedRun,
  { attempt, checkId, end }: { attempt: number; checkId: number | undefined; end: EndedObservation },
): Promise<void> {
  const { uid } = run.head.metadata;
  const mask = maskOf(run);
  // What is deleted cannot be retried.
  const options = { isOverdue: false, now: reporting.now(), canRetry: false };
  const state = renderCheck(subjectOf(reporting, run, { attempt, mask }), maskObservation(end, mask), options);
  const { repository, ...address } = addressOfRun(run, attempt);
  await reporting.handOver({
    key: `${address.externalId}/${uid}`,
    repository,
    check: { ...address, ...state },
    requestedAt: reporting.now(),
    mayExist: checkId === undefined && run.mayExist,
    // One that stood still may hear of a run when another has concluded it and let it go.
    ...(reporting.isShared ? { unlessConcluded: true } : {}),
    ...(checkId === undefined ? {} : { known: checkId }),
  });
}

/** What labels alone say of an end that was never read. */
function endOfHead(head: WorkflowHead): EndedObservation {
  const labels = head.metadata.labels ?? {};
  const facts = { message: '', steps: [], stepsMissing: 'the Workflow was deleted before they were read.' };
  if (labels['workflows.argoproj.io/completed'] !== 'true') return observeDeleted(facts, head.metadata);
  const phase = labels['workflows.argoproj.io/phase'];
  if (phase === 'Succeeded') return { ...facts, phase: 'ended', conclusion: 'success', how: 'succeeded' };
  return { ...facts, phase: 'ended', conclusion: 'failure', how: phase === 'Error' ? 'error' : 'failed' };
}
