import type { Delivery } from '../../bus/event-bus.ts';
import type { GithubEvent } from '../../event/event.ts';
import { withCommand } from '../../event/learned/with-command.ts';
import type { Commented } from '../../flow/approval/release-waiting.ts';
import { listCommentCommands } from '../../flow/file/comment-commands.ts';
import type { Handling } from '../../flow/handling.ts';
import type { RepositoryAddress } from '../../github/github.ts';
import type { Later } from '../../problem/later.ts';
import type { Ask } from '../ask.ts';
import type { Refused } from '../command-result.ts';
import type { CommandTools } from '../command-tools.ts';
import { type CommentSubject, openSubject } from '../comment/comment-subject.ts';
import { makePullRequestEvent, pullRequestActions } from '../comment/perform/pull-request-event.ts';
import { placeComment } from '../comment/perform/run-pipelines.ts';
import { type CommentAsk, readCommentAsk } from '../comment/read-comment-ask.ts';
import { findCommands, type WrittenCommand } from '../comment/words/find-commands.ts';

export interface ListedEvent {
  event: GithubEvent;
  handling: Pick<Handling, 'onBranch'>;
}

type Listed = { kind: 'events'; events: ListedEvent[] } | Refused | Later;

/**
 * What a stored delivery stands for: one event, or for a comment the pull request's as `/test` asked for it, and one for each command
 * of a pipeline. Whoever wrote the comment had the right to, or there would be no check; who asks again has it now.
 */
export async function listEvents(
  delivery: Delivery,
  event: GithubEvent,
  ask: Ask,
  tools: CommandTools,
): Promise<Listed> {
  const comment = readCommentAsk(delivery);
  if (comment === undefined) return { kind: 'events', events: [{ event, handling: {} }] };
  const here: CommentAsk = { ...comment, repository: ask.repository };
  const subject = openSubject(here, tools);
  const placed = await placeComment(here, subject, tools);
  if (placed.kind !== 'placed') return placed;
  const found = await findWords(here, tools);
  const tested = found.some(({ word }) => word === 'test')
    ? await listTested(delivery, subject, pullRequestActions)
    : [];
  const commented = listPlaced(placed, found).map((each) => ({ event: each, handling: placed.handling }));
  return { kind: 'events', events: [...tested.map((each) => ({ event: each, handling: {} })), ...commented] };
}

/**
 * What waited for an approval of the pull request that a comment stands on: the event of the pull request that `/test` asked for, or
 * the commands of pipelines. Undefined for a delivery that is no comment.
 */
export function listCommented(
  delivery: Delivery,
  action: string | undefined,
  repository: RepositoryAddress,
  tools: CommandTools,
): Promise<Commented> | undefined {
  const comment = readCommentAsk(delivery);
  if (comment === undefined || comment.repository.id !== repository.id) return undefined;
  const here: CommentAsk = { ...comment, repository: { ...comment.repository, ...repository } };
  return listWaiting(here, { delivery, action }, tools);
}

async function listWaiting(
  here: CommentAsk,
  { delivery, action }: { delivery: Delivery; action: string | undefined },
  tools: CommandTools,
): Promise<Commented> {
  const subject = openSubject(here, tools);
  if (action !== undefined) {
    const read = await subject.readPullRequest();
    if (read.kind !== 'read') return read;
    return { kind: 'events', events: await listTested(delivery, subject, [action]) };
  }
  const placed = await placeComment(here, subject, tools);
  if (placed.kind !== 'placed') return placed;
  return { kind: 'events', events: listPlaced(placed, await findWords(here, tools)) };
}

async function findWords({ comment, repository }: CommentAsk, tools: CommandTools): Promise<WrittenCommand[]> {
  const words = await listCommentCommands(repository.id, tools);
  const isKnown = (word: string) => word === 'test' || words.has(word);
  return findCommands(comment.text, { prefix: tools.commandPrefix, isKnown });
}

/** One for each command of a pipeline, and the comment as it is. */
function listPlaced({ event }: { event: GithubEvent }, found: readonly WrittenCommand[]): GithubEvent[] {
  const commanded = found.filter(({ word }) => word !== 'test').map((each) => withCommand(event, each));
  return [...commanded, event];
}

async function listTested(
  delivery: Delivery,
  subject: CommentSubject,
  actions: readonly string[],
): Promise<GithubEvent[]> {
  const read = await subject.readPullRequest();
  if (read.kind !== 'read') return [];
  return actions.flatMap((action) => makePullRequestEvent(delivery, read.pullRequest, action) ?? []);
}
