import type { CallerClient, CallerFailure } from '../../kubernetes/callers/callers.ts';
import type { ClusterResult } from '../../kubernetes/kubernetes.ts';
import type { Workflow, WorkflowManifest } from '../../kubernetes/workflow.ts';
import { eventAnnotation } from './build-workflow.ts';
import { mayPass } from './may-pass.ts';
import { endName } from './name-workflow.ts';

export interface CreationTools {
  client: CallerClient;
  /** Reads a Workflow with the app's own account: a caller needs only the right to create. */
  getWorkflow: (namespace: string, name: string) => Promise<ClusterResult<Workflow>>;
  sleep: (ms: number) => Promise<unknown>;
}

export interface Creation {
  namespace: string;
  workflow: WorkflowManifest & { metadata: { name: string } };
  /**
   * Where the name is from. `event`: it holds the event's id, so that whatever has it is this event's Workflow. `binding`: the binding
   * gives it. `random`: any other will do.
   */
  naming: 'event' | 'binding' | 'random';
}

export type Created = { ok: true; name: string; isRepeat: boolean } | { ok: false; message: string };

/** Waits between tries, in milliseconds; Argo tries five times, too. */
const pausesMs = [10, 50, 200, 600];

/**
 * Creates the Workflow as the caller. It is tried again after what may pass, always under the same name, so it is made once; only a
 * random name that is another's already, as happens among thousands, is exchanged.
 */
export async function createWorkflow(creation: Creation, tools: CreationTools): Promise<Created> {
  let { workflow } = creation;
  let isUncertain = false;
  for (const pauseMs of [...pausesMs, undefined]) {
    const step = await tryCreating({ ...creation, workflow, isUncertain }, tools);
    if (step.kind === 'done') return step.created;
    if (step.kind === 'taken') {
      workflow = rename(workflow);
      continue;
    }
    const { failure } = step;
    if (pauseMs === undefined) return fail(failure.message);
    // The API server may have carried out what it gave no answer to.
    isUncertain ||= failure.status === 0 || failure.status >= 500;
    await tools.sleep(Math.min(failure.retryAfterMs ?? pauseMs, 1000));
  }
  return fail('no name was free');
}

type Step = { kind: 'done'; created: Created } | { kind: 'taken' } | { kind: 'later'; failure: CallerFailure };

async function tryCreating(
  { namespace, workflow, naming, isUncertain }: Creation & { isUncertain: boolean },
  tools: CreationTools,
): Promise<Step> {
  const { name } = workflow.metadata;
  const created = await tools.client.createWorkflow(namespace, workflow);
  if (created.ok) return { kind: 'done', created: { ok: true, name, isRepeat: false } };
  const { failure } = created;
  if (mayPass(failure)) return { kind: 'later', failure };
  if (!isTaken(failure)) return { kind: 'done', created: fail(failure.message) };
  const isOurs = naming === 'event' || (await isOfEvent(workflow, namespace, tools));
  if (isOurs) return { kind: 'done', created: { ok: true, name, isRepeat: !isUncertain } };
  return naming === 'random' ? { kind: 'taken' } : { kind: 'done', created: fail(failure.message) };
}

function isTaken({ status, reason }: CallerFailure): boolean {
  return status === 409 && reason === 'AlreadyExists';
}

/** Whether the Workflow that has the name was made for this event. */
async function isOfEvent(
  { metadata }: Creation['workflow'],
  namespace: string,
  { getWorkflow }: CreationTools,
): Promise<boolean> {
  const existing = await getWorkflow(namespace, metadata.name);
  const wanted = metadata.annotations?.[eventAnnotation];
  return existing.ok && existing.value.metadata.annotations?.[eventAnnotation] === wanted;
}

function rename(workflow: Creation['workflow']): Creation['workflow'] {
  const { generateName = '' } = workflow.metadata;
  return { ...workflow, metadata: { ...workflow.metadata, name: endName(generateName, undefined) } };
}

function fail(message: string): Created {
  return { ok: false, message: `failed to create workflow: ${message}` };
}
