import type { Records } from '../../bus/event-bus.ts';
import type { ClusterObjects } from '../../kubernetes/cluster-objects.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import type { Workflow, WorkflowManifest } from '../../kubernetes/workflow.ts';
import type { Later } from '../../problem/later.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { cancelRun } from '../cancel/cancel-run.ts';
import { cancelReplaced } from '../concurrency/cancel-replaced.ts';
import { findReplacement, orderedRunOf } from '../concurrency/find-replacement.ts';
import { keepLimit } from '../concurrency/keep-limit.ts';
import { claimNewest } from '../concurrency/newest-runs.ts';
import type { RunIdentity } from '../identity/run-identity.ts';
import type { IdentitySigner } from '../identity/sign-identity.ts';
import type { ArgoLocks } from '../locks/argo-locks.ts';
import type { GroupLock } from '../locks/group-lock.ts';
import { writeLocks } from '../locks/write-locks.ts';
import { dropToken, giveToWorkflow, keepToken } from '../token/keep-token.ts';
import type { RunTokens } from '../token/run-tokens.ts';
import { acceptRun, type Created, createRun } from './create-run.ts';
import { type HasCheck, tryRun } from './tried-runs.ts';

/** A Workflow that the policy has let through, with everything that the app writes on it but the lock of its group. */
export interface RunToMake {
  manifest: WorkflowManifest & { metadata: { name: string; namespace: string } };
  /** As it is signed on the Workflow. */
  identity: RunIdentity;
  /** It wants a Secret with a token, under its own name. */
  wantsToken: boolean;
}

/** What making a run needs from the world. */
export interface MakingTools {
  appId: number;
  kubernetes: Kubernetes;
  /** For what a run needs beside its Workflow. */
  cluster: ClusterObjects;
  signer: IdentitySigner;
  records: Records;
  tokens: RunTokens;
  argoLocks: ArgoLocks;
  hasCheck: HasCheck;
  /** Milliseconds since 1970. */
  now: () => number;
}

export type Started =
  /** `again`: an earlier try at the same event had made it. */
  | { kind: 'started'; namespace: string; name: string; again?: true }
  /** Something newer of its group has the check of that name on that commit: there is nothing to say. */
  | { kind: 'superseded' }
  | { kind: 'refused'; problems: Problem[] }
  | Later;

/**
 * Makes the run with what it needs beside it: the limit of its group, the Secret with its token, then the Workflow. After that its
 * group is settled, so that of all runs of a group that replace each other the newest alone goes on, however they race: each says
 * first that it is there and looks for others last. Doing it again changes nothing.
 */
export async function makeRun(wanted: RunToMake, tools: MakingTools): Promise<Started> {
  const { identity, manifest } = wanted;
  const { name, namespace } = manifest.metadata;
  const tried = await tryRun(identity, { namespace, name }, tools);
  if (tried.kind === 'over') return { kind: 'started', namespace, name, again: true };
  if (tried.kind === 'later') return tried;
  // One that is there has a check already, which says what becomes of it.
  const replaced = tried.kind === 'there' ? undefined : await findReplacement(identity, tools.records);
  if (replaced !== undefined) return replaced.onSameCommit ? { kind: 'superseded' } : refuse(replaced.problem);

  const limited = await lockOf(identity, namespace, tools);
  if (limited.kind !== 'lock') return limited.kind === 'later' ? limited : refuse(limited.problem);
  const there = tried.kind === 'there' ? tried.workflow : undefined;
  const made = await makeWithToken(wanted, { lock: limited.lock, there }, tools);
  if (made.kind !== 'created') return made.kind === 'later' ? made : refuse(made.problem);
  const started = await settle(wanted, tools);
  return started.kind === 'started' && tried.kind === 'there' ? { ...started, again: true } : started;
}

