import type { WatchedObject } from '../watch/watched-form.ts';
import type { WorkflowManifest } from '../workflow.ts';

/** Why the cluster refused a caller, in its own words. `status` is HTTP's; 0: the cluster was not reached. */
export interface CallerFailure {
  status: number;
  /** Kubernetes' word, such as `AlreadyExists`; may be empty. */
  reason: string;
  message: string;
  retryAfterMs?: number;
}

export type CallerResult<Value> = { ok: true; value: Value } | { ok: false; failure: CallerFailure };

/** What a list answered: its own metadata and whole objects. */
export interface ObjectList {
  metadata: Record<string, unknown>;
  items: WatchedObject[];
}

/** The cluster as one caller sees it: what its RBAC lets that caller do. Each call is tried once and never throws. */
export interface CallerClient {
  /** `namespace` may be empty for those of all namespaces. */
  listBindings(namespace: string, query?: Record<string, string>): Promise<CallerResult<ObjectList>>;
  getTemplate(scope: 'cluster' | { namespace: string }, name: string): Promise<CallerResult<WatchedObject>>;
  /** What was made is as it was sent, and what admission made of it. */
  createWorkflow(namespace: string, workflow: WorkflowManifest): Promise<CallerResult<undefined>>;
}

/** Makes clients that have nothing but the `Authorization` header of a request. */
export interface Callers {
  asCaller(authorization: string): CallerClient;
}
