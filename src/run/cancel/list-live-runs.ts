import type { ClusterResult, Kubernetes } from '../../kubernetes/kubernetes.ts';
import { annotations, labels } from '../../kubernetes/labels.ts';
import type { WorkflowHead } from '../../kubernetes/workflow.ts';
import type { RunIdentity } from '../identity/run-identity.ts';
import type { IdentitySigner } from '../identity/sign-identity.ts';

/** A Workflow of this app that has not ended. */
export interface LiveRun {
  namespace: string;
  name: string;
  uid: string;
  /** As this app signed it; what has no such identity is nobody's run. */
  identity: RunIdentity;
  head: WorkflowHead;
}

export interface RunLookup {
  appId: number;
  kubernetes: Pick<Kubernetes, 'listWorkflows'>;
  signer: Pick<IdentitySigner, 'read'>;
}

/**
 * The runs of a namespace that have not ended, as the cluster knows them now (see `listWorkflows`).
 *
 * @param having labels that they all have, beside those that make them this app's
 */
export async function listLiveRuns(
  namespace: string,
  having: Readonly<Record<string, string>>,
  tools: RunLookup,
): Promise<ClusterResult<LiveRun[]>> {
  const wanted = { [labels.managedBy]: String(tools.appId), ...having };
  const selector = [...Object.entries(wanted).map(([key, value]) => `${key}=${value}`), `${completed}!=true`].join(',');
  const listed = await tools.kubernetes.listWorkflows(namespace, selector);
  if (!listed.ok) return listed;
  return { ok: true, value: listed.value.flatMap((head) => toLiveRun(head, tools) ?? []) };
}

/** Argo's controller sets it to `true` when it is through, exit handlers included. */
const completed = 'workflows.argoproj.io/completed';

function toLiveRun(head: WorkflowHead, { signer }: RunLookup): LiveRun | undefined {
  const { namespace, name, uid, deletionTimestamp, annotations: given } = head.metadata;
  if (deletionTimestamp !== undefined) return undefined;
  const identity = signer.read(namespace, name, given?.[annotations.identity]);
  return identity === undefined ? undefined : { namespace, name, uid, identity, head };
}
