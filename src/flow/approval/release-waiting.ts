import type { Delivery, Outcome } from '../../bus/event-bus.ts';
import type { GithubEvent } from '../../event/event.ts';
import { readGithubDelivery } from '../../event/read-github-delivery.ts';
import type { RepositoryAddress } from '../../github/github.ts';
import type { Later } from '../../problem/later.ts';
import type { Problem } from '../../problem/problem.ts';
import type { FlowTools } from '../flow-tools.ts';
import { handleEvent } from '../handle-delivery.ts';
import type { Handling } from '../handling.ts';
import { appCheckName } from '../verdict/check-request.ts';
import type { HeadPlace } from './head-place.ts';
import { finishWaiting, readWaiting, type WaitingEvent, type WaitingHead } from './waiting-events.ts';
import { withAction } from './with-action.ts';

export interface ApprovalTools extends FlowTools {
  /** A stored webhook of the App, as long as it is kept. */
  findDelivery: (id: string, repositoryId: number) => Promise<Delivery | undefined>;
  /**
   * What a stored comment asked to have run, with its pull request as it is now; undefined for a delivery that is no comment.
   *
   * @param action of the pull request's event that it asked for; absent for what waits for the comment itself
   */
  listCommented: (
    delivery: Delivery,
    action: string | undefined,
    repository: RepositoryAddress,
  ) => Promise<Commented> | undefined;
}

export type Commented = { kind: 'events'; events: GithubEvent[] } | { kind: 'refused'; problem: Problem } | Later;

export type Released =
  /** How many events were handled, and what those came to that were given up. */
  | { kind: 'released'; count: number; failed: Problem[] }
  /** They wait again: what is shown of them has changed. */
  | { kind: 'asked-anew' }
  | Later;

interface Place {
  place: HeadPlace;
  repository: RepositoryAddress;
}

interface Progress {
  /** Keys of the events that were handled. */
  handled: Set<string>;
  count: number;
  failed: Problem[];
}

/** Handles the events of a commit that was approved, also those that come to wait meanwhile, and forgets them then. */
export async function releaseWaiting(waiting: WaitingHead, at: Place, tools: ApprovalTools): Promise<Released> {
  const progress: Progress = { handled: new Set(), count: 0, failed: [] };
  let current: WaitingHead | undefined = waiting;
  while (current !== undefined) {
    const later = await handleAll(current.events, progress, at, tools);
    if (later !== undefined) return later;
    const after: WaitingHead | undefined = await readWaiting(tools.records, at.place);
    if (after !== undefined && (after.base !== waiting.base || after.blob !== waiting.blob)) {
      return { kind: 'asked-anew' };
    }
    current = await forgetHandled(after, progress, at, tools);
  }
  return { kind: 'released', count: progress.count, failed: progress.failed };
}

async function handleAll(
  events: readonly WaitingEvent[],
  progress: Progress,
  at: Place,
  tools: ApprovalTools,
): Promise<Extract<Released, { kind: 'later' }> | undefined> {
  for (const event of events) {
    if (progress.handled.has(keyOf(event))) continue;
    const outcome = await handleAgain(event, at, tools);
    if (outcome?.kind === 'retry') return { ...outcome, kind: 'later' };
    if (outcome?.kind === 'give-up') progress.failed.push(outcome.problem);
    if (outcome !== undefined) progress.count += 1;
    progress.handled.add(keyOf(event));
  }
  return undefined;
}

/** What waits still; undefined once all of it was handled and is forgotten. */
async function forgetHandled(
  after: WaitingHead | undefined,
  { handled }: Progress,
  { place }: Place,
  { records }: ApprovalTools,
): Promise<WaitingHead | undefined> {
  if (after === undefined) return undefined;
  const isAll = after.events.every((each) => handled.has(keyOf(each)));
  return isAll && (await finishWaiting(records, place, after)) ? undefined : after;
}

/** Undefined when the event is not kept any more. */
async function handleAgain(
  { delivery: id, attempt, action }: WaitingEvent,
  { repository }: Place,
  tools: ApprovalTools,
): Promise<Outcome | undefined> {
  const stored = await tools.findDelivery(id, repository.id);
  const commented = stored && tools.listCommented(stored, action, repository);
  if (commented !== undefined) return await handleCommented(await commented, attempt, tools);
  const delivery = stored === undefined || action === undefined ? stored : withAction(stored, action);
  const read = delivery === undefined ? undefined : readGithubDelivery(delivery);
  if (read?.ok !== true || read.kind !== 'event' || read.event.facts.repository.id !== repository.id) return undefined;
  const event = { ...read.event, installationId: repository.installationId };
  return await handleEvent(event, tools, onceMore(attempt));
}

/** A comment stands for several events; the first that cannot be handled now has all of them handled again. */
async function handleCommented(listed: Commented, attempt: number, tools: ApprovalTools): Promise<Outcome> {
  if (listed.kind === 'refused') return { kind: 'give-up', problem: listed.problem };
  if (listed.kind === 'later') return { ...listed, kind: 'retry' };
  for (const event of listed.events) {
    const outcome = await handleEvent(event, tools, onceMore(attempt));
    if (outcome.kind !== 'done') return outcome;
  }
  return { kind: 'done' };
}

/** Nobody asked about the file's problems. */
function onceMore(attempt: number): Handling {
  return { attempt: attempt + 1, only: (name) => name !== appCheckName };
}

function keyOf({ delivery, action = '' }: WaitingEvent): string {
  return `${delivery}/${action}`;
}
