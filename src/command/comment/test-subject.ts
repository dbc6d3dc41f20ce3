import type { Delivery } from '../../bus/event-bus.ts';
import { handleEvent } from '../../flow/handle-delivery.ts';
import { problem } from '../../problem/problem.ts';
import { type CommandResult, done, later, refuse } from '../command-result.ts';
import type { CommandTools } from '../command-tools.ts';
import type { CommentSubject } from './comment-subject.ts';
import { judgeHead } from './judge-head.ts';
import { makePullRequestEvent, pullRequestActions } from './pull-request-event.ts';
import type { CommentAsk } from './read-comment-ask.ts';
import { repeatChecks } from './repeat-checks.ts';

/** What a comment asks about, and what brought it. */
export interface CommentedOn {
  ask: CommentAsk;
  subject: CommentSubject;
  delivery: Delivery;
}

/**
 * `/test [name]`: runs the pipelines of the pull request's head, or the one of that name, as the pull request's event would. A check
 * that another event makes, and any check of a commit, is made once more instead.
 *
 * Problems: `command.closed`, `command.nothing-fires`, those of `repeatChecks`.
 */
export async function testSubject(
  name: string | undefined,
  on: CommentedOn,
  tools: CommandTools,
): Promise<CommandResult> {
  const { ask, subject } = on;
  const again = { name, onlyFailed: false };
  if (ask.place.kind === 'commit') return await repeatChecks(again, ask, subject, tools);
  if (ask.place.kind === 'pull-request' && !ask.place.isOpen) return refuse(problem('command.closed', {}));
  const read = await subject.readPullRequest();
  if (read.kind !== 'read') return read;
  if (!read.pullRequest.isOpen) return refuse(problem('command.closed', {}));
  const started = await startPipelines(name, on, tools);
  if (started !== undefined) return started;
  if (name !== undefined) return await repeatChecks(again, ask, subject, tools);
  const reason = 'no pipeline is started by this pull request';
  return refuse(problem('command.nothing-fires', { reason }));
}

/** Undefined when nothing is started by it. */
async function startPipelines(
  name: string | undefined,
  { ask, subject, delivery }: CommentedOn,
  tools: CommandTools,
): Promise<CommandResult | undefined> {
  const read = await subject.readPullRequest();
  if (read.kind !== 'read') return read;
  for (const action of pullRequestActions) {
    const event = makePullRequestEvent(delivery, read.pullRequest, action);
    const pullRequest = event?.facts.pullRequest;
    if (event === undefined || pullRequest === undefined) return refuse(problem('command.no-pull-request', {}));
    const judged = await judgeHead(pullRequest, ask.repository, tools);
    if (judged.kind !== 'done') return judged;
    const told: string[] = [];
    const outcome = await handleEvent(event, tools, {
      attempt: 1,
      ...(name === undefined ? {} : { only: (each: string) => each === name }),
      tell: (each) => told.push(each),
    });
    if (outcome.kind === 'retry') return later(outcome.problem, outcome.afterMs);
    if (outcome.kind === 'give-up') return refuse(outcome.problem);
    if (told.length > 0) return done;
  }
  return undefined;
}
