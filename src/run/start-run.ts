import type { Kubernetes } from '../kubernetes/kubernetes.ts';
import type { WorkflowManifest } from '../kubernetes/workflow.ts';
import { guardWorkflow } from '../policy/guard/guard-workflow.ts';
import type { Problem } from '../problem/problem.ts';
import { createRun } from './create-run.ts';
import { addOwnMetadata, type FinishedWorkflow, finishWorkflow } from './finish-workflow.ts';
import type { RunIdentity } from './identity.ts';
import { annotations } from './labels.ts';
import { placeObject } from './place-object.ts';
import { describeSubject, type RunRequest, runKeyOf } from './run-request.ts';
import type { IdentitySigner } from './sign-identity.ts';
import type { ReadFile } from './source/resolve-source.ts';

export interface RunTools {
  appId: number;
  kubernetes: Kubernetes;
  signer: IdentitySigner;
  /** Reads a file of the repository at the commit whose workflow files count. */
  readFile: ReadFile;
}

export type Started =
  | { kind: 'started'; namespace: string; name: string }
  | { kind: 'refused'; problems: Problem[] }
  | { kind: 'later'; problem: Problem; afterMs?: number };

/**
 * Carries out one firing: places the object, makes it final, lets the policy judge exactly that object, and creates it.
 * Doing it twice for the same event creates one Workflow.
 */
export async function startRun(request: RunRequest, tools: RunTools): Promise<Started> {
  const placed = await placeObject(request, tools);
  if (placed.kind === 'later') return placed;
  if (placed.kind === 'refused') return { kind: 'refused', problems: [placed.problem] };

  return await startPlaced(placed.workflow, request, tools);
}

/**
 * As `startRun`, from a Workflow whose parameters are in place. Braces of the event's text are still marked; metadata and spec are
 * all that is taken from it.
 */
export async function startPlaced(workflow: WorkflowManifest, request: RunRequest, tools: RunTools): Promise<Started> {
  const finished = finishWorkflow(workflow, request);
  const problems = guardWorkflow(finished.manifest, request.policy, { untrusted: request.untrusted });
  if (problems.length > 0) return { kind: 'refused', problems };
  return await createFinished(finished, request, tools);
}

async function createFinished(finished: FinishedWorkflow, request: RunRequest, tools: RunTools): Promise<Started> {
  const { name } = finished;
  const namespace = request.policy.namespace;
  const identity = identify(request, finished);
  const own = {
    appId: tools.appId,
    annotations: { [annotations.identity]: tools.signer.sign(namespace, name, identity) },
  };
  const manifest: WorkflowManifest = addOwnMetadata(finished.manifest, request, own);
  const created = await createRun(
    { ...manifest, metadata: { ...manifest.metadata, name, namespace } },
    identity,
    tools,
  );
  switch (created.kind) {
    case 'created':
      return { kind: 'started', namespace, name };
    case 'refused':
      return { kind: 'refused', problems: [created.problem] };
    case 'later':
      return created;
  }
}

function identify(request: RunRequest, { changed }: FinishedWorkflow): RunIdentity {
  const { event, options } = request;
  const { repository } = event.facts;
  const key = runKeyOf(request);
  return {
    ...key,
    dependencies: [...key.dependencies],
    owner: repository.owner,
    repository: repository.name,
    installationId: event.installationId,
    commit: request.commit,
    checkName: options.checkName,
    ...(request.untrusted ? { untrusted: true as const } : {}),
    event: event.facts.eventName,
    subject: describeSubject(event),
    why: request.why,
    notes: [...request.notes, ...changed.map(describeChange)],
  };
}

function describeChange(path: string): string {
  return `"{{" in text of the event was written "{ {" at ${path}, so that Argo does not evaluate it.`;
}
