import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import { annotations, labels, reportFinalizer } from '../../kubernetes/labels.ts';
import type { WorkflowHead } from '../../kubernetes/workflow.ts';
import { cancelRun } from '../cancel/cancel-run.ts';
import type { RunIdentity } from '../identity/run-identity.ts';
import type { IdentitySigner } from '../identity/sign-identity.ts';
import { afterFailure, type LetGo } from './let-go.ts';

export interface LeaveRunTools {
  appId: number;
  kubernetes: Pick<Kubernetes, 'listWorkflows' | 'getWorkflow' | 'patchWorkflow'>;
  signer: Pick<IdentitySigner, 'read' | 'readSchedule'>;
  /** Told of each run before it is let go. */
  onLeft?: ((head: WorkflowHead, identity: RunIdentity) => Promise<void>) | undefined;
}

const maxRaces = 10;

/** Ends the live runs of what was left, and takes the app's finalizer off all its Workflows. */
export async function letGoOfRuns(
  namespace: string,
  left: { installationId: number; repositoryIds: ReadonlySet<number> | undefined; because: string },
  tools: LeaveRunTools,
): Promise<LetGo> {
  const listed = await tools.kubernetes.listWorkflows(namespace, `${labels.managedBy}=${tools.appId}`);
  if (!listed.ok) return afterFailure(listed.failure, namespace);
  const repositoryIds = new Set<number>();
  const stillUsed = new Set<number>();
  for (const head of listed.value) {
    const { name, annotations: given, labels: said } = head.metadata;
    const signed = tools.signer.read(namespace, name, given?.[annotations.identity]);
    const identity = signed ?? scheduleOf(head, tools);
    if (identity === undefined) continue;
    if (!isLeft(identity, left)) {
      // The App is back under another installation, and has begun again.
      if (said?.['workflows.argoproj.io/completed'] !== 'true') stillUsed.add(identity.repositoryId);
      continue;
    }
    repositoryIds.add(identity.repositoryId);
    if (signed !== undefined) await tools.onLeft?.(head, signed);
    const gone = await letGoOfRun(head, left.because, tools);
    if (gone.kind === 'later') return gone;
  }
  return { kind: 'done', repositoryIds: new Set([...repositoryIds].filter((id) => !stillUsed.has(id))) };
}

type Owner = Pick<RunIdentity, 'installationId' | 'repositoryId'>;

/** A run of a schedule has no identity before the reporter has seen it; the schedule's own signature says whose it is. */
function scheduleOf({ metadata }: WorkflowHead, { signer }: LeaveRunTools): Owner | undefined {
  const cron = metadata.labels?.['workflows.argoproj.io/cron-workflow'] ?? '';
  return signer.readSchedule(metadata.namespace, cron, metadata.annotations?.[annotations.schedule]) as
    | Owner
    | undefined;
}

function isLeft(
  { installationId, repositoryId }: Owner,
  left: { installationId: number; repositoryIds: ReadonlySet<number> | undefined },
): boolean {
  return left.repositoryIds?.has(repositoryId) ?? installationId === left.installationId;
}

async function letGoOfRun(head: WorkflowHead, because: string, tools: LeaveRunTools): Promise<LetGo> {
  const { namespace, name, uid } = head.metadata;
  const ended = await cancelRun({ namespace, name, uid }, because, tools.kubernetes);
  if (ended.kind === 'later') return ended;
  return await takeOffFinalizer(head, tools);
}

async function takeOffFinalizer(head: WorkflowHead, { kubernetes }: LeaveRunTools): Promise<LetGo> {
  const { namespace, name, uid } = head.metadata;
  for (let races = 0; races < maxRaces; races += 1) {
    const read = await kubernetes.getWorkflow(namespace, name);
    if (!read.ok) return afterFailure(read.failure, namespace);
    const { metadata } = read.value;
    const finalizers = metadata.finalizers ?? [];
    if (metadata.uid !== uid || !finalizers.includes(reportFinalizer)) break;
    const kept = finalizers.filter((each) => each !== reportFinalizer);
    const patch = { metadata: { resourceVersion: metadata.resourceVersion, finalizers: kept } };
    const patched = await kubernetes.patchWorkflow(namespace, name, patch);
    if (patched.ok) break;
    if (patched.failure.kind !== 'conflict') return afterFailure(patched.failure, namespace);
  }
  return { kind: 'done', repositoryIds: new Set() };
}
