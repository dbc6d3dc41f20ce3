import type { CallerFailure } from '../../kubernetes/callers/callers.ts';
import type { ClusterObject } from '../../kubernetes/cluster-objects.ts';
import type { WatchListener } from '../../kubernetes/watch/watch-objects.ts';
import type { WatchedObject } from '../../kubernetes/watch/watched-form.ts';
import type { Workflow, WorkflowManifest } from '../../kubernetes/workflow.ts';
import type { EventApiOptions } from '../event-api.ts';

/** A cluster of one namespace, `ci`, in memory, as the Event API asks it; the tests change its parts as they go. */
export interface EventCluster {
  kubernetes: EventApiOptions['kubernetes'];
  bindings: Map<string, WatchedObject>;
  templates: Map<string, WatchedObject>;
  workflows: Map<string, WorkflowManifest>;
  secrets: Map<string, Record<string, string>>;
  /** Tokens that may list bindings, get templates and create Workflows. */
  tokens: Set<string>;
  events: ClusterObject[];
  /** What was asked, as `verb what`. */
  calls: string[];
  /** Refuses the calls that begin like this. */
  failures: Map<string, CallerFailure>;
  /** Called before a Workflow is stored. */
  beforeCreate: (workflow: WorkflowManifest) => Promise<void>;
  addBinding(name: string, spec: object, labels?: Record<string, string>): void;
  removeBinding(name: string): void;
  addTemplate(name: string, spec?: object, labels?: Record<string, string>): void;
}

const unauthorized: CallerFailure = { status: 401, reason: 'Unauthorized', message: 'Unauthorized' };
const absent = { ok: false, failure: { kind: 'absent', message: 'not found' } } as const;

export function makeEventCluster(): EventCluster {
  const listeners = new Set<WatchListener<WatchedObject>>();
  let version = 0;
  const objectOf = (name: string, spec: object, labels: Record<string, string> = {}): WatchedObject => {
    version += 1;
    const metadata = { name, namespace: 'ci', uid: `uid-${name}`, resourceVersion: String(version), labels };
    return { metadata, spec };
  };
  const cluster: Omit<EventCluster, 'kubernetes'> = {
    bindings: new Map(),
    templates: new Map(),
    workflows: new Map(),
    secrets: new Map(),
    tokens: new Set(['good']),
    events: [],
    calls: [],
    failures: new Map(),
    beforeCreate: async () => undefined,
    addBinding(name, spec, labels) {
      const item = objectOf(name, spec, labels);
      cluster.bindings.set(name, item);
      for (const each of listeners) each.onChange({ type: 'seen', item });
    },
    removeBinding(name) {
      const item = cluster.bindings.get(name);
      cluster.bindings.delete(name);
      if (item !== undefined) for (const each of listeners) each.onChange({ type: 'gone', item });
    },
    addTemplate(name, spec = {}, labels) {
      cluster.templates.set(name, objectOf(name, spec, labels));
    },
  };

  function refuse(authorization: string, call: string): CallerFailure | undefined {
    cluster.calls.push(call);
    if (!cluster.tokens.has(authorization.replace(/^Bearer /, ''))) return unauthorized;
    return [...cluster.failures].find(([begin]) => call.startsWith(begin))?.[1];
  }

  const kubernetes: EventApiOptions['kubernetes'] = {
    asCaller: (authorization) => ({
      async listBindings(namespace, query = {}) {
        const failure = refuse(authorization, `list bindings ${namespace} ${JSON.stringify(query)}`);
        if (failure !== undefined) return { ok: false, failure };
        return { ok: true, value: { metadata: { resourceVersion: '1' }, items: [...cluster.bindings.values()] } };
      },
      async getTemplate(scope, name) {
        const failure = refuse(authorization, `get template ${scope === 'cluster' ? scope : scope.namespace}/${name}`);
        if (failure !== undefined) return { ok: false, failure };
        const value = cluster.templates.get(name);
        const message = `workflowtemplates.argoproj.io "${name}" not found`;
        if (value === undefined) return { ok: false, failure: { status: 404, reason: 'NotFound', message } };
        return { ok: true, value };
      },
      async createWorkflow(namespace, workflow) {
        const { name = '' } = workflow.metadata;
        const failure = refuse(authorization, `create workflow ${namespace}/${name}`);
        if (failure !== undefined) return { ok: false, failure };
        await cluster.beforeCreate(workflow);
        if (cluster.workflows.has(name)) {
          const message = `workflows.argoproj.io "${name}" already exists`;
          return { ok: false, failure: { status: 409, reason: 'AlreadyExists', message } };
        }
        cluster.workflows.set(name, workflow);
        return { ok: true, value: undefined };
      },
    }),
    watchBindings(_namespace, listener) {
      cluster.calls.push('watch bindings');
      listeners.add(listener);
      for (const item of cluster.bindings.values()) listener.onChange({ type: 'seen', item });
      listener.onSynced();
      listener.onFollowing?.();
      return {
        async stop() {
          listeners.delete(listener);
        },
      };
    },
    async readSecret(_namespace, name) {
      cluster.calls.push(`read secret ${name}`);
      const data = cluster.secrets.get(name);
      if (data === undefined) return absent;
      return { ok: true, value: new Map(Object.entries(data).map(([key, value]) => [key, Buffer.from(value)])) };
    },
    async readServiceAccount(_namespace, name) {
      return { ok: true, value: { uid: `uid-${name}`, secrets: [], annotations: {} } };
    },
    async requestToken(_namespace, name) {
      cluster.calls.push(`request token ${name}`);
      return { ok: true, value: { token: 'good', expiresAt: Date.now() + 3_600_000 } };
    },
    async getWorkflow(_namespace, name) {
      const found = cluster.workflows.get(name);
      return found === undefined ? absent : { ok: true, value: found satisfies Workflow };
    },
    async createObject(_place, object) {
      cluster.events.push(object);
      return { ok: true, value: object };
    },
    async patchObject(_place, { body }) {
      cluster.calls.push(`patch event ${JSON.stringify(body)}`);
      return { ok: true, value: { apiVersion: 'v1', kind: 'Event', metadata: {} } };
    },
  };
  return Object.assign(cluster, { kubernetes });
}
