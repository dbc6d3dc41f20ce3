import type { Accounts } from './accounts/accounts.ts';
import { openAccounts } from './accounts/open-accounts.ts';
import { type ArgoServer, connectArgoServer } from './argo-server/argo-server.ts';
import { readArchivedLog } from './argo-server/read-archived-log.ts';
import type { Callers } from './callers/callers.ts';
import { bindingsPath, openCallers } from './callers/open-callers.ts';
import type { ClusterObjects, ServedKind } from './cluster-objects.ts';
import { callCluster } from './connection/call-cluster.ts';
import { connectCluster } from './connection/connect-cluster.ts';
import { keepWorkflows } from './keep-workflows.ts';
import type { ClusterResult, Kubernetes } from './kubernetes.ts';
import { readPodLog } from './logs/read-pod-log.ts';
import { readSecretValues } from './logs/read-secret-values.ts';
import type { RunLogs } from './logs/run-logs.ts';
import { listPath, openClusterObjects } from './objects/open-cluster-objects.ts';
import type { KnownObjects } from './watch/known-objects.ts';
import { listAllHeads } from './watch/list-all-heads.ts';
import { watchHeads } from './watch/watch-heads.ts';
import {
  defaultWatchTimes,
  type Watch,
  type WatchListener,
  type WatchTimes,
  type WatchTrouble,
  watchObjects,
} from './watch/watch-objects.ts';
import { completeForm, headsForm, objectsForm, type WatchedObject } from './watch/watched-form.ts';
import type { Workflow, WorkflowHead } from './workflow.ts';

export interface KubernetesOptions {
  /** Path of a kubeconfig file; undefined: the pod's own account. */
  kubeconfig?: string | undefined;
  /** Address of Argo's own API, for what only that does rightly. */
  argoServerUrl?: string | undefined;
  requestTimeoutMs?: number;
  watchTimes?: Partial<WatchTimes>;
  /** Told when a watch had to start again, for logs and metrics. */
  onWatchTrouble?: (trouble: WatchTrouble, reason: string) => void;
}

/** The cluster, and Argo's own API where its address is known. */
export interface ClusterClient extends Kubernetes, ClusterObjects, Callers, Accounts, RunLogs {
  argoServer: ArgoServer | undefined;
  /** The WorkflowEventBindings of a namespace, whole, with the app's own account. */
  watchBindings(namespace: string, listener: WatchListener<WatchedObject>): Watch;
  /** Whole objects of any kind; the empty namespace is all of them. `known` is told what is seen, and goes on from `from`. */
  watchResource(
    place: { served: ServedKind; namespace: string; labelSelector?: string },
    counting: { known: KnownObjects<WatchedObject>; from: string | undefined },
    listener: Omit<WatchListener<WatchedObject>, 'onChange'>,
  ): Watch;
}

const mergePatch = 'application/merge-patch+json';

/**
 * The Kubernetes API for Workflows. Rejects with a sentence when the kubeconfig (or the pod's account) cannot be used: no
 * file, no current context, `http` without `insecure-skip-tls-verify`. It does not wait for the API server.
 */
