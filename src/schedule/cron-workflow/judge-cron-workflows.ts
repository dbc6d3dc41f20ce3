import type { ConfiguredCronWorkflow } from '../../config/configuration.ts';
import type { EffectivePolicy } from '../../policy/effective-policy.ts';
import type { Problem } from '../../problem/problem.ts';
import type { LockForm } from '../../run/locks/write-locks.ts';
import type { ScheduledRepository } from '../repository/scheduled-repository.ts';
import { type FinishTools, finishCronWorkflow } from './finish-cron-workflow.ts';

export interface ProposedCrons {
  documents: readonly ConfiguredCronWorkflow[];
  /** Of the file, for problems. */
  path: string;
  repository: ScheduledRepository;
  policy: EffectivePolicy;
  form: LockForm;
}

/** What a template declares is no matter for the policy, and costs no call so. */
const noTemplates = {
  getWorkflowTemplate: async () => ({ ok: false as const, failure: { kind: 'absent' as const, message: '' } }),
};

/** What the policy would say of CronWorkflows that are not in the cluster yet. Nothing is written. */
export async function judgeCronWorkflows(
  { documents, path, ...rest }: ProposedCrons,
  tools: Omit<FinishTools, 'kubernetes'>,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const document of documents) {
    const finished = await finishCronWorkflow({ document, ...rest }, { ...tools, kubernetes: noTemplates });
    if (finished.kind !== 'refused') continue;
    problems.push(...finished.problems.map((each) => ({ ...each, file: path, position: document.position })));
  }
  return problems;
}
