import type { GithubEvent } from '../../event/event.ts';
import type { Problem } from '../../problem/problem.ts';
import type { Loading } from '../file/load-configuration.ts';
import type { FlowTools } from '../flow-tools.ts';
import { judgeProposedSchedules } from './judge-proposed-schedules.ts';
import { type PushedSchedules, syncPushedSchedules } from './sync-pushed-schedules.ts';

type Files = Exclude<Loading, { kind: 'failed' }>;

/** The CronWorkflows of a file: synced where the default branch was pushed, judged where a commit is to come there. */
export async function handleSchedules(event: GithubEvent, loaded: Files, tools: FlowTools): Promise<PushedSchedules> {
  const { eventName, branch, defaultBranch } = event.facts;
  if (eventName === 'push' && branch === defaultBranch) return await syncPushedSchedules(event, loaded, tools);
  const isProposed = loaded.kind === 'loaded' && loaded.trusted;
  return { kind: 'synced', problems: isProposed ? await judgeProposedSchedules(event, loaded, tools) : [] };
}

/** The file with what its CronWorkflows came to. */
export function withProblems(files: Files, problems: readonly Problem[]): Files {
  if (files.kind === 'absent' || problems.length === 0) return files;
  const { configuration } = files;
  return { ...files, configuration: { ...configuration, problems: [...configuration.problems, ...problems] } };
}
