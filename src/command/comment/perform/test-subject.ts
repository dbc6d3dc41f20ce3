import { handleEvent } from '../../../flow/handle-delivery.ts';
import { later } from '../../../problem/later.ts';
import { problem } from '../../../problem/problem.ts';
import { type CommandResult, done, refuse } from '../../command-result.ts';
import type { CommandTools } from '../../command-tools.ts';
import type { CommentedOn } from '../comment-subject.ts';
import { judgeHead } from './judge-head.ts';
import { makePullRequestEvent, pullRequestActions } from './pull-request-event.ts';
import { repeatChecks } from './repeat-checks.ts';
import { startByHand } from './start-by-hand.ts';

/**
 * `/test [name]`: runs the pipelines of the pull request's head, or the one of that name, as the pull request's event would. A check
 * that another event makes, and any check of a commit, is made once more instead; one that people start by hand is started.
 *
 * Problems: `command.closed`, `command.nothing-fires`, those of `repeatChecks` and `startByHand`.
 */
export async function testSubject(
  name: string | undefined,
  on: CommentedOn,
  tools: CommandTools,
): Promise<CommandResult> {
  const { ask, subject } = on;
  const again = { name, onlyFailed: false };
  if (ask.place.kind === 'commit')
    return await orByHand(await repeatChecks(again, ask, subject, tools), name, on, tools);
  if (ask.place.kind === 'pull-request' && !ask.place.isOpen) return refuse(problem('command.closed', {}));
  const read = await subject.readPullRequest();
  if (read.kind !== 'read') return read;
  if (!read.pullRequest.isOpen) return refuse(problem('command.closed', {}));
  const started = await startPipelines(name, on, tools);
  if (started !== undefined) return started;
  if (name !== undefined) return await orByHand(await repeatChecks(again, ask, subject, tools), name, on, tools);
  const reason = 'no pipeline is started by this pull request';
  return refuse(problem('command.nothing-fires', { reason }));
}

/** A check that nothing makes and that was never made may be one that people start by hand. */
async function orByHand(
  repeated: CommandResult,
  name: string | undefined,
  on: CommentedOn,
  tools: CommandTools,
): Promise<CommandResult> {
  const isUnknown = repeated.kind === 'refused' && repeated.problem.code === 'command.no-such-check';
  return isUnknown && name !== undefined ? ((await startByHand(name, on, tools)) ?? repeated) : repeated;
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