function lockOf({ group, order, repositoryId }: RunIdentity, namespace: string, tools: MakingTools) {
  if (group?.limit === undefined) return { kind: 'lock', lock: undefined } as const;
  const { hash, limit } = group;
  return keepLimit({ namespace, repositoryId, group: hash, limit, occurredAt: order?.occurredAt ?? 0 }, tools);
}

/** `there`: it was found. By now it may be over and gone, so to create it would be to run it twice. */
async function makeWithToken(
  wanted: RunToMake,
  { lock, there }: { lock: GroupLock | undefined; there: Workflow | undefined },
  tools: MakingTools,
): Promise<Created> {
  const { name, namespace } = wanted.manifest.metadata;
  const { installationId, repositoryId } = wanted.identity;
  const token = wanted.wantsToken
    ? await keepToken({ namespace, name, repositoryId }, installationId, tools)
    : undefined;
  if (token !== undefined && token.kind !== 'kept') return token;

  await claim(wanted.identity, tools);
  const created =
    there === undefined ? await createLocked(wanted, lock, tools) : acceptRun(there, wanted.identity, tools);
  if (token === undefined) return created;
  if (created.kind === 'refused' && token.isNew) await dropToken({ namespace, name }, token.uid, tools);
  return created.kind === 'created' ? await give(created, token.uid, tools) : created;
}

async function give(
  created: Extract<Created, { kind: 'created' }>,
  secret: string,
  tools: MakingTools,
): Promise<Created> {
  const { namespace = '', name = '', uid = '' } = created.workflow.metadata;
  const given = await giveToWorkflow({ namespace, name }, { secret, workflow: uid }, tools);
  if (given !== 'gone') return created;
  // Its steps wait for the Secret: the same again makes it anew.
  return { kind: 'later', problem: problem('run.cluster-away', { reason: `the Secret "${name}" went away` }) };
}

/** What a person asks for again is as old as its event, so it is not the newest of its group. */
async function claim(identity: RunIdentity, { records, now }: MakingTools): Promise<void> {
  const { commit, event, group, order, repositoryId } = identity;
  if (group?.cancels !== true || order?.askedAt !== undefined) return;
  const newest = { ...orderedRunOf(identity), commit, event, at: now() };
  await claimNewest({ repositoryId, group: group.hash }, newest, records);
}

const unknownList = /unknown field "spec\.(?:.*\.)?(?:mutexes|semaphores)"/;

/** Creates the Workflow with its locks in the form that the cluster's Argo takes, which a refusal may be the first to tell. */
async function createLocked(wanted: RunToMake, lock: GroupLock | undefined, tools: MakingTools): Promise<Created> {
  const { manifest, identity } = wanted;
  const written = writeLocks(manifest, lock, tools.argoLocks.form());
  if (!written.ok) return { kind: 'refused', problem: written.problem };
  const { name, namespace } = manifest.metadata;
  const final = { ...written.manifest, metadata: { ...written.manifest.metadata, name, namespace } };
  const created = await createRun(final, identity, tools);
  const isOlderArgo = created.kind === 'refused' && unknownList.test(created.problem.message);
  return isOlderArgo && tools.argoLocks.refuseLists() ? await createLocked(wanted, lock, tools) : created;
}

/** Ends this run where something newer came in between, and the older ones of its group. */
async function settle({ manifest, identity }: RunToMake, tools: MakingTools): Promise<Started> {
  const { name, namespace } = manifest.metadata;
  const started: Started = { kind: 'started', namespace, name };
  const replaced = await findReplacement(identity, tools.records);
  if (replaced !== undefined) {
    const ended = await cancelRun({ namespace, name }, replaced.problem.message, tools.kubernetes);
    return ended.kind === 'later' ? ended : started;
  }
  if (identity.group?.cancels !== true) return started;
  const settled = await cancelReplaced({ namespace, name, identity }, tools);
  return settled.kind === 'later' ? settled : started;
}

function refuse(reason: Problem): Started {
  return { kind: 'refused', problems: [reason] };
}
