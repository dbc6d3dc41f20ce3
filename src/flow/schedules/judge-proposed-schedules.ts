import type { GithubEvent } from '../../event/event.ts';
import { effectivePolicy } from '../../policy/effective-policy.ts';
import type { Problem } from '../../problem/problem.ts';
import { judgeCronWorkflows } from '../../schedule/cron-workflow/judge-cron-workflows.ts';
import type { LoadedConfiguration } from '../file/load-configuration.ts';
import type { FlowTools } from '../flow-tools.ts';
import { bringsCommit } from '../verdict/report-file-problems.ts';

/** What the policy would say of the CronWorkflows of a commit that is not on the default branch yet. Nothing is written. */
export async function judgeProposedSchedules(
  event: GithubEvent,
  { configuration, path }: LoadedConfiguration,
  tools: FlowTools,
): Promise<Problem[]> {
  const { documents } = configuration.cronWorkflows;
  if (documents.length === 0 || !bringsCommit.has(event.facts.eventName)) return [];
  const { argoNamespace, reservedNamespaces } = tools;
  const { facts, installationId } = event;
  const question = { fullName: facts.repository.fullName, argoNamespace, reservedNamespaces, untrusted: false };
  const allowed = effectivePolicy(tools.policy(), question);
  if (!allowed.ok) return [{ ...allowed.problem, file: path }];
  const repository = { ...facts.repository, installationId, defaultBranch: facts.defaultBranch };
  const form = tools.argoLocks.form();
  return await judgeCronWorkflows({ documents, path, repository, policy: allowed.policy, form }, tools);
}
