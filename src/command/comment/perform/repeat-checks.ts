import type { LatestCheck } from '../../../github/people/people.ts';
import { problem } from '../../../problem/problem.ts';
import { type CommandResult, done, fromGithub, refuse } from '../../command-result.ts';
import type { CommandTools } from '../../command-tools.ts';
import { repeatCheck } from '../../repeat/repeat-check.ts';
import type { CommentSubject } from '../comment-subject.ts';
import type { CommentAsk } from '../read-comment-ask.ts';

/** Which of the checks of a commit are to be made once more. */
export interface ChecksToRepeat {
  name: string | undefined;
  /** Only those that did not succeed. */
  onlyFailed: boolean;
}

const failed: ReadonlySet<string> = new Set(['failure', 'timed_out', 'cancelled']);

/**
 * Makes checks of the comment's commit once more, of each name the newest. Problems: `command.no-such-check`,
 * `command.nothing-failed`, and the first of those that a check could not be repeated for.
 */
export async function repeatChecks(
  { name, onlyFailed }: ChecksToRepeat,
  ask: CommentAsk,
  subject: CommentSubject,
  tools: CommandTools,
): Promise<CommandResult> {
  const commit = await subject.readCommit();
  if (commit.kind !== 'commit') return commit;
  const { sha } = commit;
  const listed = await tools.github.listLatestChecks(ask.repository, sha);
  if (!listed.ok) return fromGithub(listed.failure);
  const named = listed.value.filter((each) => name === undefined || each.name === name);
  if (named.length === 0) return refuse(noSuchCheck(name, sha, listed.value));
  const meant = onlyFailed ? named.filter((each) => failed.has(each.conclusion ?? '')) : named;
  if (meant.length === 0) return refuse(problem('command.nothing-failed', { commit: sha.slice(0, 12) }));

  let result: CommandResult = done;
  for (const check of meant) {
    const repeated = await repeatCheck({ ...check, commit: sha }, ask, tools);
    if (repeated.kind === 'later') return repeated;
    if (repeated.kind === 'refused' && result.kind === 'done') result = repeated;
  }
  return result;
}

function noSuchCheck(name: string | undefined, sha: string, all: readonly LatestCheck[]) {
  const known = all.map((each) => each.name).join(', ') || 'none';
  return problem('command.no-such-check', {
    name: name ?? 'any',
    commit: sha.slice(0, 12),
    known: known.slice(0, 500),
  });
}