export async function createKubernetes(options: KubernetesOptions): Promise<ClusterClient> {
  const connection = await connectCluster(options.kubeconfig);
  const timeoutMs = options.requestTimeoutMs ?? defaultWatchTimes.requestTimeoutMs;
  const times: WatchTimes = { ...defaultWatchTimes, requestTimeoutMs: timeoutMs, ...options.watchTimes };
  const { argoServerUrl: url } = options;
  const authorize = () => connection.authorize();
  const kept = keepWorkflows();
  return {
    ...openClusterObjects(connection, { timeoutMs, now: Date.now }),
    ...openCallers(connection, { timeoutMs }),
    ...openAccounts(connection, { timeoutMs }),
    watchBindings: (namespace, listener) =>
      watchObjects(connection, { place: { path: bindingsPath(namespace) }, form: objectsForm }, listener, times),
    watchResource({ labelSelector, ...kind }, counting, listener) {
      const place = { path: listPath(kind), ...(labelSelector === undefined ? {} : { labelSelector }) };
      const heard = { ...listener, onChange: () => undefined };
      return watchObjects(connection, { place, form: completeForm, ...counting }, heard, times);
    },
    argoServer: url === undefined ? undefined : connectArgoServer({ url, timeoutMs, authorize }),
    readPodLog: (from, limits) => readPodLog(connection, from, limits),
    readSecretValues: (namespace, name) =>
      readSecretValues((request) => callCluster(connection, { ...request, timeoutMs }), namespace, name),
    readArchivedLog:
      url === undefined ? undefined : (from, limits) => readArchivedLog({ url, authorize }, from, limits),
    async createWorkflow(namespace, workflow) {
      const path = `${workflowsPath(namespace)}?fieldValidation=Strict`;
      const text = JSON.stringify(workflow);
      const body = { type: 'application/json', text };
      const created = toWorkflow(await callCluster(connection, { method: 'POST', path, body, timeoutMs }));
      if (created.ok) kept.keep(created.value, text.length);
      return created;
    },
    async getWorkflow(namespace, name, { atLeast } = {}) {
      const known = atLeast === undefined ? undefined : kept.take({ namespace, name, version: atLeast });
      if (known !== undefined) return { ok: true, value: known };
      const query = atLeast === undefined ? '' : `?resourceVersion=${encodeURIComponent(atLeast)}`;
      const path = `${workflowPath(namespace, name)}${query}`;
      return toWorkflow(await callCluster(connection, { method: 'GET', path, timeoutMs }));
    },
    async getWorkflowTemplate(scope, name) {
      const path = templatePath(scope, name);
      return toWorkflow(await callCluster(connection, { method: 'GET', path, timeoutMs }));
    },
    listWorkflows: (namespace, labelSelector) =>
      listAllHeads(connection, { path: workflowsPath(namespace), labelSelector }, timeoutMs),
    async patchWorkflow(namespace, name, patch) {
      const body = { type: mergePatch, json: patch };
      const path = workflowPath(namespace, name);
      const accept = headsForm.acceptItem;
      return toHead(await callCluster(connection, { method: 'PATCH', path, accept, body, timeoutMs }));
    },
    watchWorkflows(namespace, labelSelector, onChange, onSynced = () => undefined) {
      const onTrouble = options.onWatchTrouble ?? (() => undefined);
      const watched = { path: workflowsPath(namespace), labelSelector };
      return watchHeads(connection, watched, { onChange, onSynced, onTrouble }, times);
    },
    async checkReachable(namespace) {
      const path = `${workflowsPath(namespace)}?limit=1`;
      const result = await callCluster(connection, { method: 'GET', path, accept: headsForm.acceptList, timeoutMs });
      return result.ok ? { ok: true, value: undefined } : result;
    },
  };
}

function workflowsPath(namespace: string): string {
  return `/apis/argoproj.io/v1alpha1/namespaces/${encodeURIComponent(namespace)}/workflows`;
}

function workflowPath(namespace: string, name: string): string {
  return `${workflowsPath(namespace)}/${encodeURIComponent(name)}`;
}

function templatePath(scope: 'cluster' | { namespace: string }, name: string): string {
  const base = '/apis/argoproj.io/v1alpha1';
  if (scope === 'cluster') return `${base}/clusterworkflowtemplates/${encodeURIComponent(name)}`;
  return `${base}/namespaces/${encodeURIComponent(scope.namespace)}/workflowtemplates/${encodeURIComponent(name)}`;
}

function toWorkflow(result: ClusterResult<unknown>): ClusterResult<Workflow> {
  if (!result.ok) {
    return result;
  }
  return isWorkflow(result.value)
    ? { ok: true, value: result.value }
    : {
        ok: false,
        failure: { kind: 'later', message: 'The Kubernetes API answered with something else than a Workflow.' },
      };
}

function toHead(result: ClusterResult<unknown>): ClusterResult<WorkflowHead> {
  if (!result.ok) return result;
  const head = headsForm.read(result.value);
  const message = 'The Kubernetes API answered a patch with something else than a Workflow.';
  return head === undefined ? { ok: false, failure: { kind: 'later', message } } : { ok: true, value: head };
}

/** The API server's own schema is trusted below this. */
function isWorkflow(value: unknown): value is Workflow {
  return typeof value === 'object' && value !== null && 'metadata' in value && 'spec' in value;
}
