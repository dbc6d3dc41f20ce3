import type { Cluster } from '../../dev/cluster/start-cluster.ts';
import { makeCronRun, type OtherRun } from './make-cron-run.ts';

/**
 * What Argo's cron controller does when a CronWorkflow is due: makes its Workflow, and notes that. `changes` are what somebody else would
 * write.
 */
export function tickCronWorkflow(cluster: Cluster, name: string, due: Date, changes: OtherRun = {}): string {
  const { workflow, noteOf } = makeCronRun(cluster.get('cronworkflows', 'ci', name), due, changes);
  const { metadata } = cluster.create(workflow);
  const { name: made, uid, resourceVersion } = metadata;
  const note = noteOf({ metadata: { name: made, uid: String(uid), resourceVersion: String(resourceVersion) } });
  const live = cluster.get('cronworkflows', 'ci', name);
  if (live !== undefined) cluster.replace(merge(live, note));
  return made;
}

/** A JSON merge patch (RFC 7396). */
function merge(target: object, patch: object): object {
  const merged: Record<string, unknown> = { ...target };
  for (const [key, value] of Object.entries(patch)) {
    const before = merged[key];
    if (value === null) delete merged[key];
    else merged[key] = isObject(value) ? merge(isObject(before) ? before : {}, value) : value;
  }
  return merged;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
