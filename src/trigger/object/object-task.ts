import type { ClusterObject, ObjectPlace, ServedKind } from '../../kubernetes/cluster-objects.ts';
import type { ObjectMeta } from '../../kubernetes/workflow.ts';
import type { KindRight } from '../../policy/trigger/kind-entry.ts';
import { servedMetadata } from '../../policy/trigger/without-unchanged.ts';
import { problem } from '../../problem/problem.ts';
import type { RunRequest } from '../../run/run-request.ts';
import { type Attempt, fromClusterFailure, refuse } from '../attempt.ts';
import type { AttemptTools } from '../trigger-tools.ts';
import { judgeKind } from './ownership.ts';

/** One thing to do with one object, once it is known that the repository may touch its kind and where it is. */
export interface ObjectTask {
  request: RunRequest;
  tools: AttemptTools;
  served: ServedKind;
  right: Exclude<KindRight, 'none'>;
  /** The policy's, or another one of the operator's own choice; of no meaning to kinds without namespaces. */
  namespace: string;
  hash: string;
}

export type PlannedTask = { kind: 'task'; task: ObjectTask } | Exclude<Attempt, { kind: 'done' }>;

/**
 * Judges the kind and the namespace, before anything is asked of the cluster but the kind's name.
 *
 * Problems: `trigger.object-kind`, `trigger.kind-not-served`, `policy.namespace`.
 */
export async function planTask(object: ClusterObject, request: RunRequest, tools: AttemptTools): Promise<PlannedTask> {
  const judged = judgeKind(object, request);
  if ('problem' in judged) return refuse(judged.problem);
  const { apiVersion, kind, metadata } = object;
  const found = await tools.cluster.findKind(apiVersion, kind);
  if (!found.ok) {
    if (found.failure.kind === 'absent') return refuse(problem('trigger.kind-not-served', { kind, apiVersion }));
    return fromClusterFailure(found.failure, nameOf(request));
  }
  const { namespace: expected, unrestricted } = request.policy;
  const namespace = metadata.namespace || expected;
  if (found.value.namespaced && namespace !== expected && unrestricted !== true) {
    return refuse(problem('policy.namespace', { path: 'metadata.namespace', namespace, expected }));
  }
  const task = {
    request,
    tools,
    served: found.value,
    right: judged.right,
    namespace,
    hash: tools.hash,
  };
  return { kind: 'task', task };
}

export function placeOf({ served, namespace }: ObjectTask, name: string): ObjectPlace {
  return { served, namespace, name };
}

export function nameOf({ firing }: RunRequest): string {
  return firing.trigger.template.name;
}

/**
 * The object as it stands in its place: in the policy's namespace, or in none. What the API server writes on each object is not
 * its author's: an object that was exported once has it, and would be taken for another than the one that is there.
 */
export function inPlace(object: ClusterObject, { served, namespace }: ObjectTask): ClusterObject {
  const given: ObjectMeta = Object.fromEntries(
    Object.entries(object.metadata).filter(([key]) => !servedMetadata.includes(key)),
  );
  const { namespace: _given, ...metadata } = given;
  return { ...object, metadata: served.namespaced ? { ...metadata, namespace } : metadata };
}
