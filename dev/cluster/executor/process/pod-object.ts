import { isRecord, type KubeObject } from '../../store/kube-object.ts';
import type { ObjectStore } from '../../store/object-store.ts';
import { pods } from '../../store/resource.ts';
import { createObject, timestamp } from '../../store/write/create-object.ts';
import { deleteObject } from '../../store/write/delete-object.ts';
import { updateObject } from '../../store/write/update-object.ts';
import { controller } from '../run/machine.ts';
import type { Found } from './build-environment.ts';

/** What a pod is made for. */
export interface PodDescription {
  namespace: string;
  name: string;
  workflow: { name: string; uid: string };
  node: { id: string; name: string };
  image: string;
  serviceAccount: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  isExitHandler: boolean;
}

/** How a pod's main container stands. */
export type ContainerState =
  | { phase: 'Running'; startedAt: string }
  | { phase: 'Succeeded' | 'Failed'; startedAt: string; exitCode: number; reason: string };

/** Creates the pod's object in place of one that an earlier try of the step left. */
export function createPod(store: ObjectStore, pod: PodDescription): Found<KubeObject> {
  const { namespace, name, workflow, node } = pod;
  deleteObject(store, { resource: pods, namespace, name });
  const created = createObject(
    store,
    { resource: pods, namespace },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace,
        labels: {
          ...pod.labels,
          'workflows.argoproj.io/workflow': workflow.name,
          'workflows.argoproj.io/completed': 'false',
          ...(pod.isExitHandler ? { 'workflows.argoproj.io/on-exit': 'true' } : {}),
        },
        annotations: {
          ...pod.annotations,
          'workflows.argoproj.io/node-id': node.id,
          'workflows.argoproj.io/node-name': node.name,
          'kubectl.kubernetes.io/default-container': 'main',
        },
        ownerReferences: [
          {
            apiVersion: 'argoproj.io/v1alpha1',
            kind: 'Workflow',
            name: workflow.name,
            uid: workflow.uid,
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
      spec: {
        serviceAccountName: pod.serviceAccount,
        restartPolicy: 'Never',
        containers: [{ name: 'main', image: pod.image }],
      },
      status: { phase: 'Pending' },
    },
    { manager: controller },
  );
  return created.ok ? created : { ok: false, message: created.failure.message };
}

/** Writes the state of the pod's container, if the pod is still there. */
export function amendPod(store: ObjectStore, pod: KubeObject, state: ContainerState): void {
  const { namespace = '', name, uid } = pod.metadata;
  const current = store.get(pods, namespace, name);
  if (current === undefined || current.metadata.uid !== uid) return;
  const completed = state.phase === 'Running' ? 'false' : 'true';
  const labels = { ...current.metadata.labels, 'workflows.argoproj.io/completed': completed };
  const status = isRecord(current.status) ? current.status : {};
  updateObject(
    store,
    { resource: pods, namespace, name },
    {
      ...current,
      metadata: { ...current.metadata, labels },
      status: {
        ...status,
        phase: state.phase,
        startTime: state.startedAt,
        containerStatuses: [describeState(store, state)],
      },
    },
    { manager: 'kubelet' },
  );
}

function describeState(store: ObjectStore, state: ContainerState): object {
  const { startedAt } = state;
  if (state.phase === 'Running') {
    return { name: 'main', ready: true, started: true, restartCount: 0, state: { running: { startedAt } } };
  }
  const { exitCode, reason } = state;
  const terminated = { exitCode, reason, startedAt, finishedAt: timestamp(store.now()) };
  return { name: 'main', ready: false, started: false, restartCount: 0, state: { terminated } };
}
