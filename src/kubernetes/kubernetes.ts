import type { Workflow, WorkflowHead, WorkflowManifest } from './workflow.ts';

/** Why the cluster did not do what was asked. `later` may pass; `invalid` and `forbidden` will not without a change. */
export type ClusterFailure =
  | { kind: 'later'; message: string; retryAfterMs?: number }
  | { kind: 'exists'; message: string }
  | { kind: 'absent'; message: string }
  | { kind: 'conflict'; message: string }
  | { kind: 'invalid'; message: string }
  | { kind: 'forbidden'; message: string };

export type ClusterResult<Value> = { ok: true; value: Value } | { ok: false; failure: ClusterFailure };

/**
 * A change of a watched Workflow's metadata. `gone` carries the last known head. A Workflow deleted and made again under its name
 * is `gone` and then `seen`, with another uid. A repeat of what was told already (same resourceVersion) is left out.
 */
export type WorkflowChange = { type: 'seen'; head: WorkflowHead } | { type: 'gone'; head: WorkflowHead };

export interface WorkflowWatch {
  stop(): Promise<void>;
}

/** All that this app asks of the Kubernetes API. No method throws for what the API server answers. */
export interface Kubernetes {
  /** `POST`, strict field validation. */
  createWorkflow(namespace: string, workflow: WorkflowManifest): Promise<ClusterResult<Workflow>>;
  /**
   * As it is now. With `atLeast` as it was at that version or at any time since, which costs the API server much less: enough for who
   * is told of every change that comes after, too little for who writes over what is read.
   */
  getWorkflow(namespace: string, name: string, options?: { atLeast?: string }): Promise<ClusterResult<Workflow>>;
  /** A WorkflowTemplate of a namespace, or a ClusterWorkflowTemplate. */
  getWorkflowTemplate(
    scope: 'cluster' | { namespace: string },
    name: string,
  ): Promise<ClusterResult<{ spec: Record<string, unknown> }>>;
  /**
   * Metadata of all Workflows with these labels, as they are now. It waits for all that was written before, so it costs more than
   * reading one: nothing that is done for every event may ask for it.
   */
  listWorkflows(namespace: string, labelSelector: string): Promise<ClusterResult<WorkflowHead[]>>;
  /**
   * JSON merge patch; with `metadata.resourceVersion` in the patch a stale write is a `conflict`. The answer is metadata alone: a status
   * that nobody asked about can be as large as a Workflow may be.
   */
  patchWorkflow(namespace: string, name: string, patch: object): Promise<ClusterResult<WorkflowHead>>;
  /**
   * Lists, then watches metadata of the Workflows with that label in the namespace, for ever: reconnects by itself, re-lists
   * after 410 and then reports as `gone` what vanished meanwhile. `onChange` is called in order, one at a time not awaited.
   * `onSynced` is called each time when a full list is completely delivered, its `gone` included: first when the watch has
   * caught up with the cluster.
   */
  watchWorkflows(
    namespace: string,
    labelSelector: string,
    onChange: (change: WorkflowChange) => void,
    onSynced?: () => void,
  ): WorkflowWatch;
  /** Resolves ok when the API server answers and lets us list Workflows in the namespace. */
  checkReachable(namespace: string): Promise<ClusterResult<undefined>>;
}
