import type { ClusterObject } from '../../kubernetes/cluster-objects.ts';
import type { Attempt } from '../attempt.ts';
import { afterWrite, changeObject } from './change-object.ts';
import type { ObjectTask } from './object-task.ts';

/** Argo Events 1.9, `delete`: what is not there is deleted already. Deletes the very object that was looked at. */
export function deleteObject(object: ClusterObject, task: ObjectTask): Promise<Attempt> {
  const { cluster } = task.tools;
  return changeObject(
    object.metadata.name,
    { ...task, hash: '' },
    {
      whenAbsent: async () => ({ kind: 'done' }),
      async change(live, place) {
        if (live.metadata.deletionTimestamp !== undefined) return { kind: 'done' };
        const own = { uid: live.metadata.uid };
        const tried = await cluster.deleteObject(place, own, { dryRun: true });
        const deleted = tried.ok ? await cluster.deleteObject(place, own, { dryRun: false }) : tried;
        const outcome = afterWrite(deleted, task, place);
        // There is nothing left whose labels could be waited for.
        return outcome.kind === 'done' ? { kind: 'done' } : outcome;
      },
    },
  );
}
