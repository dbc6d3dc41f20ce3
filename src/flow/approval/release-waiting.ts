import type { Delivery, Outcome } from '../../bus/event-bus.ts';
import { readGithubDelivery } from '../../event/read-github-delivery.ts';
import type { RepositoryAddress } from '../../github/github.ts';
import type { Problem } from '../../problem/problem.ts';
import type { FlowTools } from '../flow-tools.ts';
import { handleEvent } from '../handle-delivery.ts';
import { appCheckName } from '../verdict/check-request.ts';
import type { HeadPlace } from './head-place.ts';
import { finishWaiting, readWaiting, type WaitingEvent, type WaitingHead } from './waiting-events.ts';
import { withAction } from './with-action.ts';

export interface ApprovalTools extends FlowTools {
  /** A stored webhook of the App, as long as it is kept. */
  findDelivery: (id: string, repositoryId: number) => Promise<Delivery | undefined>;
}

export type Released =
  /** How many events were handled, and what those came to that were given up. */
  | { kind: 'released'; count: number; failed: Problem[] }
  /** They wait again: what is shown of them has changed. */
  | { kind: 'asked-anew' }
  | { kind: 'later'; problem: Problem; afterMs?: number };

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
  const delivery = stored === undefined || action === undefined ? stored : withAction(stored, action);
  const read = delivery === undefined ? undefined : readGithubDelivery(delivery);
  if (read?.ok !== true || read.kind !== 'event' || read.event.facts.repository.id !== repository.id) return undefined;
  const event = { ...read.event, installationId: repository.installationId };
  // Nobody asked about the file's problems.
  return await handleEvent(event, tools, { attempt: attempt + 1, only: (name) => name !== appCheckName });
}

function keyOf({ delivery, action = '' }: WaitingEvent): string {
  return `${delivery}/${action}`;
}
