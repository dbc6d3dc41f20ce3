import type { Outcome } from '../../bus/event-bus.ts';
import type { GithubEvent } from '../../event/event.ts';
import type { Later } from '../../problem/later.ts';
import type { Problem } from '../../problem/problem.ts';
import { describeChanges } from '../../schedule/sync/describe-changes.ts';
import { resyncRepository } from '../../schedule/sync/resync-repository.ts';
import { syncSchedules } from '../../schedule/sync/sync-schedules.ts';
import { addressOf, type Loading } from '../file/load-configuration.ts';
import type { FlowTools } from '../flow-tools.ts';
import { requestVerdict, verdictIdOf } from '../verdict/check-request.ts';
import { scheduleTools } from './schedule-tools.ts';

/** Says what changed about a repository's CronWorkflows. */
const schedulesCheckName = 'argo-events schedules';

type Files = Exclude<Loading, { kind: 'failed' }>;

export type PushedSchedules = { kind: 'synced'; problems: Problem[] } | { kind: 'outcome'; outcome: Outcome };

/**
 * A push to the default branch has the cluster hold the CronWorkflows of its file, and a check that says what changed, with the next
 * times of each. Problems are for the check on the file.
 */
export async function syncPushedSchedules(
  event: GithubEvent,
  loaded: Files,
  tools: FlowTools,
): Promise<PushedSchedules> {
  const { facts, installationId, occurredAt } = event;
  const scheduling = scheduleTools(tools);
  const synced = await syncSchedules(
    {
      repository: { ...facts.repository, installationId, defaultBranch: facts.defaultBranch },
      documents: loaded.kind === 'loaded' ? loaded.configuration.cronWorkflows : undefined,
      path: loaded.kind === 'loaded' ? loaded.path : '',
      at: occurredAt,
    },
    scheduling,
  );
  if (synced.kind === 'later') return retry(synced);
  const commit = loaded.kind === 'loaded' ? loaded.checkCommit : facts.sha;
  if (synced.changes.length > 0 && commit !== undefined) {
    const place = { address: addressOf(event), commit };
    const described = describeChanges(synced.changes, tools.now());
    const verdict = { name: schedulesCheckName, conclusion: 'success' as const, annotations: [], ...described };
    await requestVerdict(place, { ...verdict, externalId: verdictIdOf(event, ['schedules'], 1) }, tools);
  }
  if ((await synced.settle()) === 'overtaken') {
    const again = await resyncRepository(addressOf(event), scheduling);
    if (again.kind === 'later') return retry(again);
  }
  return { kind: 'synced', problems: synced.problems };
}

function retry(later: Later): PushedSchedules {
  return { kind: 'outcome', outcome: { ...later, kind: 'retry' } };
}
