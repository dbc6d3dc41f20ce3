import type { ClusterFailure, ClusterResult, Kubernetes, WorkflowChange } from '../../kubernetes/kubernetes.ts';
import type { ObjectMeta, Workflow, WorkflowHead } from '../../kubernetes/workflow.ts';
import { generationOf } from '../run/save-note.ts';

type Method = 'get' | 'patch';

export interface FakeCluster {
  api: Kubernetes;
  workflows: Map<string, Workflow>;
  calls: Method[];
  /** What becomes of a call; undefined = it is carried out. */
  answer: (method: Method) => ClusterFailure | undefined;
  /** What the controller or a user writes: all but annotations and finalizers of the object that is there. */
  write(workflow: Workflow): void;
  /** `kubectl delete`: marks it while finalizers hold it. */
  delete(name: string): void;
  /** Takes the object away, finalizers or not, and tells watchers so. */
  remove(name: string): void;
  /** Tells watchers of an object as a watch that begins with its end does. */
  tellGone(workflow: Workflow): void;
  /** Tells every watcher the newest state of all objects once more. */
  repeat(): void;
}

/** Workflows of one namespace in the manner of the Kubernetes API: versions, conflicts, merge patches, finalizers, a watch of metadata. */
export function createFakeCluster(namespace: string, startAt: string): FakeCluster {
  const watchers = new Set<(change: WorkflowChange) => void>();
  let version = 1000;

  const cluster: FakeCluster = {
    workflows: new Map(),
    calls: [],
    answer: () => undefined,
    api: {
      getWorkflowTemplate: async () => ({ ok: false, failure: { kind: 'absent', message: 'not found' } }),
      createWorkflow: async () => ({ ok: false, failure: { kind: 'forbidden', message: 'not part of this stand-in' } }),
      listWorkflows: async () => ({ ok: true, value: [...cluster.workflows.values()].map(headOf) }),
      checkReachable: async () => ({ ok: true, value: undefined }),
      getWorkflow: async (_namespace, name) => perform('get', () => read(name)),
      async patchWorkflow(_namespace, name, patch) {
        const patched = perform('patch', () => apply(name, patch));
        return patched.ok ? { ok: true, value: headOf(patched.value) } : patched;
      },
      watchWorkflows(_namespace, _selector, onChange, onSynced) {
        for (const workflow of cluster.workflows.values()) onChange({ type: 'seen', head: headOf(workflow) });
        onSynced?.();
        watchers.add(onChange);
        return {
          stop: async () => {
            watchers.delete(onChange);
          },
        };
      },
    },
    write(workflow) {
      const name = workflow.metadata.name ?? '';
      const known = cluster.workflows.get(name);
      const { annotations, finalizers, deletionTimestamp } = known?.metadata ?? workflow.metadata;
      const written = structuredClone(workflow);
      Object.assign(written.metadata, {
        namespace,
        generation: generationAfter(known, written),
        annotations: { ...workflow.metadata.annotations, ...annotations },
        ...(finalizers === undefined ? {} : { finalizers: [...finalizers] }),
        ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
      });
      store(written);
    },
    delete(name) {
      const workflow = cluster.workflows.get(name);
      if (workflow === undefined) return;
      workflow.metadata.deletionTimestamp = startAt;
      store(workflow);
    },
    remove(name) {
      const workflow = cluster.workflows.get(name);
      cluster.workflows.delete(name);
      if (workflow !== undefined) cluster.tellGone(workflow);
    },
    tellGone: (workflow) => tell({ type: 'gone', head: headOf(workflow) }),
    repeat() {
      for (const workflow of cluster.workflows.values()) tell({ type: 'seen', head: headOf(workflow) });
    },
  };

  /** Kubernetes counts changes of all but metadata. */
  function generationAfter(known: Workflow | undefined, written: Workflow): number {
    const contentOf = (workflow: Workflow | undefined) => JSON.stringify([workflow?.spec, workflow?.status]);
    const before = known === undefined ? undefined : generationOf(known.metadata);
    return contentOf(known) === contentOf(written) ? (before ?? 1) : (before ?? 0) + 1;
  }

  function perform(method: Method, act: () => ClusterResult<Workflow>): ClusterResult<Workflow> {
    cluster.calls.push(method);
    const failure = cluster.answer(method);
    return failure === undefined ? act() : { ok: false, failure };
  }

  function read(name: string): ClusterResult<Workflow> {
    const workflow = cluster.workflows.get(name);
    if (workflow === undefined) return { ok: false, failure: { kind: 'absent', message: 'not found' } };
    return { ok: true, value: structuredClone(workflow) };
  }

  function apply(name: string, patch: object): ClusterResult<Workflow> {
    const workflow = cluster.workflows.get(name);
    if (workflow === undefined) return { ok: false, failure: { kind: 'absent', message: 'not found' } };
    const { metadata }: { metadata?: ObjectMeta } = patch;
    if (metadata?.resourceVersion !== undefined && metadata.resourceVersion !== workflow.metadata.resourceVersion) {
      return { ok: false, failure: { kind: 'conflict', message: 'the object has been modified' } };
    }
    const added = metadata?.finalizers?.filter((each) => !workflow.metadata.finalizers?.includes(each)) ?? [];
    if (added.length > 0 && workflow.metadata.deletionTimestamp !== undefined) {
      return { ok: false, failure: { kind: 'invalid', message: 'no new finalizers can be added' } };
    }
    workflow.metadata.annotations = { ...workflow.metadata.annotations, ...metadata?.annotations };
    if (metadata?.finalizers !== undefined) workflow.metadata.finalizers = metadata.finalizers;
    store(workflow);
    return { ok: true, value: structuredClone(workflow) };
  }

  function store(workflow: Workflow): void {
    const name = workflow.metadata.name ?? '';
    version += 1;
    workflow.metadata.resourceVersion = String(version);
    cluster.workflows.set(name, workflow);
    const isHeld = (workflow.metadata.finalizers ?? []).length > 0;
    if (workflow.metadata.deletionTimestamp !== undefined && !isHeld) cluster.remove(name);
    else tell({ type: 'seen', head: headOf(workflow) });
  }

  function tell(change: WorkflowChange): void {
    for (const watcher of watchers) watcher(change);
  }

  return cluster;
}

function headOf(workflow: Workflow): WorkflowHead {
  const { name = '', namespace = '', uid = '', resourceVersion = '', ...metadata } = structuredClone(workflow.metadata);
  return { metadata: { ...metadata, name, namespace, uid, resourceVersion } };
}
