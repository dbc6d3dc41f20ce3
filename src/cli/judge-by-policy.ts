import type { CronDocuments } from '../config/configuration.ts';
import { effectivePolicy } from '../policy/effective-policy.ts';
import { readPolicy } from '../policy/file/read-policy.ts';
import type { Problem } from '../problem/problem.ts';
import { judgeCronWorkflows } from '../schedule/cron-workflow/judge-cron-workflows.ts';
import { type CommandInput, exitCodes, type Terminal } from './command.ts';
import { describeProblem } from './describe-problem.ts';

/** The options of commands that judge by a policy. */
export const policyOptions = {
  policy: { type: 'string' },
  repository: { type: 'string' },
} as const;

export const policyUsage = [
  '  --policy FILE            the operator’s policy: what it says of the CronWorkflows of the file counts, too',
  '  --repository OWNER/NAME  the repository that it is asked about',
];

export type Judged = { ok: true; problems: Problem[] } | { ok: false; exitCode: number };

/**
 * What an operator's policy says of the CronWorkflows of a file, as the app would before it puts them into the cluster. Without the
 * option nothing. Complains itself when the policy cannot be used.
 */
export async function judgeByPolicy(
  { documents }: Pick<CronDocuments, 'documents'>,
  path: string,
  { options }: Pick<CommandInput, 'options'>,
  terminal: Terminal,
): Promise<Judged> {
  const { policy: file, repository: fullName } = options;
  if (file === undefined && fullName === undefined) return { ok: true, problems: [] };
  if (typeof file !== 'string' || typeof fullName !== 'string' || !/^[^/\s]+\/[^/\s]+$/.test(fullName)) {
    terminal.complain('--policy FILE and --repository OWNER/NAME go together.\n');
    return { ok: false, exitCode: exitCodes.misused };
  }
  const text = await terminal.readFile(file).catch(() => undefined);
  if (text === undefined) {
    terminal.complain(`${file} cannot be read.\n`);
    return { ok: false, exitCode: exitCodes.misused };
  }
  const read = readPolicy({ path: file, text });
  for (const each of read.problems) terminal.complain(`${describeProblem(each)}\n`);
  if (read.policy === undefined) return { ok: false, exitCode: exitCodes.failed };
  const argoNamespace = terminal.environment.ARGO_NAMESPACE ?? 'default';
  const allowed = effectivePolicy(read.policy, { fullName, argoNamespace, untrusted: false });
  if (!allowed.ok) return { ok: true, problems: documents.length === 0 ? [] : [{ ...allowed.problem, file: path }] };
  const [owner = '', name = ''] = fullName.split('/');
  const repository = {
    ...{ id: 0, owner, name, fullName, url: '', cloneUrl: '', private: true },
    ...{ installationId: 0, defaultBranch: 'main' },
  };
  const tools = { appId: 0, signer: { signSchedule: () => '' }, now: terminal.now };
  const proposed = { documents, path, repository, policy: allowed.policy, form: 'lists' as const };
  return { ok: true, problems: await judgeCronWorkflows(proposed, tools) };
}
