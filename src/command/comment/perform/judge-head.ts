import type { PullRequestFacts } from '../../../event/facts.ts';
import { readApproval } from '../../../flow/approval/approvals.ts';
import { problem } from '../../../problem/problem.ts';
import type { AskedRepository } from '../../ask.ts';
import { type CommandResult, done, refuse } from '../../command-result.ts';
import type { CommandTools } from '../../command-tools.ts';

/**
 * Whether a command may have the head of a pull request run: one of this repository always, a stranger's only once that very commit
 * was approved. A command is no approval: it does not name the commit. Problems: `command.not-approved`.
 */
export async function judgeHead(
  { fork, head, number }: PullRequestFacts,
  repository: AskedRepository,
  { records, commandPrefix }: Pick<CommandTools, 'records' | 'commandPrefix'>,
): Promise<CommandResult> {
  if (!fork) return done;
  const place = { repositoryId: repository.id, pullRequest: number, commit: head.sha };
  if ((await readApproval(records, place)) !== undefined) return done;
  return refuse(problem('command.not-approved', { line: approvalLine(commandPrefix, head.sha) }));
}

/** What a person writes to approve the commit. */
export function approvalLine(prefix: string, sha: string): string {
  return `${prefix}${/[A-Za-z0-9]$/.test(prefix) ? ' ' : ''}ok-to-test ${sha}`;
}
