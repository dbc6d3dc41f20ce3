import type { ClusterClient } from '../../kubernetes/create-kubernetes.ts';
import type { WorkflowManifest } from '../../kubernetes/workflow.ts';
import { type Done, refusedByCluster } from './workflow-command.ts';

/** Creates it with the person's own rights: it is no run of the app, and no check tells of it. */
export async function createWorkflow(
  manifest: WorkflowManifest,
  { namespace, cluster }: { namespace: string; cluster: Pick<ClusterClient, 'createWorkflow'> },
): Promise<Done> {
  const placed = { ...manifest, metadata: { ...manifest.metadata, namespace } };
  const created = await cluster.createWorkflow(namespace, placed);
  if (!created.ok) return refusedByCluster('create the Workflow', created.failure);
  return { ok: true, said: `${namespace}/${created.value.metadata.name ?? ''} is created` };
}
