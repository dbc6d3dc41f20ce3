import type { ClusterFailure, Kubernetes } from '../../kubernetes/kubernetes.ts';
import { annotations } from '../../kubernetes/labels.ts';
import type { Workflow, WorkflowManifest } from '../../kubernetes/workflow.ts';
import { type Later, laterAfter } from '../../problem/later.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import type { RunIdentity } from '../identity/run-identity.ts';
import type { IdentitySigner } from '../identity/sign-identity.ts';

export type Created =
  /** It is in the cluster, made now or by an earlier try at the same event. */
  { kind: 'created'; workflow: Workflow } | { kind: 'refused'; problem: Problem } | Later;

/**
 * Creates the Workflow, once: a name that is taken by this very run is success, by anything else `run.name-taken`.
 *
 * @param manifest with name, namespace and the identity annotation
 */
export async function createRun(
  manifest: WorkflowManifest & { metadata: { name: string; namespace: string } },
  identity: RunIdentity,
  tools: { kubernetes: Kubernetes; signer: IdentitySigner },
): Promise<Created> {
  const { name, namespace } = manifest.metadata;
  const created = await tools.kubernetes.createWorkflow(namespace, manifest);
  if (created.ok) return { kind: 'created', workflow: created.value };
  if (created.failure.kind !== 'exists') return fromFailure(created.failure);

  const existing = await tools.kubernetes.getWorkflow(namespace, name);
  if (!existing.ok) return afterUnread(existing.failure);
  return acceptRun(existing.value, identity, tools);
}

/** A Workflow that has the run's name: the run itself, or somebody else's. */
export function acceptRun(workflow: Workflow, identity: RunIdentity, { signer }: { signer: IdentitySigner }): Created {
  const { namespace = '', name = '', annotations: notes } = workflow.metadata;
  const found = signer.read(namespace, name, notes?.[annotations.identity]);
  if (found !== undefined && isSameRun(found, identity)) return { kind: 'created', workflow };
  return { kind: 'refused', problem: problem('run.name-taken', { name, prefix: `${name}-` }) };
}

function isSameRun(found: RunIdentity, wanted: RunIdentity): boolean {
  const keyOf = (run: RunIdentity) =>
    JSON.stringify([
      run.origin,
      run.repositoryId,
      run.delivery,
      run.sensor,
      run.trigger,
      run.dependencies,
      run.attempt,
    ]);
  return keyOf(found) === keyOf(wanted);
}

function fromFailure(failure: ClusterFailure): Created {
  const reason = failure.message;
  switch (failure.kind) {
    case 'invalid':
      return { kind: 'refused', problem: problem('run.refused-by-cluster', { reason }) };
    case 'forbidden':
      return { kind: 'refused', problem: problem('run.forbidden-by-cluster', { reason }) };
    case 'absent':
      return { kind: 'refused', problem: problem('run.refused-by-cluster', { reason }) };
    default:
      return retry(failure);
  }
}

/**
 * The Workflow that has the run's name could not be read, so nobody knows whether it is the run: nothing is made and nothing refused before
 * that is known. A permission that is missing comes back, too.
 */
export function afterUnread(failure: ClusterFailure): Later {
  const mayPass = failure.kind === 'later' || failure.kind === 'absent';
  return retry(failure, mayPass ? 'run.cluster-away' : 'run.workflow-not-read');
}

function retry(
  failure: ClusterFailure,
  code: 'run.cluster-away' | 'run.workflow-not-read' = 'run.cluster-away',
): Extract<Created, { kind: 'later' }> {
  return laterAfter(failure, problem(code, { reason: failure.message }));
}
