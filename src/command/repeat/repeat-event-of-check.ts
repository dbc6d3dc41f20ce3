import type { GithubEvent } from '../../event/event.ts';
import { readGithubDelivery } from '../../event/read-github-delivery.ts';
import { handleEvent } from '../../flow/handle-delivery.ts';
import type { Handling } from '../../flow/handling.ts';
import { appCheckName, requestVerdict, type Verdict, verdictIdOf } from '../../flow/verdict/check-request.ts';
import { type Later, later } from '../../problem/later.ts';
import { problem } from '../../problem/problem.ts';
import type { ExternalId } from '../../report/external-id.ts';
import type { Ask, AskedCheck } from '../ask.ts';
import { type CommandResult, done, type Refused, refuse } from '../command-result.ts';
import type { CommandTools } from '../command-tools.ts';
import { noteRun } from './claim-attempt.ts';
import { type ListedEvent, listEvents } from './list-events.ts';

/** A check without a Workflow (any more), to be made once more from what was stored of its event. */
export interface RepeatedEvent {
  check: AskedCheck;
  id: ExternalId;
  attempt: number;
}

/** Decides the stored event once more, for this check alone. */
export async function repeatEventOfCheck(
  { check, id, attempt }: RepeatedEvent,
  ask: Ask,
  tools: CommandTools,
): Promise<CommandResult> {
  const delivery = await tools.findDelivery(id.delivery, ask.repository.id);
  const read = delivery === undefined ? undefined : readGithubDelivery(delivery);
  if (delivery === undefined || read?.ok !== true || read.kind !== 'event') {
    return refuse(problem('command.too-old', {}));
  }
  // A name can be taken over; the number cannot.
  if (read.event.facts.repository.id !== ask.repository.id) return refuse(problem('command.unknown-check', {}));
  const listed = await listEvents(delivery, read.event, ask, tools);
  if (listed.kind !== 'events') return listed;

  const handled = await handleListed(listed.events, { check, id, attempt }, ask, tools);
  if (handled.kind !== 'handled') return handled;
  if (isAboutWholeEvent(check, id)) return await sayHandled(read.event, { check, id, attempt }, ask, tools);
  return handled.isTold ? done : refuse(problem('command.nothing-to-repeat', { check: check.name }));
}

type Handled = { kind: 'handled'; isTold: boolean } | Refused | Later;

/** One event after another, until a check of that name comes of one. */
async function handleListed(
  events: readonly ListedEvent[],
  { check, id, attempt }: RepeatedEvent,
  { repository, delivery }: Ask,
  tools: CommandTools,
): Promise<Handled> {
  const told: string[] = [];
  const made: { namespace: string; name: string }[] = [];
  const wanted: Handling = {
    attempt,
    at: check.commit,
    // The check that the whole event came to nothing: all of the event is meant.
    ...(isAboutWholeEvent(check, id) ? {} : { only: (name: string) => name === check.name }),
    tell: (name) => told.push(name),
    made: (run) => made.push(run),
  };
  for (const { event, handling } of events) {
    if (told.length > 0) break;
    const again = { ...event, installationId: repository.installationId };
    const outcome = await handleEvent(again, tools, { ...handling, ...wanted });
    // Also where it comes again: until then another press is one with this.
    const [run] = made;
    const claimed = { repositoryId: repository.id, delivery: id.delivery, name: check.name };
    if (run !== undefined) await noteRun(claimed, { press: delivery, run }, tools);
    if (outcome.kind === 'retry') return later(outcome.problem, outcome.afterMs);
    if (outcome.kind === 'give-up') return refuse(outcome.problem);
  }
  return { kind: 'handled', isTold: told.length > 0 };
}

/** Unless it came to nothing again, which has been said by then under the same id. */
async function sayHandled(
  event: GithubEvent,
  { check, attempt }: RepeatedEvent,
  { repository, by }: Ask,
  tools: CommandTools,
): Promise<CommandResult> {
  const verdict: Verdict = {
    name: appCheckName,
    externalId: verdictIdOf(event, ['event'], attempt),
    conclusion: 'success',
    title: 'The event was handled',
    summary: `@${by.login} asked for it once more. What it started has checks of its own.`,
    annotations: [],
  };
  await requestVerdict({ address: repository, commit: check.commit }, verdict, tools);
  return done;
}

function isAboutWholeEvent({ name }: AskedCheck, id: ExternalId): boolean {
  return name === appCheckName && id.kind === 'verdict' && id.about === 'event';
}
