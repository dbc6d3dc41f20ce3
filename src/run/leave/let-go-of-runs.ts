import type { GithubResult } from '../../github/github.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import { labels, reportFinalizer } from '../../kubernetes/labels.ts';
import type { WorkflowHead } from '../../kubernetes/workflow.ts';
import { laterAfter } from '../../problem/later.ts';
import { problem } from '../../problem/problem.ts';
import { cancelRun } from '../cancel/cancel-run.ts';
import type { RunIdentity } from '../identity/run-identity.ts';
import type { IdentitySigner } from '../identity/sign-identity.ts';
import { afterFailure, type LetGo } from './let-go.ts';
import { isCompleted, type OwnedRun, type RunOwner, readOwnedRun } from './owned-run.ts';

export interface LeftRuns {
  installationId: number;
  /** Undefined: everything of the installation. */
  repositoryIds: ReadonlySet<number> | undefined;
  /** A sentence for the checks. */
  because: string;
}

export interface LeaveRunTools {
  appId: number;
  kubernetes: Pick<Kubernetes, 'listWorkflows' | 'getWorkflow' | 'patchWorkflow'>;
  signer: Pick<IdentitySigner, 'read' | 'readSchedule'>;
  /** Whether the App is still away from what the run belongs to. */
  isStillAway: (owner: RunOwner) => Promise<GithubResult<boolean>>;
  /** Told of each run before it is let go. */
  onLeft?: ((head: WorkflowHead, identity: RunIdentity) => Promise<void>) | undefined;
}

const maxRaces = 10;

/**
 * Ends the live runs of what was left, and takes the app's finalizer off all its Workflows. Whether it is still left is asked once the
 * runs are listed: one that was begun after the App came back is among them only where GitHub says so.
 */
export async function letGoOfRuns(namespace: string, left: LeftRuns, tools: LeaveRunTools): Promise<LetGo> {
  const listed = await tools.kubernetes.listWorkflows(namespace, `${labels.managedBy}=${tools.appId}`);
  if (!listed.ok) return afterFailure(listed.failure, namespace);
  const runs = listed.value.flatMap((head) => readOwnedRun(head, tools.signer) ?? []);
  const concerned = runs.filter(({ owner }) => isLeft(owner, left));
  const back = await findBack(concerned, left, tools);
  if (!back.ok) return laterAfter(back.failure, problem('flow.github-away', { reason: back.failure.message }));
  const leaving = concerned.filter(({ owner }) => !back.value.has(owner.repositoryId));
  for (const { head, identity } of leaving) {
    if (identity !== undefined) await tools.onLeft?.(head, identity);
    const gone = await letGoOfRun(head, left.because, tools);
    if (gone.kind === 'later') return gone;
  }
  // The App is back under another installation, and has begun again.
  const others = runs.filter(({ head, owner }) => !isLeft(owner, left) && !isCompleted(head));
  const stillUsed = new Set(others.map(({ owner }) => owner.repositoryId));
  const ids = leaving.map(({ owner }) => owner.repositoryId).filter((id) => !stillUsed.has(id));
  return { kind: 'done', repositoryIds: new Set(ids), back: back.value };
}

/** The repositories that the App is in again. */
async function findBack(
  runs: readonly OwnedRun[],
  { repositoryIds }: LeftRuns,
  { isStillAway }: LeaveRunTools,
): Promise<GithubResult<Set<number>>> {
  const owners = [...new Map(runs.map(({ owner }) => [owner.repositoryId, owner])).values()];
  const back = new Set<number>();
  // Of a whole installation one answer is all of them.
  for (const owner of repositoryIds === undefined ? owners.slice(0, 1) : owners) {
    const away = await isStillAway(owner);
    if (!away.ok) return away;
    if (!away.value) back.add(owner.repositoryId);
  }
  const isWholeBack = repositoryIds === undefined && back.size > 0;
  return { ok: true, value: isWholeBack ? new Set(owners.map((each) => each.repositoryId)) : back };
}

function isLeft({ installationId, repositoryId }: RunOwner, left: LeftRuns): boolean {
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
