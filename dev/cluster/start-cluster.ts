import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { stringify } from 'yaml';
import { type AccessRule, type Account, createAccounts } from './api/access/accounts.ts';
import { describeDefinition } from './api/discovery.ts';
import {
  createFaults,
  type Fault,
  type InjectedFault,
  matchesRequest,
  type RequestMatch,
  type SeenRequest,
} from './api/inject-faults.ts';
import { createApiServer } from './api/serve-api.ts';
import type { OpenWatches } from './api/watch-objects.ts';
import { resourceCalled, waitForObject, writeManifest } from './drive-store.ts';
import type { PodLogs } from './executor/process/pod-log.ts';
import { startExecutor } from './executor/start-executor.ts';
import { collectGarbage } from './store/collect-garbage.ts';
import type { KubeObject } from './store/kube-object.ts';
import { type Change, createObjectStore, type ObjectStore } from './store/object-store.ts';
import { resources, serviceAccounts } from './store/resource.ts';
import { deleteObject } from './store/write/delete-object.ts';

export interface ClusterSettings {
  /** 0, or nothing, for any free one. */
  port?: number;
  host?: string;
  /** Namespaces that exist from the start. */
  namespaces: string[];
  /** A directory for the files of steps. */
  workspace: string;
  log?: (line: string) => void;
  /** The bearer token; random when left out. */
  token?: string;
  /** How many changes of each kind a watch can catch up on; 1000. */
  historySize?: number;
  /** How often watches that allow them get bookmarks; 10 s. */
  bookmarkMs?: number;
  /** False: the API alone, nothing is run. */
  runWorkflows?: boolean;
  /** How long a step that has to end may take before it is killed; 1 s. */
  graceMs?: number;
  /** Nodes larger than this are stored as `compressedNodes`; 1 MiB, as Argo has it. */
  compressNodesAbove?: number;
}

export interface SeenAnswer extends SeenRequest {
  /** The answer's status; 0 while there is none, and for ever when the connection ended without one. */
  code: number;
}

export interface Cluster {
  url: string;
  /** The text of a kubeconfig for it. */
  kubeconfig: string;
  token: string;
  /** An object by plural and name; namespace is '' for kinds without one. */
  get(plural: string, namespace: string, name: string): KubeObject | undefined;
  list(plural: string, namespace?: string): KubeObject[];
  /** Creates an object as a client would; throws what the API would refuse it with. */
  create(manifest: object): KubeObject;
  /** Replaces an object whatever its version. */
  replace(manifest: object): KubeObject;
  remove(plural: string, namespace: string, name: string): void;
  /** A service account that may do what these rules say; answers a token of it. Again: with other rules. */
  addAccount(account: Account, rules: readonly AccessRule[]): string;
  /** The API does not take the token any more. */
  revokeToken(token: string): void;
  /** Resolves with the object as soon as the condition holds for it; rejects after `timeoutMs`, 40 s. */
  waitFor(
    place: { plural: string; namespace: string; name: string },
    condition: (object: KubeObject | undefined) => boolean,
    timeoutMs?: number,
  ): Promise<KubeObject | undefined>;
  /** What a pod printed. */
  podLog(namespace: string, name: string): string | undefined;
  /** The requests so far that match, oldest first; the last 100,000 are remembered. */
  requests(match?: RequestMatch): SeenAnswer[];
  forgetRequests(): void;
  injectFault(fault: Fault): InjectedFault;
  clearFaults(): void;
  /** Makes every version seen so far too old, and ends open watches with 410. */
  expireWatches(): void;
  /** Ends open watches as a timeout does. */
  endWatches(): void;
  openWatches(): number;
  /** Cuts every connection, whatever is under way on it. */
  dropConnections(): void;
  /** Tells of every change at once, while it is made; gives back how to end that. */
  onChange(listener: (change: Change) => void): () => void;
  pauseExecutor(): void;
  resumeExecutor(): void;
  close(): Promise<void>;
}

const rememberedRequests = 100_000;

