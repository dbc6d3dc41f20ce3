import type {
  CheckState,
  CheckStatus,
  FoundCheck,
  GitHub,
  GithubFailure,
  GithubResult,
  NewCheck,
  RepositoryAddress,
} from '../../github/github.ts';
import { problem } from '../../problem/problem.ts';
import { fitCheck } from '../render/fit-check.ts';
import { reduceCheck } from '../render/render-check.ts';
import { logProblem, type ReportLog, type ReportMetrics } from './report-log.ts';
import type { UnansweredCreations } from './unanswered-creations.ts';
import type { WriteLanes } from './write-lanes.ts';

/** Where checks are sent, and who is told about it. */
export interface CheckSender {
  github: GitHub;
  lanes: WriteLanes;
  log: ReportLog;
  metrics: ReportMetrics;
  follow?: WriteFollower | undefined;
  unanswered: UnansweredCreations;
}

/** Is told of writes: what came of one is not always what its answer says. */
export interface WriteFollower {
  /** Asked before each write, with the state that it gives the check, if any; the answer is told what came of it. */
  begin(to: CheckAddress, status: CheckStatus | undefined): (sent: GithubResult<unknown>) => void;
  concluded(to: CheckAddress, state: CheckState): void;
}

/** A check run's address on GitHub, with the words for the log. */
export interface CheckAddress {
  repository: RepositoryAddress;
  name: string;
  headSha: string;
  externalId: string;
}

/**
 * Creates the check run, in a short form if GitHub refuses the full one. A failure `later` leaves it open whether GitHub has the
 * check: look for it (`listChecks`) before creating again. Where an earlier creation may still be carried out, nothing is sent.
 */
export async function createCheck(
  sender: CheckSender,
  to: CheckAddress,
  state: CheckState,
): Promise<GithubResult<number>> {
  const send = async (each: CheckState): Promise<GithubResult<number>> => {
    const check: NewCheck = { name: to.name, headSha: to.headSha, externalId: to.externalId, ...each };
    const result = await sender.github.createCheckRun(to.repository, check);
    return result.ok ? { ok: true, value: result.value.id } : result;
  };
  const retryAfterMs = sender.unanswered.remainingMs(to);
  if (retryAfterMs > 0) {
    return { ok: false, failure: { kind: 'later', message: 'GitHub may still be making it', retryAfterMs } };
  }
  const sent = await sendOrReduce(sender, to, { state, send });
  if (!sent.ok && sent.failure.kind === 'later' && sent.failure.isUnanswered === true) sender.unanswered.note(to);
  if (sent.ok) sender.metrics.count('created');
  if (sent.ok && state.conclusion !== undefined) sender.follow?.concluded(to, state);
  return sent;
}

export async function updateCheck(
  sender: CheckSender,
  to: CheckAddress & { id: number },
  state: CheckState,
): Promise<GithubResult<number>> {
  const send = async (each: CheckState): Promise<GithubResult<number>> => {
    const result = await sender.github.updateCheckRun(to.repository, to.id, each);
    return result.ok ? { ok: true, value: to.id } : result;
  };
  const sent = await sendOrReduce(sender, to, { state, send });
  if (sent.ok) sender.metrics.count('updated');
  if (sent.ok && state.conclusion !== undefined) sender.follow?.concluded(to, state);
  return sent;
}

/** Writes what a check shows and leaves its state alone; `signal` gives it up. What comes of it is the caller's to judge. */
export async function updateProgress(
  sender: CheckSender,
  to: CheckAddress & { id: number },
  output: CheckState['output'],
  signal: AbortSignal,
): Promise<GithubResult<undefined>> {
  const end = sender.follow?.begin(to, undefined);
  const written = await sender.github.updateCheckRun(to.repository, to.id, { output }, { signal });
  end?.(written);
  return written;
}

/** The App's checks of that name on that commit; the external ids tell which is whose. */
export async function listChecks(sender: CheckSender, to: CheckAddress): Promise<GithubResult<FoundCheck[]>> {
  const listed = await sender.github.listCheckRuns(to.repository, to.headSha, to.name);
  if (listed.ok) return listed;
  const failure = hopeForPermission(sender, to, listed.failure);
  noteFailure(sender, to, failure);
  return { ok: false, failure };
}

interface Sending {
  state: CheckState;
  send: (state: CheckState) => Promise<GithubResult<number>>;
}

async function sendOrReduce(sender: CheckSender, to: CheckAddress, sending: Sending): Promise<GithubResult<number>> {
  const end = sender.follow?.begin(to, sending.state.status);
  const sent = await sendFitting(sender, to, sending);
  end?.(sent);
  return sent;
}

async function sendFitting(
  sender: CheckSender,
  to: CheckAddress,
  { state, send }: Sending,
): Promise<GithubResult<number>> {
  const first = await send(fitCheck(state));
  if (first.ok) return first;
  const failure = hopeForPermission(sender, to, first.failure);
  if (failure.kind !== 'refused') {
    noteFailure(sender, to, failure);
    return { ok: false, failure };
  }
  const second = await send(reduceCheck(state));
  const values = { check: to.name, subject: to.externalId, cause: failure.message };
  if (second.ok) logProblem(sender.log, problem('report.shortened', values));
  else if (second.failure.kind === 'refused') {
    sender.metrics.count('refused');
    logProblem(sender.log, problem('report.refused', values));
  } else noteFailure(sender, to, second.failure);
  return second;
}

/**
 * A permission that is missing may be given: an owner accepts it, a list of addresses is put right. Until then the check waits, like
 * one that GitHub has no time for; dropped, one that was begun would stand open for ever.
 */
function hopeForPermission(sender: CheckSender, to: CheckAddress, failure: GithubFailure): GithubFailure {
  if (failure.kind !== 'refused' || failure.isForbidden !== true) return failure;
  sender.metrics.count('refused');
  const values = { check: to.name, subject: to.externalId, cause: failure.message };
  logProblem(sender.log, problem('report.not-permitted', values));
  return { kind: 'later', message: failure.message };
}

function noteFailure(sender: CheckSender, to: CheckAddress, failure: GithubFailure): void {
  if (failure.kind === 'later' && failure.retryAfterMs !== undefined) {
    sender.lanes.pause(to.repository.installationId, failure.retryAfterMs);
  }
  if (failure.kind === 'refused') {
    sender.metrics.count('refused');
    logProblem(
      sender.log,
      problem('report.refused', { check: to.name, subject: to.externalId, cause: failure.message }),
    );
  }
}
