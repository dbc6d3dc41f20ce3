import type { ClusterObject, ObjectPlace } from '../../kubernetes/cluster-objects.ts';
import type { ClusterResult } from '../../kubernetes/kubernetes.ts';
import { later } from '../../problem/later.ts';
import { problem } from '../../problem/problem.ts';
import { ownerOf } from '../../run/run-request.ts';
import { type Attempt, fromClusterFailure, refuse } from '../attempt.ts';
import { nameOf, type ObjectTask, placeOf } from './object-task.ts';
import { judgeOwner, wasDoneBy } from './ownership.ts';

/** What becomes of what is there: an attempt that ends it, or a write that may find that somebody was faster. */
export type Change = (live: ClusterObject, place: ObjectPlace) => Promise<Attempt | { kind: 'raced' }>;

const maxRaces = 5;

/**
 * Reads the object, sees whether the repository may change it, and changes what was read: a write that meets a newer version
 * starts over. What this very firing did already is done.
 *
 * @param whenAbsent what to do where there is no such object
 */
export async function changeObject(
  name: string | undefined,
  task: ObjectTask,
  { change, whenAbsent }: { change: Change; whenAbsent: () => Promise<Attempt> },
): Promise<Attempt> {
  const { request, tools } = task;
  if (!name) {
    const operation = request.firing.trigger.template.k8s?.operation ?? 'create';
    return refuse(problem('trigger.unnamed', { trigger: nameOf(request), operation }));
  }
  const place = placeOf(task, name);
  for (let races = 0; races < maxRaces; races += 1) {
    const live = await tools.cluster.getObject(place);
    if (!live.ok) {
      return live.failure.kind === 'absent' ? await whenAbsent() : fromClusterFailure(live.failure, nameOf(request));
    }
    const owner = { appId: tools.appId, repositoryId: ownerOf(request).id };
    const foreign = judgeOwner(live.value, task.right, owner);
    if (foreign !== undefined) return refuse(foreign);
    if (wasDoneBy(live.value, task.hash)) return { kind: 'done', made: place };
    const changed = await change(live.value, place);
    if (changed.kind !== 'raced') return changed;
  }
  return later(problem('trigger.changed-meanwhile', { kind: task.served.kind, name }), undefined);
}

/** What a write came to. */
export function afterWrite<Value>(
  written: ClusterResult<Value>,
  task: ObjectTask,
  place: ObjectPlace,
): Attempt | { kind: 'raced' } {
  if (written.ok) return { kind: 'done', made: place };
  const { failure } = written;
  if (failure.kind === 'conflict' || failure.kind === 'absent') return { kind: 'raced' };
  return fromClusterFailure(failure, nameOf(task.request));
}
