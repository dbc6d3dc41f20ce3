import type { CallerClient, CallerFailure } from '../../kubernetes/callers/callers.ts';
import type { ClusterResult } from '../../kubernetes/kubernetes.ts';
import type { Workflow, WorkflowManifest } from '../../kubernetes/workflow.ts';
import { eventAnnotation } from './build-workflow.ts';

export interface CreationTools {
  client: CallerClient;
  /** Reads a Workflow with the app's own account: a caller needs only the right to create. */
  getWorkflow: (namespace: string, name: string) => Promise<ClusterResult<Workflow>>;
  sleep: (ms: number) => Promise<unknown>;
}

export interface Creation {
  namespace: string;
  workflow: WorkflowManifest & { metadata: { name: string } };
  /** The name holds the event's id, so that whatever has it is this event's Workflow. */
  isNameOfEvent: boolean;
}

export type Created = { ok: true; isRepeat: boolean } | { ok: false; message: string };

/** Waits between tries, in milliseconds; Argo tries five times, too. */
const pausesMs = [10, 50, 200, 600];

/** Creates the Workflow as the caller. It is tried again after what may pass, always under the same name, so it is made once. */
export async function createWorkflow(creation: Creation, tools: CreationTools): Promise<Created> {
  const { namespace, workflow } = creation;
  let isUncertain = false;
  for (const pauseMs of [...pausesMs, undefined]) {
    const created = await tools.client.createWorkflow(namespace, workflow);
    if (created.ok) return { ok: true, isRepeat: false };
    const { failure } = created;
    if (failure.status === 409 && failure.reason === 'AlreadyExists') {
      return await judgeExisting(creation, tools, { isUncertain, message: failure.message });
    }
    if (!mayPass(failure) || pauseMs === undefined) return fail(failure.message);
    // The API server may have carried out what it gave no answer to.
    isUncertain ||= failure.status === 0 || failure.status >= 500;
    await tools.sleep(Math.min(failure.retryAfterMs ?? pauseMs, 1000));
  }
  return fail('it was not tried');
}

async function judgeExisting(
  { namespace, workflow, isNameOfEvent }: Creation,
  { getWorkflow }: CreationTools,
  { isUncertain, message }: { isUncertain: boolean; message: string },
): Promise<Created> {
  if (isNameOfEvent) return { ok: true, isRepeat: !isUncertain };
  const existing = await getWorkflow(namespace, workflow.metadata.name);
  const wanted = workflow.metadata.annotations?.[eventAnnotation];
  const isOurs = existing.ok && existing.value.metadata.annotations?.[eventAnnotation] === wanted;
  return isOurs ? { ok: true, isRepeat: !isUncertain } : fail(message);
}

/** client-go's transient errors: not reached, timeouts, too many requests, a quota that frees itself, a server in trouble. */
export function mayPass({ status, message }: CallerFailure): boolean {
  return status === 0 || status === 429 || status >= 500 || (status === 403 && /exceeded quota/i.test(message));
}

function fail(message: string): Created {
  return { ok: false, message: `failed to create workflow: ${message}` };
}
