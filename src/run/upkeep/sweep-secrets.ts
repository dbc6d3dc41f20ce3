import type { ClusterObjects, ObjectHead } from '../../kubernetes/cluster-objects.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import { annotations, labels } from '../../kubernetes/labels.ts';
import type { IdentitySigner } from '../identity/sign-identity.ts';
import { secretKind } from '../kept/kept-kinds.ts';
import { giveToWorkflow } from '../token/keep-token.ts';
import { tokenLabels } from '../token/token-secret.ts';

export interface SweepTools {
  appId: number;
  cluster: Pick<ClusterObjects, 'listObjects' | 'patchObject' | 'deleteObject'>;
  kubernetes: Pick<Kubernetes, 'getWorkflow' | 'listWorkflows'>;
  signer: Pick<IdentitySigner, 'read'>;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** A crash between a Secret and its Workflow leaves it without an owner; the event comes again well within this time. */
const orphanAfterMs = 10 * 60 * 1000;

/** Secrets with a token that have no owner: one whose Workflow is there is given to it, any other is deleted. */
export async function sweepSecrets(namespace: string, tools: SweepTools): Promise<void> {
  const selector = Object.entries(tokenLabels(tools.appId)).map(([key, value]) => `${key}=${value}`);
  const listed = await tools.cluster.listObjects({ served: secretKind, namespace }, selector.join(','));
  if (!listed.ok) return;
  for (const secret of listed.value.filter((each) => isOrphan(each, tools.now()))) await settleOrphan(secret, tools);
}

function isOrphan({ metadata }: ObjectHead, now: number): boolean {
  const { ownerReferences = [], deletionTimestamp } = metadata;
  const isOld = now - Number(metadata.annotations?.[annotations.usedAt] ?? 0) > orphanAfterMs;
  return ownerReferences.length === 0 && isOld && deletionTimestamp === undefined;
}

async function settleOrphan({ metadata }: ObjectHead, tools: SweepTools): Promise<void> {
  const { namespace, name, uid, resourceVersion } = metadata;
  const found = await tools.kubernetes.getWorkflow(namespace, name);
  if (!found.ok && found.failure.kind !== 'absent') return;
  const workflow = found.ok ? found.value.metadata : undefined;
  const identity = tools.signer.read(namespace, name, workflow?.annotations?.[annotations.identity]);
  const isOwners = String(identity?.repositoryId) === metadata.labels?.[labels.repositoryId];
  if (isOwners && workflow?.uid !== undefined) {
    await giveToWorkflow({ namespace, name }, { secret: uid, workflow: workflow.uid }, tools);
    return;
  }
  // In the version that was looked at: the event may have come again just now.
  await tools.cluster.deleteObject(
    { served: secretKind, namespace, name },
    { uid, resourceVersion },
    { dryRun: false },
  );
}
