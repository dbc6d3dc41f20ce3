import type { CheckState, CheckStatus, FoundCheck, GithubFailure, GithubResult } from '../../../github/github.ts';
import type { Evidence } from '../../evidence/evidence.ts';
import { maskObservation } from '../../evidence/mask-observation.ts';
import { fitCheck } from '../../render/fit-check.ts';
import { renderCheck } from '../../render/render-check.ts';
import { createCheck, listChecks, updateCheck } from '../../write/send-check.ts';
import type { ReportedNote } from '../reported-note.ts';
import { generationOf } from '../save-note.ts';
import {
  addressOfRun,
  externalIdOf,
  type RunReporting,
  type SeenRun,
  subjectOf,
  type TrackedRun,
} from '../tracked-run.ts';
import { evidenceOf, maskOf } from './collect-evidence.ts';
import type { WritePlan } from './plan-write.ts';

export type RunWritten = { ok: true; note: ReportedNote } | { ok: false; failure: GithubFailure; attempt: number };

/** Carries out a plan: one call to GitHub, or two where a check without a note may exist. The answer is the note to keep. */
export async function writeRunCheck(
  reporting: RunReporting,
  run: TrackedRun,
  { plan, seen }: { plan: Extract<WritePlan, { kind: 'create' | 'update' }>; seen: SeenRun },
): Promise<RunWritten> {
  if (plan.kind === 'update') return await update(reporting, run, { ...plan, seen });
  if (run.mayExist) return await adoptOrCreate(reporting, run, { attempt: plan.attempt, seen });
  return await create(reporting, run, { attempt: plan.attempt, seen });
}

/** The check as it is to look now. */
export function renderRun(
  reporting: RunReporting,
  run: TrackedRun,
  { attempt, seen, evidence }: Writing & { evidence?: Evidence | undefined },
): CheckState {
  const { canRetry } = reporting;
  const mask = evidence?.mask ?? maskOf(run);
  const options = { isOverdue: seen.stage === 'overdue', now: reporting.now(), canRetry, evidence };
  return renderCheck(subjectOf(reporting, run, { attempt, mask }), maskObservation(seen.observation, mask), options);
}

function renderNow(reporting: RunReporting, run: TrackedRun, writing: Writing): CheckState {
  return renderRun(reporting, run, { ...writing, evidence: evidenceOf(run, writing.seen)?.evidence });
}

interface Writing {
  attempt: number;
  seen: SeenRun;
}

async function update(
  reporting: RunReporting,
  run: TrackedRun,
  writing: Writing & { checkId: number },
): Promise<RunWritten> {
  const to = { ...addressOfRun(run, writing.attempt), id: writing.checkId };
  const state = renderNow(reporting, run, writing);
  if (hasAnnotations(state)) return await handOver(reporting, run, { ...writing, state });
  const updated = await updateCheck(reporting, to, state);
  run.live.shown = updated.ok ? shownBy(state) : undefined;
  return toWritten(run, writing, updated);
}

async function create(reporting: RunReporting, run: TrackedRun, writing: Writing): Promise<RunWritten> {
  const to = addressOfRun(run, writing.attempt);
  const state = renderNow(reporting, run, writing);
  if (hasAnnotations(state)) return await handOver(reporting, run, { ...writing, state });
  // Until an answer says otherwise: a lost answer leaves a check behind that no note knows.
  run.mayExist = true;
  run.unansweredAttempt = writing.attempt;
  const created = await createCheck(reporting, to, state);
  if (created.ok || created.failure.kind !== 'later') {
    run.mayExist = false;
    run.unansweredAttempt = undefined;
  }
  run.live.shown = created.ok ? shownBy(state) : undefined;
  return toWritten(run, writing, created);
}

/** What tells whether an update would show anything new. */
function shownBy(state: CheckState): string {
  return JSON.stringify(fitCheck(state).output);
}

function hasAnnotations({ output }: CheckState): boolean {
  return output.annotations !== undefined && output.annotations.length > 0;
}

/**
 * GitHub appends annotations: whoever writes a check twice doubles them, and more than fifty take several writes. So a conclusion
 * that has some is stored, and written with a note of how far that has come.
 */
