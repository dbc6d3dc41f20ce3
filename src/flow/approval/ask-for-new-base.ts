import type { Delivery, Outcome, Records } from '../../bus/event-bus.ts';
import type { GithubEvent } from '../../event/event.ts';
import { fieldAt } from '../../event/payload/read-field.ts';
import { readGithubDelivery } from '../../event/read-github-delivery.ts';
import { headOf } from './head-place.ts';
import { finishWaiting, readWaiting } from './waiting-events.ts';
import { withAction } from './with-action.ts';

export interface RetargetTools {
  records: Records;
  handle: (event: GithubEvent) => Promise<Outcome>;
}

/**
 * A stranger's pull request was given another base while its commit waits. An approval is for the base that was seen, and what
 * waits would be decided by facts that nobody sees any more: it is asked anew, by this event in place of those that wait.
 */
export async function askForNewBase(delivery: Delivery, event: GithubEvent, tools: RetargetTools): Promise<Outcome> {
  const place = headOf(event);
  if (place === undefined || !isRetarget(event)) return { kind: 'done' };
  const waiting = await readWaiting(tools.records, place);
  if (waiting === undefined || waiting.base === event.facts.pullRequest?.base.ref) return { kind: 'done' };

  const actions = new Set(waiting.events.flatMap(({ action = 'edited' }) => (action === 'edited' ? [] : [action])));
  for (const action of actions) {
    const read = readGithubDelivery(withAction(delivery, action));
    if (!read.ok || read.kind !== 'event') continue;
    const outcome = await tools.handle(read.event);
    if (outcome.kind !== 'done') return outcome;
  }
  // Nothing listens to the new base: there is nothing left to approve.
  const after = await readWaiting(tools.records, place);
  if (after?.base === waiting.base) await finishWaiting(tools.records, place, after);
  return { kind: 'done' };
}

function isRetarget({ data, facts }: GithubEvent): boolean {
  if (facts.eventName !== 'pull_request' || facts.action !== 'edited') return false;
  const parsed: unknown = JSON.parse(data);
  return fieldAt(parsed, 'body', 'changes', 'base') !== undefined;
}
