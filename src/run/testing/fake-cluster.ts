import { mergePatch } from '../../../dev/cluster/store/write/merge-patch.ts';
import type { ClusterFailure, ClusterResult, Kubernetes } from '../../kubernetes/kubernetes.ts';
import type { Workflow, WorkflowHead, WorkflowManifest } from '../../kubernetes/workflow.ts';

export interface FakeCluster {
  api: Kubernetes;
  /** By `namespace/name`. */
  workflows: Map<string, Workflow>;
  /** By `namespace/name`, or `cluster/name`. */
  templates: Map<string, { spec: Record<string, unknown> }>;
  /** `create ci/x`, `get ci/x`, `template ci/x`, in order. */
  calls: string[];
  /** What becomes of a call; undefined = it is carried out. */
  answer: (call: string) => ClusterFailure | undefined;
  /** The one Workflow that is there. */
  only(): Workflow;
}

/** Workflows and templates in memory, as far as starting runs needs them. */
export function createFakeCluster(): FakeCluster {
  let version = 100;
  const cluster: FakeCluster = {
    workflows: new Map(),
    templates: new Map(),
    calls: [],
    answer: () => undefined,
    only() {
      const [workflow, ...others] = cluster.workflows.values();
      if (workflow === undefined || others.length > 0) throw new Error(`${cluster.workflows.size} Workflows, not one`);
      return workflow;
    },
    api: {
      async createWorkflow(namespace, workflow) {
        const key = `${namespace}/${workflow.metadata.name}`;
        return perform(`create ${key}`, () => {
          if (cluster.workflows.has(key)) return fail({ kind: 'exists', message: 'already exists' });
          return store(key, workflow);
        });
      },
      async getWorkflow(namespace, name) {
        const key = `${namespace}/${name}`;
        return perform(`get ${key}`, () => found(cluster.workflows.get(key)));
      },
      async getWorkflowTemplate(scope, name) {
        const key = `${scope === 'cluster' ? scope : scope.namespace}/${name}`;
        return perform(`template ${key}`, () => found(cluster.templates.get(key)));
      },
      async listWorkflows(namespace, labelSelector) {
        return perform(`list ${namespace} ${labelSelector}`, () => ({
          ok: true,
          value: [...cluster.workflows.values()]
            .filter((each) => each.metadata.namespace === namespace && isSelected(each, labelSelector))
            .map(headOf),
        }));
      },
      async patchWorkflow(namespace, name, patch) {
        const key = `${namespace}/${name}`;
        return perform(`patch ${key}`, () => {
          const workflow = cluster.workflows.get(key);
          const wanted = readVersion(patch);
          if (workflow === undefined) return fail({ kind: 'absent', message: 'not found' });
          if (wanted !== undefined && wanted !== workflow.metadata.resourceVersion) {
            return fail({ kind: 'conflict', message: 'the object has been modified' });
          }
          const stored = store(key, mergePatch(workflow, patch) as Workflow);
          return stored.ok ? { ok: true, value: headOf(stored.value) } : stored;
        });
      },
      watchWorkflows: () => ({ stop: async () => undefined }),
      checkReachable: async () => ({ ok: true, value: undefined }),
    },
  };

  function store(key: string, workflow: WorkflowManifest): ClusterResult<Workflow> {
    version += 1;
    const stored = structuredClone(workflow);
    stored.metadata = { uid: `uid-${version}`, ...stored.metadata, resourceVersion: String(version) };
    cluster.workflows.set(key, stored);
    return { ok: true, value: structuredClone(stored) };
  }

  function perform<Value>(call: string, act: () => ClusterResult<Value>): ClusterResult<Value> {
    cluster.calls.push(call);
    const failure = cluster.answer(call);
    return failure === undefined ? act() : fail(failure);
  }

  return cluster;
}

function readVersion(patch: { metadata?: { resourceVersion?: string } }): string | undefined {
  return patch.metadata?.resourceVersion;
}

/** `a=b,c!=d`, as far as this app selects. */
function isSelected({ metadata }: Workflow, selector: string): boolean {
  return selector.split(',').every((each) => {
    const [, key = '', operator, value] = /^([^!=]+)(!?=)(.*)$/.exec(each) ?? [];
    return (metadata.labels?.[key] === value) === (operator === '=');
  });
}

function headOf({ metadata }: Workflow): WorkflowHead {
  const { name = '', namespace = '', uid = '', resourceVersion = '' } = metadata;
  return { metadata: { ...structuredClone(metadata), name, namespace, uid, resourceVersion } };
}

function found<Value>(value: Value | undefined): ClusterResult<Value> {
  return value === undefined
    ? fail({ kind: 'absent', message: 'not found' })
    : { ok: true, value: structuredClone(value) };
}

function fail(failure: ClusterFailure): { ok: false; failure: ClusterFailure } {
  return { ok: false, failure };
}
