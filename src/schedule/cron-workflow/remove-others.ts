import type { ClusterObjects } from '../../kubernetes/cluster-objects.ts';
import type { ClusterFailure } from '../../kubernetes/kubernetes.ts';
import { annotations, labels } from '../../kubernetes/labels.ts';
import { type Later, laterAfter } from '../../problem/later.ts';
import { problem } from '../../problem/problem.ts';
import type { IdentitySigner } from '../../run/identity/sign-identity.ts';
import { cronKind } from './cron-kind.ts';
import { readScheduleIdentity } from './schedule-identity.ts';

export interface RemoveTools {
  appId: number;
  cluster: Pick<ClusterObjects, 'listObjects' | 'deleteObject'>;
  signer: Pick<IdentitySigner, 'readSchedule'>;
}

export type Removed = { kind: 'removed'; count: number } | Later;

/**
 * Deletes a repository's CronWorkflows in a namespace, but those to keep: what has its labels and the app's signature for it. Where
 * the cluster does not serve them, or not to this app, there are none.
 */
export async function removeOthers(
  { namespace, repositoryId, keep }: { namespace: string; repositoryId: number; keep: ReadonlySet<string> },
  { appId, cluster, signer }: RemoveTools,
): Promise<Removed> {
  const selector = `${labels.managedBy}=${appId},${labels.repositoryId}=${repositoryId}`;
  const listed = await cluster.listObjects({ served: cronKind, namespace }, selector);
  if (!listed.ok) return afterFailure(listed.failure);
  let count = 0;
  for (const { metadata } of listed.value) {
    const { name, uid } = metadata;
    const identity = readScheduleIdentity(signer, { namespace, name }, metadata.annotations?.[annotations.schedule]);
    if (keep.has(name) || identity?.repositoryId !== repositoryId) continue;
    const deleted = await cluster.deleteObject({ served: cronKind, namespace, name }, { uid }, { dryRun: false });
    if (!deleted.ok && deleted.failure.kind === 'later') return afterFailure(deleted.failure);
    count += 1;
  }
  return { kind: 'removed', count };
}

function afterFailure(failure: ClusterFailure): Removed {
  if (failure.kind === 'absent' || failure.kind === 'forbidden') return { kind: 'removed', count: 0 };
  return laterAfter(failure, problem('schedule.cluster-away', { reason: failure.message }));
}
