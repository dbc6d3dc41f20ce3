import { annotations, labels } from '../../kubernetes/labels.ts';
import type { Workflow } from '../../kubernetes/workflow.ts';
import type { RunIdentity } from '../identity/run-identity.ts';
import { commit } from './deliveries.ts';
import type { FakeCluster } from './fake-cluster.ts';
import { signer } from './requests.ts';

export const appId = 9;

/** What a run of a push to main may report on, unless told otherwise. */
export function makeIdentity(changes: Partial<RunIdentity> = {}): RunIdentity {
  return {
    origin: 'github',
    repositoryId: 42,
    owner: 'acme',
    repository: 'shop',
    installationId: 7,
    commit,
    checkName: 'ci',
    delivery: 'd-1',
    sensor: 'ci',
    trigger: 'ci',
    dependencies: ['push'],
    attempt: 1,
    event: 'push',
    subject: 'main',
    why: [],
    notes: [],
    ...changes,
  };
}

export interface PlacedRun {
  name?: string;
  namespace?: string;
  phase?: string;
  spec?: Record<string, unknown>;
  labels?: Record<string, string>;
  identity?: Partial<RunIdentity>;
}

/** Puts a run into the cluster as this app makes one, in the phase that Argo's controller gave it. */
export async function placeRun(cluster: FakeCluster, run: PlacedRun = {}): Promise<Workflow> {
  const { name = 'ci-one', namespace = 'ci', phase, spec = {} } = run;
  const identity = makeIdentity(run.identity);
  const isCompleted = phase === 'Succeeded' || phase === 'Failed' || phase === 'Error';
  const created = await cluster.api.createWorkflow(namespace, {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: {
      name,
      namespace,
      labels: {
        [labels.managedBy]: String(appId),
        [labels.repositoryId]: String(identity.repositoryId),
        ...(phase === undefined ? {} : { 'workflows.argoproj.io/completed': String(isCompleted) }),
        ...run.labels,
      },
      annotations: { [annotations.identity]: signer.sign(namespace, name, identity) },
    },
    spec: { entrypoint: 'main', ...spec },
    ...(phase === undefined ? {} : { status: { phase } }),
  });
  if (!created.ok) throw new Error(created.failure.message);
  cluster.calls.length = 0;
  return created.value;
}