async function handOver(
  reporting: RunReporting,
  run: TrackedRun,
  { state, checkId, ...writing }: Writing & { state: CheckState; checkId?: number },
): Promise<RunWritten> {
  const { repository, ...address } = addressOfRun(run, writing.attempt);
  await reporting.handOver({
    key: `${address.externalId}/${run.head.metadata.uid}`,
    repository,
    check: { ...address, ...state },
    requestedAt: reporting.now(),
    // It may be written much later than it was looked for.
    ...(checkId === undefined ? { mayExist: run.mayExist } : { known: checkId }),
  });
  return { ok: true, note: makeNote(run, writing, { checkId, closed: 'handed-over' }) };
}

async function adoptOrCreate(reporting: RunReporting, run: TrackedRun, writing: Writing): Promise<RunWritten> {
  const listed = await listChecks(reporting, addressOfRun(run, writing.attempt));
  if (!listed.ok) return { ok: false, failure: listed.failure, attempt: writing.attempt };
  const chosen = chooseAttempt(listed.value, run, writing);
  const { seen } = writing;
  const now = { seen, attempt: chosen.attempt };
  if (chosen.check === undefined) return await create(reporting, run, now);
  reporting.metrics.count('adopted');
  const isShown = chosen.check.status === statusOf(seen) && seen.stage !== 'overdue' && seen.stage !== 'pending';
  const written = isShown
    ? keepFound(reporting, run, { ...now, checkId: chosen.check.id })
    : await update(reporting, run, { ...now, checkId: chosen.check.id });
  // What was found is remembered by its note alone: where there is none yet, the next try has to find it again.
  if (written.ok) {
    run.mayExist = false;
    run.unansweredAttempt = undefined;
  }
  return written;
}

/** Nothing is to be written. A conclusion is told all the same: another check may still come that has none. */
function keepFound(reporting: RunReporting, run: TrackedRun, writing: Writing & { checkId: number }): RunWritten {
  if (writing.seen.stage === 'ended') {
    reporting.follow?.concluded(addressOfRun(run, writing.attempt), renderNow(reporting, run, writing));
  }
  return toWritten(run, writing, { ok: true, value: writing.checkId });
}

function statusOf(seen: SeenRun): CheckStatus {
  if (seen.stage === 'ended') return 'completed';
  return seen.stage === 'running' ? 'in_progress' : 'queued';
}

/**
 * The attempt to go on with, and its check if GitHub has one. A completed check that says something else than the Workflow does
 * now belongs to an attempt before this one; of a Workflow that is being deleted it said that, and nothing comes after it.
 */
function chooseAttempt(
  found: readonly FoundCheck[],
  run: TrackedRun,
  { attempt, seen }: Writing,
): { attempt: number; check?: FoundCheck } {
  const conclusion = seen.observation.phase === 'ended' ? seen.observation.conclusion : undefined;
  let last: FoundCheck | undefined;
  for (let candidate = attempt; ; candidate += 1) {
    const check = found.find((each) => each.externalId === externalIdOf(run, candidate));
    if (check === undefined && last !== undefined && seen.isDeleting) return { attempt: candidate - 1, check: last };
    if (check === undefined) return { attempt: candidate };
    last = check;
    if (check.status !== 'completed' || check.conclusion === conclusion) return { attempt: candidate, check };
  }
}

function toWritten(run: TrackedRun, { attempt, seen }: Writing, sent: GithubResult<number>): RunWritten {
  if (!sent.ok) return { ok: false, failure: sent.failure, attempt };
  return { ok: true, note: makeNote(run, { attempt, seen }, { checkId: sent.value }) };
}

/** The note that goes with what GitHub now shows; `closed` overrides how an end is called. */
export function makeNote(
  run: TrackedRun,
  { attempt, seen }: Writing,
  { checkId, closed }: { checkId?: number | undefined; closed?: ReportedNote['closed'] },
): ReportedNote {
  const { observation, workflow } = seen;
  const ended = closed ?? (observation.phase === 'ended' ? 'concluded' : undefined);
  const generation = generationOf(workflow.metadata);
  return {
    uid: run.head.metadata.uid,
    attempt,
    stage: seen.stage,
    ...(checkId === undefined ? {} : { checkId }),
    ...(ended === undefined ? {} : { closed: ended }),
    ...(observation.startedAt === undefined ? {} : { startedAt: observation.startedAt }),
    ...(observation.finishedAt === undefined ? {} : { finishedAt: observation.finishedAt }),
    ...(generation === undefined ? {} : { generation }),
  };
}
