import type { Delivery, HandlingContext, Outcome } from '../bus/event-bus.ts';
import { type Decided, decidingCommit } from '../event/deciding-commit.ts';
import type { GithubEvent } from '../event/event.ts';
import { readGithubDelivery } from '../event/read-github-delivery.ts';
import type { GithubFailure } from '../github/github.ts';
import { type Problem, problem } from '../problem/problem.ts';
import { closeSubject } from './close/close-subject.ts';
import { decideEvent } from './decide/decide-event.ts';
import { isAboutOwnCheck } from './decide/own-check.ts';
import { checkFilePrograms } from './file/check-programs.ts';
import { rememberCommentCommands } from './file/comment-commands.ts';
import { isListenedTo, rememberListenedEvents } from './file/listened-events.ts';
import { type LoadedConfiguration, type Loading, loadConfiguration } from './file/load-configuration.ts';
import type { FlowTools } from './flow-tools.ts';
import { firstHandling, type Handling } from './handling.ts';
import { loadStateful, statelessOf, withoutStateful } from './join/load-stateful.ts';
import { leaveRepositories } from './leave/leave-repositories.ts';
import { startFirings } from './start/start-firings.ts';
import { appCheckName } from './verdict/check-request.ts';
import { reportFailedFilters } from './verdict/report-failed-filters.ts';
import {
  bringsCommit,
  repeatFileProblems,
  reportFileGone,
  reportFileProblems,
} from './verdict/report-file-problems.ts';

/**
 * The way of one delivery: facts, the file at the deciding commit, a decision per Sensor, a run per firing, and the check that
 * says what is wrong with the file. Everything in it may happen again after a crash: names and check ids are derived from the
 * delivery, so the second time changes nothing.
 */
export async function handleDelivery(
  delivery: Delivery,
  _context: HandlingContext,
  tools: FlowTools,
): Promise<Outcome> {
  const read = readGithubDelivery(delivery);
  if (!read.ok) return { kind: 'give-up', problem: read.problem };
  if (read.kind === 'installation') return await leaveRepositories(read.change, tools);
  if (read.kind !== 'event') return { kind: 'done' };
  const closed = await closeSubject(read.event, tools);
  return closed.kind === 'done' ? await handleEvent(read.event, tools) : closed;
}

/** The way of one event from its facts on; `handling` says which of its runs are meant when it is not handled for the first time. */
export async function handleEvent(
  event: GithubEvent,
  tools: FlowTools,
  handling: Handling = firstHandling,
): Promise<Outcome> {
  const first = decidingCommit(event);
  if (first.kind !== 'decided' || (isUnsure(first) && handling.onBranch !== true)) return { kind: 'done' };
  const deciding = handling.at === undefined ? first : pinTo(handling.at, first);
  if (deciding === undefined) return { kind: 'done' };
  if (isAboutOwnCheck(event, tools.appId) || !(await isListenedTo(event, tools.records))) return { kind: 'done' };

  const loaded = await loadConfiguration(event, deciding, tools);
  if (loaded.kind === 'failed') return outcomeOf(loaded.failure);
  const sensors = loaded.kind === 'loaded' ? loaded.configuration.sensors : [];
  const isDefault = isOfDefaultBranch(event, deciding);
  if (handling.attempt > 1) return await handleFiles(event, { ...repeatable(loaded), handling }, tools);
  if (isDefault) await rememberListenedEvents(event, sensors, tools.records);
  await rememberCommentCommands(event, { sensors, isDefault }, tools);
  const stateful: Loading = isDefault ? { kind: 'absent' } : await loadStateful(event, deciding, tools);
  if (stateful.kind === 'failed') return outcomeOf(stateful.failure);
  return await handleFiles(event, { own: isDefault ? loaded : withoutStateful(loaded), stateful, handling }, tools);
}

/**
 * What counts when an event is handled again: what was joined with it has long been carried out, and an old commit says nothing of
 * what its branch holds now.
 */
function repeatable(loaded: Exclude<Loading, { kind: 'failed' }>): Omit<Files, 'handling'> {
  return { own: statelessOf(loaded), stateful: { kind: 'absent' } };
}

/** The file that decides the event, and the default branch's as far as it is asked beside it. */
interface Files {
  own: Exclude<Loading, { kind: 'failed' }>;
  stateful: Exclude<Loading, { kind: 'failed' }>;
  handling: Handling;
}

async function handleFiles(event: GithubEvent, { own, stateful, handling }: Files, tools: FlowTools): Promise<Outcome> {
  const [first, ...others] = [own, stateful].filter((each) => each.kind === 'loaded');
  if (own.kind === 'absent' && handling.attempt === 1) await reportFileGone(event, tools);
  if (first === undefined) return { kind: 'done' };

  // Whichever file a Sensor stands in, the check stands on the commit that the event is about.
  const { checkCommit } = first;
  const beside = others.map((each) => ({ ...each, checkCommit }));
  const decided = await decideEvent(event, first, tools, beside);
  if (decided.kind === 'failed') return outcomeOf(decided.failure);
  if (decided.kind === 'postponed') return { kind: 'retry', problem: decided.problem };
  const started = await startFirings(event, first, { ...decided, handling }, tools);
  await reportFailedFilters(event, first, { decisions: decided.decisions, handling }, tools);
  if (own.kind === 'loaded') {
    const programs = bringsCommit.has(event.facts.eventName) ? await checkFilePrograms(own, tools) : [];
    const problems = [...own.configuration.problems, ...decided.problems, ...programs];
    await reportProblems(event, { loaded: own, problems, handling }, tools);
  }
  return started;
}

interface FileProblems {
  loaded: LoadedConfiguration;
  problems: Problem[];
  handling: Handling;
}

async function reportProblems(
  event: GithubEvent,
  { loaded, problems, handling: { attempt, only, tell } }: FileProblems,
  tools: FlowTools,
): Promise<void> {
  if (attempt === 1) return await reportFileProblems(event, loaded, problems, tools);
  if (only?.(appCheckName) === false) return;
  await repeatFileProblems(event, { loaded, problems, attempt }, tools);
  tell?.(appCheckName);
}

function isOfDefaultBranch({ facts }: GithubEvent, { file }: Decided): boolean {
  return file.kind === 'default-branch' || (facts.eventName === 'push' && facts.branch === facts.defaultBranch);
}

/** What was the newest commit of a branch is one like any other by now. Undefined where the event is about another one. */
function pinTo(sha: string, deciding: Decided): Decided | undefined {
  if (deciding.check.kind === 'commit') return deciding.check.sha === sha ? deciding : undefined;
  return { ...deciding, file: { kind: 'commit', sha }, check: { kind: 'commit', sha } };
}

/** A comment may stand on a commit of a fork; nothing listens to such comments, so nothing is looked up either. */
function isUnsure({ check }: Decided): boolean {
  return check.kind === 'commit' && check.onlyIfOnBranch === true;
}

/** What may pass is tried again; what is gone needs no answer; what is refused is somebody's to mend. */
function outcomeOf(failure: GithubFailure): Outcome {
  const reason = failure.message;
  if (failure.kind === 'gone') return { kind: 'done' };
  if (failure.kind === 'refused') return { kind: 'give-up', problem: problem('flow.github-refused', { reason }) };
  const afterMs = failure.retryAfterMs;
  return {
    kind: 'retry',
    problem: problem('flow.github-away', { reason }),
    ...(afterMs === undefined ? {} : { afterMs }),
  };
}
