import type { Delivery } from '../../bus/event-bus.ts';
import type { GithubEvent } from '../../event/event.ts';
import { withCommand } from '../../event/with-command.ts';
import { listCommentCommands } from '../../flow/file/comment-commands.ts';
import type { Handling } from '../../flow/handling.ts';
import type { Ask } from '../ask.ts';
import type { Later, Refused } from '../command-result.ts';
import type { CommandTools } from '../command-tools.ts';
import { type CommentSubject, openSubject } from '../comment/comment-subject.ts';
import { findCommands } from '../comment/find-commands.ts';
import { makePullRequestEvent, pullRequestActions } from '../comment/pull-request-event.ts';
import { type CommentAsk, readCommentAsk } from '../comment/read-comment-ask.ts';
import { placeComment } from '../comment/run-pipelines.ts';

interface ListedEvent {
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
  const words = await listCommentCommands(ask.repository.id, tools);
  const isKnown = (word: string) => word === 'test' || words.has(word);
  const found = findCommands(comment.comment.text, { prefix: tools.commandPrefix, isKnown });
  const commanded = found
    .filter(({ word }) => word !== 'test')
    .map((each) => ({ event: withCommand(placed.event, each), handling: placed.handling }));
  const tested = found.some(({ word }) => word === 'test') ? await listTested(delivery, subject) : [];
  return { kind: 'events', events: [...tested, ...commanded, { event: placed.event, handling: placed.handling }] };
}

async function listTested(delivery: Delivery, subject: CommentSubject): Promise<ListedEvent[]> {
  const read = await subject.readPullRequest();
  if (read.kind !== 'read') return [];
  const events = pullRequestActions.map((action) => makePullRequestEvent(delivery, read.pullRequest, action));
  return events.flatMap((event) => (event === undefined ? [] : [{ event, handling: {} }]));
}
