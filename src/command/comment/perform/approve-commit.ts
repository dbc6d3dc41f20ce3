import { problem } from '../../../problem/problem.ts';
import { type CommandResult, done, refuse } from '../../command-result.ts';
import type { CommandTools } from '../../command-tools.ts';
import type { CommentSubject } from '../comment-subject.ts';
import type { CommentAsk } from '../read-comment-ask.ts';
import { approvalLine } from './judge-head.ts';

/**
 * `/ok-to-test <commit>`: lets the pull request's head run. The commit is written in full, so that it is the one that the person has
 * seen, whatever is pushed meanwhile. Problems: `command.commit-not-full`, those of approving.
 */
export async function approveCommit(
  commit: string,
  ask: CommentAsk,
  subject: CommentSubject,
  tools: CommandTools,
): Promise<CommandResult> {
  const { place, repository, by } = ask;
  if (place.kind !== 'pull-request') return refuse(problem('command.no-pull-request', {}));
  const wanted = commit.toLowerCase();
  if (!/^[0-9a-f]{40}$/.test(wanted)) {
    const head = await subject.readCommit();
    if (head.kind !== 'commit') return head;
    const line = approvalLine(tools.commandPrefix, head.sha);
    return refuse(problem('command.commit-not-full', { found: commit.slice(0, 60) || 'nothing', line }));
  }
  const approved = await tools.approveHead({ repository, pullRequest: place.number, commit: wanted, by: by.login });
  return approved.kind === 'approved' ? done : approved;
}
