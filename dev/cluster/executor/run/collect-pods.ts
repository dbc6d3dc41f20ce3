import type { KubeObject } from '../../store/kube-object.ts';
import { pods } from '../../store/resource.ts';
import { deleteObject } from '../../store/write/delete-object.ts';
import { parseDurationMs } from '../template/parse-duration.ts';
import type { WorkflowRun } from './workflow-run.ts';

const defaultDelayMs = 5000;

/** `podGC` when a pod ends. */
export function collectPod(run: WorkflowRun, pod: KubeObject, succeeded: boolean): void {
  const strategy = run.resolved.spec.podGC?.strategy;
  if (strategy === 'OnPodCompletion' || (strategy === 'OnPodSuccess' && succeeded)) deleteLater(run, pod);
}

/** `podGC` when the Workflow ends. */
export function collectPodsOfWorkflow(run: WorkflowRun, succeeded: boolean): void {
  const strategy = run.resolved.spec.podGC?.strategy;
  if (strategy !== 'OnWorkflowCompletion' && !(strategy === 'OnWorkflowSuccess' && succeeded)) return;
  for (const { resource, object } of run.machine.store.ownedBy(run.uid))
    if (resource === pods) deleteLater(run, object);
}

function deleteLater(run: WorkflowRun, pod: KubeObject): void {
  const { namespace = '', name, uid } = pod.metadata;
  const delayMs = parseDurationMs(run.resolved.spec.podGC?.deleteDelayDuration ?? '') ?? defaultDelayMs;
  run.machine.later(delayMs, () => {
    deleteObject(run.machine.store, { resource: pods, namespace, name }, { preconditions: { uid } });
  });
}
