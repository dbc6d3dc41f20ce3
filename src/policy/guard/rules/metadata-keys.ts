import { annotations } from '../../../kubernetes/labels.ts';
import { problem } from '../../../problem/problem.ts';
import type { Feature } from '../../features.ts';
import { refuseFeature } from './feature.ts';
import type { Inspection, Rule } from './inspection.ts';
import { joinPath } from './json-path.ts';
import { fieldsOf } from './shape.ts';

/** Prefixes under which this app, Argo Events and Argo's controller believe what they read. */
const reservedPrefixes = ['argo-events-app/', 'events.argoproj.io/', 'cronworkflows.argoproj.io/'];
const argoPrefix = 'workflows.argoproj.io/';

/** Argo Workflows 4.1: what its controller and server write on a Workflow, or act upon. Other names of theirs are words for people. */
const argoNames = [
  'action',
  'actor',
  'actor-email',
  'actor-preferred-username',
  'artifact-gc-pod',
  'artifact-gc-strategy',
  'backfill',
  'cluster-workflow-template',
  'completed',
  'component',
  'configmap-type',
  'controller-instanceid',
  'creator',
  'creator-email',
  'creator-preferred-username',
  'cron-workflow',
  'node-id',
  'node-name',
  'on-exit',
  'phase',
  'pod-name-format',
  'report-outputs-completed',
  'resubmitted-from-workflow',
  'span-id',
  'trace-id',
  'workflow',
  'workflow-archiving-status',
  'workflow-event-binding',
  'workflow-name',
  'workflow-template',
  'workflow-uid',
];

/** Under Argo's prefix, all that a pod's author may set: what Argo writes there tells it which node of which Workflow a pod is. */
const freeOnPods = ['workflows.argoproj.io/progress', 'workflows.argoproj.io/display-name'];
const freeOnPodsPrefix = 'workflows.argoproj.io/kill-cmd-';

/**
 * Labels and annotations of a pod with a prefix that give no orders. Of the others nobody knows all: injectors mount Secrets for an
 * annotation (`vault.hashicorp.com/agent-inject`), clouds give the pod an identity (`iam.amazonaws.com/role`).
 */
const harmlessPrefixes = ['app.kubernetes.io/', 'cluster-autoscaler.kubernetes.io/', 'prometheus.io/'];
const harmlessKeys = ['kubectl.kubernetes.io/default-container', 'karpenter.sh/do-not-disrupt'];

/** The one label without a prefix that is known to give a pod an identity (Azure's old pod identity). */
const orderWithoutPrefix = 'aadpodidbinding';

/** Keys of labels or annotations of the Workflow. */
export const workflowMetadataKeys: Rule = (value, path, inspection) => {
  for (const [key] of fieldsOf(value, path, inspection)) {
    if (key === annotations.checkName || key === annotations.problemMatchers) continue;
    if (isReservedKey(key)) refuseReserved(key, path, inspection);
  }
};

/** A label or annotation of a Workflow that only this app, Argo Events or Argo's controller writes. */
export function isReservedKey(key: string): boolean {
  const name = key.startsWith(argoPrefix) ? key.slice(argoPrefix.length) : '';
  return isReserved(key) || argoNames.includes(name);
}

/** Keys of labels or annotations of the run's pods. */
export const podMetadataKeys: Rule = (value, path, inspection) => {
  for (const [key] of fieldsOf(value, path, inspection)) {
    if (freeOnPods.includes(key) || key.startsWith(freeOnPodsPrefix)) continue;
    if (isReserved(key) || key.startsWith(argoPrefix)) refuseReserved(key, path, inspection);
    else judgeOrder(key, 'podMetadata', path, inspection);
  }
};

/** Keys of labels or annotations of a volume claim that Argo makes for the run. */
export const claimMetadataKeys: Rule = (value, path, inspection) => {
  for (const [key] of fieldsOf(value, path, inspection)) {
    if (isReserved(key) || key.startsWith(argoPrefix)) refuseReserved(key, path, inspection);
    else judgeOrder(key, 'claimMetadata', path, inspection);
  }
};

function judgeOrder(key: string, feature: Feature, path: string, inspection: Inspection): void {
  if (isHarmless(key) || inspection.policy.allow.includes(feature)) return;
  refuseFeature(feature, joinPath(path, key), inspection);
}

/** A key that Argo fills in (`{{…}}`) could become any key. */
function isHarmless(key: string): boolean {
  if (key.includes('{{') || key === orderWithoutPrefix) return false;
  return !key.includes('/') || harmlessKeys.includes(key) || harmlessPrefixes.some((prefix) => key.startsWith(prefix));
}

function isReserved(key: string): boolean {
  return reservedPrefixes.some((prefix) => key.startsWith(prefix));
}

function refuseReserved(key: string, path: string, { problems }: Inspection): void {
  problems.push(problem('policy.reserved-metadata', { path: joinPath(path, key) }));
}
