import type { Delivery, HandlingContext, Outcome } from '../bus/event-bus.ts';
import type { Decided } from '../event/deciding-commit.ts';
import type { GithubEvent } from '../event/event.ts';
import { readGithubDelivery } from '../event/read-github-delivery.ts';
import { problem } from '../problem/problem.ts';
import { askForNewBase } from './approval/ask-for-new-base.ts';
import { closeSubject } from './close/close-subject.ts';
import { isAboutOwnCheck } from './decide/is-about-own-check.ts';
import { chooseFile } from './file/choose-file.ts';
import { rememberCommentCommands } from './file/comment-commands.ts';
import { noteCreatedRef } from './file/created-refs.ts';
import { isListenedTo, rememberListenedEvents } from './file/listened-events.ts';
import { type Loading, loadConfiguration } from './file/load-configuration.ts';
import { onlyPipeline } from './file/only-pipeline.ts';
import type { FlowTools } from './flow-tools.ts';
import { type Files, handleFiles } from './handle-files.ts';
import { firstHandling, type Handling } from './handling.ts';
import { loadStateful, statelessOf, withoutStateful } from './join/load-stateful.ts';
import { leaveRepositories } from './leave/leave-repositories.ts';
import { outcomeOf } from './outcome-of.ts';
import { followRepository, welcomeRepositories } from './schedules/follow-repository.ts';
import { handleSchedules, withProblems } from './schedules/handle-schedules.ts';
import { followSources } from './sources/follow-sources.ts';

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
  if (read.kind === 'installation') {
    const left = await leaveRepositories(read.change, tools);
    return left.kind === 'done' ? await welcomeRepositories(read.change, tools) : left;
  }
  if (read.kind !== 'event') return { kind: 'done' };
  const { event } = read;
  const closed = await closeSubject(event, tools);
  if (closed.kind !== 'done') return closed;
  const followed = await followRepository(event, delivery, tools);
  if (followed.kind !== 'done') return followed;
  const outcome = await handleEvent(event, tools);
  if (outcome.kind !== 'done') return outcome;
  const handle = (changed: GithubEvent) => handleEvent(changed, tools);
  return await askForNewBase(delivery, event, { records: tools.records, handle });
}

/** The way of one event from its facts on; `handling` says which of its runs are meant when it is not handled for the first time. */
export async function handleEvent(
  event: GithubEvent,
  tools: FlowTools,
  handling: Handling = firstHandling,
): Promise<Outcome> {
  await noteCreatedRef(event, tools.records);
  const deciding = await chooseFile(event, handling, tools);
  if (deciding === undefined) return { kind: 'done' };
  if (isAboutOwnCheck(event, tools.appId) || !(await isListenedTo(event, tools.records))) return { kind: 'done' };

  const loaded = await loadConfiguration(event, deciding, tools);
  if (loaded.kind === 'failed') return outcomeOf(loaded.failure);
  if (event.pipeline !== undefined) return await handlePipeline(event, event.pipeline, { loaded, handling }, tools);
  const sensors = loaded.kind === 'loaded' ? loaded.configuration.sensors : [];
  const isDefault = isOfDefaultBranch(event, deciding);
  if (handling.attempt > 1) return await handleFiles(event, { ...repeatable(loaded), handling }, tools);
  if (isDefault) await rememberListenedEvents(event, sensors, tools.records);
  await rememberCommentCommands(event, { sensors, isDefault }, tools);
  const stateful: Loading = isDefault ? { kind: 'absent' } : await loadStateful(event, deciding, tools);
  if (stateful.kind === 'failed') return outcomeOf(stateful.failure);
  const scheduled = await handleSchedules(event, loaded, tools);
  if (scheduled.kind === 'outcome') return scheduled.outcome;
  const sourced = await followSources(event, { loaded, isDefault }, tools);
  const own = withProblems(isDefault ? loaded : withoutStateful(loaded), [...scheduled.problems, ...sourced]);
  return await handleFiles(event, { own, stateful, handling }, tools);
}

/** What a person asked for, or whose time has come, is one pipeline of one commit; nothing else of the file is asked. */
async function handlePipeline(
  event: GithubEvent,
  pipeline: string,
  { loaded, handling }: { loaded: Exclude<Loading, { kind: 'failed' }>; handling: Handling },
  tools: FlowTools,
): Promise<Outcome> {
  const { eventName } = event.facts;
  const own = onlyPipeline(loaded, { pipeline, eventName });
  // Its time may have come just before it was taken out.
  if (own === undefined && eventName === 'schedule') return { kind: 'done' };
  if (own === undefined) return { kind: 'give-up', problem: problem('flow.no-such-pipeline', { pipeline }) };
  return await handleFiles(event, { own, stateful: { kind: 'absent' }, handling }, tools);
}

/**
 * What counts when an event is handled again: what was joined with it has long been carried out, and an old commit says nothing of
 * what its branch holds now.
 */
function repeatable(loaded: Exclude<Loading, { kind: 'failed' }>): Omit<Files, 'handling'> {
  return { own: statelessOf(loaded), stateful: { kind: 'absent' } };
}

function isOfDefaultBranch({ facts }: GithubEvent, { file }: Decided): boolean {
  return file.kind === 'default-branch' || (facts.eventName === 'push' && facts.branch === facts.defaultBranch);
}
