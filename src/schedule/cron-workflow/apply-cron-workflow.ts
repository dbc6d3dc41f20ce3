import type { ClusterObject, ClusterObjects, ObjectPlace } from '../../kubernetes/cluster-objects.ts';
import type { ClusterFailure, ClusterResult } from '../../kubernetes/kubernetes.ts';
import { annotations } from '../../kubernetes/labels.ts';
import { fieldManager } from '../../kubernetes/objects/open-cluster-objects.ts';
import { type Later, laterAfter } from '../../problem/later.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import type { IdentitySigner } from '../../run/identity/sign-identity.ts';
import { cronKind } from './cron-kind.ts';
import { readScheduleIdentity } from './schedule-identity.ts';

export type Applied =
  | { kind: 'applied' }
  /** `unknownLists`: the cluster's Argo does not know several schedules or locks. */
  | { kind: 'refused'; problem: Problem; unknownLists?: true }
  | Later;

export interface ApplyTools {
  cluster: Pick<ClusterObjects, 'getObject' | 'createObject' | 'patchObject'>;
  signer: Pick<IdentitySigner, 'readSchedule'>;
}

const forReal = { dryRun: false };
/** Others may write the object in between: its controller does at every tick. */
const maxRaces = 5;

/**
 * Creates or applies (server-side) one CronWorkflow of a repository. What is there already and was not made for this very
 * repository stays untouched: the name is taken.
 *
 * Problems: all of `schedule.` that name one CronWorkflow, `schedule.cluster-away`.
 */
export async function applyCronWorkflow(
  object: ClusterObject,
  repositoryId: number,
  tools: ApplyTools,
): Promise<Applied> {
  const { namespace = '', name = '' } = object.metadata;
  const place: ObjectPlace = { served: cronKind, namespace, name };
  let failure: ClusterFailure = { kind: 'conflict', message: 'it changes all the time' };
  for (let races = 0; races < maxRaces; races += 1) {
    const tried = await tryOnce(place, object, { repositoryId, tools });
    if (tried === 'taken') return { kind: 'refused', problem: problem('schedule.name-taken', { name, namespace }) };
    if (tried.ok) return { kind: 'applied' };
    failure = tried.failure;
    if (!['conflict', 'exists'].includes(failure.kind)) break;
  }
  return fromFailure(failure, name);
}

/**
 * A new object is created, not applied: applying would write over one that somebody else made meanwhile. What was created counts as
 * applied from then on, or a field that is taken out later would stay.
 */
async function tryOnce(
  place: ObjectPlace,
  object: ClusterObject,
  { repositoryId, tools }: { repositoryId: number; tools: ApplyTools },
): Promise<ClusterResult<ClusterObject> | 'taken'> {
  const { cluster, signer } = tools;
  const found = await cluster.getObject(place);
  if (!found.ok && found.failure.kind !== 'absent') return found;
  const live = found.ok ? found : await cluster.createObject(place, object, forReal);
  if (!live.ok) return live;
  const { uid, annotations: noted, managedFields, resourceVersion } = live.value.metadata;
  const identity = readScheduleIdentity(signer, place, noted?.[annotations.schedule]);
  if (identity?.repositoryId !== repositoryId) return 'taken';
  const applied = asApplied(managedFields);
  if (applied !== undefined) {
    const body = { metadata: { uid, resourceVersion, managedFields: applied } };
    const claimed = await cluster.patchObject(place, { strategy: 'application/merge-patch+json', body }, forReal);
    if (!claimed.ok || !found.ok) return claimed;
  }
  if (!found.ok) return live;
  // Of that uid: were it gone by now, applying would not make another.
  const body = { ...object, metadata: { ...object.metadata, uid } };
  return await cluster.patchObject(place, { strategy: 'application/apply-patch+yaml', body }, forReal);
}

/** The list in which this app's writes count as applied; undefined where they do. */
function asApplied(managedFields: readonly unknown[] = []): unknown[] | undefined {
  const own = managedFields.filter(isOwn);
  if (own.length !== 1 || own[0]?.operation !== 'Update') return undefined;
  return managedFields.map((each) => (isOwn(each) ? { ...each, operation: 'Apply' } : each));
}

function isOwn(entry: unknown): entry is { manager: string; operation: string } {
  return typeof entry === 'object' && entry !== null && 'manager' in entry && entry.manager === fieldManager;
}

function fromFailure(failure: ClusterFailure, name: string): Applied {
  const reason = failure.message;
  switch (failure.kind) {
    case 'invalid':
    case 'absent': {
      const refused = problem('schedule.refused-by-cluster', { name, reason });
      const isOlder = /unknown field "spec\.(?:schedules|(?:.*\.)?(?:mutexes|semaphores))"/.test(reason);
      return { kind: 'refused', problem: refused, ...(isOlder ? { unknownLists: true } : {}) };
    }
    case 'forbidden':
      return { kind: 'refused', problem: problem('schedule.forbidden-by-cluster', { name, reason }) };
    default:
      return laterAfter(failure, problem('schedule.cluster-away', { reason }));
  }
}
