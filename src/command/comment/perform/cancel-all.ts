import { listRunNamespaces } from '../../../flow/start/run-namespaces.ts';
import { labels } from '../../../kubernetes/labels.ts';
import { allNamespaces } from '../../../policy/all-namespaces.ts';
import { problem } from '../../../problem/problem.ts';
import { cancelRuns } from '../../../run/cancel/cancel-runs.ts';
import type { LiveRun } from '../../../run/cancel/list-live-runs.ts';
import { type CommandResult, done, refuse } from '../../command-result.ts';
import type { CommandTools } from '../../command-tools.ts';
import type { CommentSubject } from '../comment-subject.ts';
import type { CommentAsk } from '../read-comment-ask.ts';

/**
 * Ends all runs of the pull request (also those of its earlier heads) or the commit that have not ended; of that name where one is
 * given. Problems: `command.nothing-runs`, `run.not-cancelled`.
 */
export async function cancelAll(
  name: string | undefined,
  ask: CommentAsk,
  subject: CommentSubject,
  tools: CommandTools,
): Promise<CommandResult> {
  const { place, repository } = ask;
  const commit = await subject.readCommit();
  if (commit.kind !== 'commit') return commit;
  const isOfSubject = ({ identity }: LiveRun) =>
    identity.commit === commit.sha || (place.kind === 'pull-request' && identity.pullRequest === place.number);
  const namespaces = [
    ...allNamespaces(tools.policy(), tools.argoNamespace),
    ...(await listRunNamespaces(tools.records)),
  ];
  const cancelled = await cancelRuns(
    {
      namespaces: [...new Set(namespaces)],
      having: { [labels.repositoryId]: String(repository.id) },
      isMeant: (run) => isOfSubject(run) && (name === undefined || run.identity.checkName === name),
      because: `Cancelled by @${ask.by.login}`,
    },
    tools,
  );
  if (cancelled.kind === 'later') return cancelled;
  const [fault] = cancelled.problems;
  if (fault !== undefined) return refuse(fault);
  return cancelled.cancelled.length > 0 ? done : refuse(problem('command.nothing-runs', {}));
}
