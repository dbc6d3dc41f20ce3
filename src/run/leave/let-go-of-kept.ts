import type { ClusterObjects, ServedKind } from '../../kubernetes/cluster-objects.ts';
import { labels } from '../../kubernetes/labels.ts';
import { configMapKind, secretKind } from '../kept/kept-kinds.ts';
import { afterFailure, type LetGo } from './let-go.ts';

interface Keeper {
  appId: number;
  cluster: Pick<ClusterObjects, 'listObjects' | 'deleteObject'>;
}

/** Deletes the Secrets and ConfigMaps that this app keeps for a repository. */
export async function letGoOfKept(namespace: string, repositoryId: number, keeper: Keeper): Promise<LetGo> {
  const own = `${labels.managedBy}=${keeper.appId},${labels.repositoryId}=${repositoryId}`;
  const tokens = await deleteAll(namespace, secretKind, `${own},${labels.holds}=token`, keeper);
  if (tokens.kind === 'later') return tokens;
  return await deleteAll(namespace, configMapKind, `${own},${labels.holds}=limit`, keeper);
}

async function deleteAll(namespace: string, served: ServedKind, selector: string, { cluster }: Keeper): Promise<LetGo> {
  const listed = await cluster.listObjects({ served, namespace }, selector);
  if (!listed.ok) return afterFailure(listed.failure, namespace);
  for (const { metadata } of listed.value) {
    const { name, uid } = metadata;
    const deleted = await cluster.deleteObject({ served, namespace, name }, { uid }, { dryRun: false });
    if (!deleted.ok && deleted.failure.kind === 'later') return afterFailure(deleted.failure, namespace);
  }
  return { kind: 'done', repositoryIds: new Set() };
}
