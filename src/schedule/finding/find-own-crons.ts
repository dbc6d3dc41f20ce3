import type { Logger } from 'pino';
import { annotations, labels } from '../../kubernetes/labels.ts';
import { cronKind } from '../cron-workflow/cron-kind.ts';
import { readScheduleIdentity, type ScheduleIdentity } from '../cron-workflow/schedule-identity.ts';
import { readScheduleRow, type ScheduleRow, writeScheduleRow } from '../repository/schedule-rows.ts';
import { type ResyncTools, resyncRepository } from '../sync/resync-repository.ts';

export interface FindTools extends ResyncTools {
  /** Every namespace that runs may be in. */
  namespaces: () => Promise<readonly string[]>;
  log: Pick<Logger, 'info' | 'warn'>;
}

interface Found {
  identity: ScheduleIdentity;
  /** By name: the namespace. */
  places: Map<string, string>;
}

/**
 * Finds CronWorkflows that this app put into the cluster for a repository that it knows nothing of any more, because its store is a
 * new one: they are the repository's again, as its default branch has them now, and go where it has none.
 */
export async function findOwnCrons(tools: FindTools, signal: AbortSignal): Promise<void> {
  for (const { identity, places } of (await listFound(tools)).values()) {
    if (signal.aborted) return;
    const { installationId, repositoryId, owner, repository } = identity;
    const written = await writeScheduleRow(rowOf(identity, places), 0, tools.records);
    if (written === 'conflict') continue;
    tools.log.info({ repository: `${owner}/${repository}`, count: places.size }, 'found CronWorkflows again');
    const address = { installationId, id: repositoryId, owner, name: repository };
    const resynced = await resyncRepository(address, tools);
    if (resynced.kind === 'later') tools.log.warn({ code: resynced.problem.code }, resynced.problem.message);
  }
}

/** Those of repositories without a row. */
async function listFound(tools: FindTools): Promise<Map<number, Found>> {
  const { appId, cluster, signer, records } = tools;
  const found = new Map<number, Found>();
  for (const namespace of await tools.namespaces()) {
    const listed = await cluster.listObjects({ served: cronKind, namespace }, `${labels.managedBy}=${appId}`);
    for (const { metadata } of listed.ok ? listed.value : []) {
      const { name } = metadata;
      const identity = readScheduleIdentity(signer, { namespace, name }, metadata.annotations?.[annotations.schedule]);
      // The operator's have no repository.
      if (identity === undefined || identity.repositoryId === 0) continue;
      if ((await readScheduleRow(identity.repositoryId, records)) !== undefined) continue;
      const one = found.get(identity.repositoryId) ?? { identity, places: new Map<string, string>() };
      one.places.set(name, namespace);
      found.set(identity.repositoryId, one);
    }
  }
  return found;
}

/** What is not known of the repository GitHub tells before anything is made of it. */
function rowOf(
  { installationId, repositoryId, owner, repository, branch }: ScheduleIdentity,
  places: Found['places'],
): ScheduleRow {
  const applied = [...places].map(([name, namespace]) => [name, { namespace, hash: '', schedules: [], timezone: '' }]);
  return {
    repository: {
      ...{ installationId, id: repositoryId, owner, name: repository, fullName: `${owner}/${repository}` },
      ...{ url: '', cloneUrl: '', private: true, defaultBranch: branch },
    },
    at: 0,
    applied: Object.fromEntries(applied),
  };
}