/** Starts a stand-in for a Kubernetes API server and Argo's controller on this machine. */
export async function startCluster(settings: ClusterSettings): Promise<Cluster> {
  const { host = '127.0.0.1', port = 0, log = () => undefined } = settings;
  const token = settings.token ?? randomBytes(24).toString('base64url');
  const store = createObjectStore(settings.historySize ?? 1000);
  const logs: PodLogs = new Map();
  const faults = createFaults();
  const accounts = createAccounts();
  const watches: OpenWatches = new Set();
  let seen: SeenAnswer[] = [];
  seedObjects(store, settings.namespaces);
  await mkdir(settings.workspace, { recursive: true });
  const stopCollecting = collectGarbage(store);
  const executor =
    settings.runWorkflows === false
      ? undefined
      : startExecutor({
          store,
          logs,
          log,
          workspace: settings.workspace,
          graceMs: settings.graceMs ?? 1000,
          compressAbove: settings.compressNodesAbove ?? 1024 * 1024,
        });
  const server = createApiServer({
    store,
    logs,
    faults,
    watches,
    token,
    accounts,
    bookmarkMs: settings.bookmarkMs ?? 10_000,
    onRequest(request) {
      const entry: SeenAnswer = { ...request, code: 0 };
      seen.push(entry);
      if (seen.length > rememberedRequests * 2) seen = seen.slice(-rememberedRequests);
      return (code) => {
        entry.code = code;
      };
    },
  });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  const url = `http://${host}:${typeof address === 'object' && address !== null ? address.port : port}`;
  let closing: Promise<void> | undefined;

  async function shutDown(): Promise<void> {
    for (const watch of [...watches]) watch.end();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await executor?.close();
    stopCollecting();
    await closed;
  }

  return {
    url,
    token,
    kubeconfig: describeAccess(url, token, settings.namespaces[0] ?? 'default'),
    get: (plural, namespace, name) => store.get(resourceCalled(plural), namespace, name),
    list: (plural, namespace) => store.list(resourceCalled(plural), namespace),
    create: (manifest) => writeManifest(store, manifest, 'create'),
    replace: (manifest) => writeManifest(store, manifest, 'replace'),
    remove(plural, namespace, name) {
      const removed = deleteObject(store, { resource: resourceCalled(plural), namespace, name });
      if (!removed.ok) throw new Error(removed.failure.message);
    },
    addAccount(account, rules) {
      const { namespace, name } = account;
      accounts.setRules(account, rules);
      if (store.get(serviceAccounts, namespace, name) === undefined) {
        writeManifest(store, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } }, 'create');
      }
      return accounts.makeToken(account);
    },
    revokeToken: accounts.revoke,
    waitFor: (place, condition, timeoutMs = 40_000) => waitForObject(store, place, condition, timeoutMs),
    podLog(namespace, name) {
      const pod = store.get(resourceCalled('pods'), namespace, name);
      const lines = pod === undefined ? undefined : logs.get(pod.metadata.uid)?.lines();
      return lines && Buffer.concat(lines.map((line) => line.bytes)).toString('utf8');
    },
    requests: (match = {}) => seen.filter((request) => matchesRequest(match, request)),
    forgetRequests() {
      seen = [];
    },
    injectFault: faults.inject,
    clearFaults: faults.clear,
    expireWatches() {
      store.expireHistory();
      for (const watch of [...watches]) watch.expire();
    },
    endWatches() {
      for (const watch of [...watches]) watch.end();
    },
    openWatches: () => watches.size,
    dropConnections: () => server.closeAllConnections(),
    onChange: store.subscribe,
    pauseExecutor: () => executor?.pause(),
    resumeExecutor: () => executor?.resume(),
    close() {
      closing ??= shutDown();
      return closing;
    },
  };
}

function seedObjects(store: ObjectStore, names: string[]): void {
  for (const name of new Set([...names, 'default', 'kube-system'])) {
    writeManifest(store, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, 'create');
  }
  for (const resource of resources.filter((each) => each.custom))
    writeManifest(store, describeDefinition(resource), 'create');
}

function describeAccess(url: string, token: string, namespace: string): string {
  const name = 'argo-events-app-dev';
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: url, 'insecure-skip-tls-verify': true } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace } }],
    'current-context': name,
  });
}
