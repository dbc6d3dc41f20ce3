import type { WorkflowManifest } from '../kubernetes/workflow.ts';
import { type Problem, problem } from '../problem/problem.ts';
import { cancelRun } from './cancel/cancel-run.ts';
import { cancelReplaced } from './concurrency/cancel-replaced.ts';
import { findReplacement, orderedRunOf } from './concurrency/find-replacement.ts';
import type { RunGroup } from './concurrency/group-of-run.ts';
import { keepLimit } from './concurrency/keep-limit.ts';
import { claimNewest } from './concurrency/newest-runs.ts';
import { type Created, createRun } from './create-run.ts';
import type { RunIdentity } from './identity.ts';
import type { GroupLock } from './locks/group-lock.ts';
import { writeLocks } from './locks/write-locks.ts';
import type { RunRequest } from './run-request.ts';
import type { RunTools, Started } from './start-run.ts';
import { dropToken, giveToWorkflow, keepToken } from './token/keep-token.ts';

/** A Workflow that the policy has let through, with everything that the app writes on it but its locks. */
export interface RunToMake {
  manifest: WorkflowManifest & { metadata: { name: string; namespace: string } };
  identity: RunIdentity;
  group: RunGroup | undefined;
  /** It wants a Secret with a token, under its own name. */
  wantsToken: boolean;
}

/**
 * Makes the run with what it needs beside it: the limit of its group, the Secret with its token, then the Workflow. After that its
 * group is settled, so that of all runs of a group that replace each other the newest alone goes on, however they race: each says
 * first that it is there and looks for others last. Doing it again changes nothing.
 */
export async function makeRun(wanted: RunToMake, request: RunRequest, tools: RunTools): Promise<Started> {
  const { group } = wanted;
  const replaced = await findReplacement(request, group, tools.records);
  if (replaced !== undefined) return replaced.onSameCommit ? { kind: 'superseded' } : refuse(replaced.problem);

  const { namespace } = wanted.manifest.metadata;
  const limited = await lockOf(group, request, namespace, tools);
  if (limited.kind !== 'lock') return limited.kind === 'later' ? limited : refuse(limited.problem);
  const made = await makeWithToken(wanted, limited.lock, request, tools);
  if (made.kind !== 'created') return made.kind === 'later' ? made : refuse(made.problem);
  return await settle(wanted, request, tools);
}

function lockOf(group: RunGroup | undefined, { event }: RunRequest, namespace: string, tools: RunTools) {
  if (group?.limit === undefined) return { kind: 'lock', lock: undefined } as const;
  const { hash, limit } = group;
  const repositoryId = event.facts.repository.id;
  return keepLimit({ namespace, repositoryId, group: hash, limit, occurredAt: event.occurredAt }, tools);
}

async function makeWithToken(
  wanted: RunToMake,
  lock: GroupLock | undefined,
  request: RunRequest,
  tools: RunTools,
): Promise<Created> {
  const { name, namespace } = wanted.manifest.metadata;
  const { id: repositoryId } = request.event.facts.repository;
  const token = wanted.wantsToken
    ? await keepToken({ namespace, name, repositoryId }, request.event.installationId, tools)
    : undefined;
  if (token !== undefined && token.kind !== 'kept') return token;

  await claim(wanted.group, request, tools);
  const created = await createLocked(wanted, lock, tools);
  if (token === undefined) return created;
  if (created.kind === 'refused' && token.isNew) await dropToken({ namespace, name }, token.uid, tools);
  return created.kind === 'created' ? await give(created, token.uid, tools) : created;
}

async function give(created: Extract<Created, { kind: 'created' }>, secret: string, tools: RunTools): Promise<Created> {
  const { namespace = '', name = '', uid = '' } = created.workflow.metadata;
  const given = await giveToWorkflow({ namespace, name }, { secret, workflow: uid }, tools);
  if (given !== 'gone') return created;
  // Its steps wait for the Secret: the same again makes it anew.
  return { kind: 'later', problem: problem('run.cluster-away', { reason: `the Secret "${name}" went away` }) };
}

/** What a person asks for again is as old as its event, so it is not the newest of its group. */
async function claim(group: RunGroup | undefined, request: RunRequest, tools: RunTools): Promise<void> {
  if (group?.cancels !== true || request.askedAt !== undefined) return;
  const { facts } = request.event;
  const newest = { commit: request.commit, event: facts.eventName, at: tools.now() };
  const place = { repositoryId: facts.repository.id, group: group.hash };
  await claimNewest(place, { ...orderedRunOf(request), ...newest }, tools.records);
}

const unknownList = /unknown field "spec\.(?:.*\.)?(?:mutexes|semaphores)"/;

/** Creates the Workflow with its locks in the form that the cluster's Argo takes, which a refusal may be the first to tell. */
async function createLocked(wanted: RunToMake, lock: GroupLock | undefined, tools: RunTools): Promise<Created> {
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
async function settle({ manifest, group }: RunToMake, request: RunRequest, tools: RunTools): Promise<Started> {
  const { name, namespace } = manifest.metadata;
  const started: Started = { kind: 'started', namespace, name };
  const replaced = await findReplacement(request, group, tools.records);
  if (replaced !== undefined) {
    const ended = await cancelRun({ namespace, name }, replaced.problem.message, tools.kubernetes);
    return ended.kind === 'later' ? ended : started;
  }
  if (group?.cancels !== true) return started;
  const { facts } = request.event;
  const made = { ...orderedRunOf(request), namespace, name, commit: request.commit, event: facts.eventName };
  const settled = await cancelReplaced(group.hash, made, tools);
  return settled.kind === 'later' ? settled : started;
}

function refuse(reason: Problem): Started {
  return { kind: 'refused', problems: [reason] };
}
