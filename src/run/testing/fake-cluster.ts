import type { ClusterFailure, ClusterResult, Kubernetes } from '../../kubernetes/kubernetes.ts';
import type { Workflow } from '../../kubernetes/workflow.ts';

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
          cluster.workflows.set(key, structuredClone(workflow));
          return { ok: true, value: structuredClone(workflow) };
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
      patchWorkflow: async () => fail({ kind: 'forbidden', message: 'not part of this stand-in' }),
      watchWorkflows: () => ({ stop: async () => undefined }),
      checkReachable: async () => ({ ok: true, value: undefined }),
    },
  };

  function perform<Value>(call: string, act: () => ClusterResult<Value>): ClusterResult<Value> {
    cluster.calls.push(call);
    const failure = cluster.answer(call);
    return failure === undefined ? act() : fail(failure);
  }

  return cluster;
}

function found<Value>(value: Value | undefined): ClusterResult<Value> {
  return value === undefined
    ? fail({ kind: 'absent', message: 'not found' })
    : { ok: true, value: structuredClone(value) };
}

function fail(failure: ClusterFailure): { ok: false; failure: ClusterFailure } {
  return { ok: false, failure };
}
