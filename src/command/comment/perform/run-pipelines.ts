import type { GithubEvent } from '../../../event/event.ts';
import { withCommand } from '../../../event/learned/with-command.ts';
import { withPullRequest } from '../../../event/learned/with-pull-request.ts';
import { handleEvent } from '../../../flow/handle-delivery.ts';
import type { Handling } from '../../../flow/handling.ts';
import { type Later, later } from '../../../problem/later.ts';
import { problem } from '../../../problem/problem.ts';
import { type CommandResult, done, fromGithub, type Refused, refuse } from '../../command-result.ts';
import type { CommandTools } from '../../command-tools.ts';
import type { CommentSubject } from '../comment-subject.ts';
import type { CommentAsk } from '../read-comment-ask.ts';
import { judgeHead } from './judge-head.ts';

/** The comment as the commit table decides it: with its pull request, or with the certainty that its commit is ours. */
type Placed = { kind: 'placed'; event: GithubEvent; handling: Pick<Handling, 'onBranch'> } | Refused | Later;

/**
 * Runs the pipelines that are started by this word: `on: { issue_comment: { command: … } }`. Whoever wrote it has been found to
 * have write permission. Problems: `command.nothing-fires`, `command.not-on-branch`.
 */
export async function runPipelines(
  command: { word: string; argument: string },
  ask: CommentAsk,
  subject: CommentSubject,
  tools: CommandTools,
): Promise<CommandResult> {
  const placed = await placeComment(ask, subject, tools);
  if (placed.kind !== 'placed') return placed;
  const told: string[] = [];
  const outcome = await handleEvent(withCommand(placed.event, command), tools, {
    attempt: 1,
    ...placed.handling,
    tell: (name) => told.push(name),
  });
  if (outcome.kind === 'retry') return later(outcome.problem, outcome.afterMs);
  if (outcome.kind === 'give-up') return refuse(outcome.problem);
  const reason = `no pipeline here is started by the command ${command.word}`;
  return told.length > 0 ? done : refuse(problem('command.nothing-fires', { reason }));
}

/** A comment on a pull request is decided as the pull request; one on a commit only if a branch of this repository holds that. */
export async function placeComment(
  { event, place, repository }: CommentAsk,
  subject: CommentSubject,
  tools: CommandTools,
): Promise<Placed> {
  switch (place.kind) {
    case 'issue':
      return { kind: 'placed', event, handling: {} };
    case 'pull-request': {
      const read = await subject.readPullRequest();
      if (read.kind !== 'read') return read;
      const whole = withPullRequest(event, read.pullRequest.body);
      const facts = whole?.facts.pullRequest;
      if (whole === undefined || facts === undefined) return refuse(problem('command.no-pull-request', {}));
      const judged = await judgeHead(facts, repository, tools);
      return judged.kind === 'done' ? { kind: 'placed', event: whole, handling: {} } : judged;
    }
    case 'commit': {
      const known = await tools.github.isOnBranch(repository, place.sha, repository.defaultBranch);
      if (!known.ok) return fromGithub(known.failure);
      return known.value
        ? { kind: 'placed', event, handling: { onBranch: true } }
        : refuse(problem('command.not-on-branch', { commit: place.sha.slice(0, 12) }));
    }
  }
}
