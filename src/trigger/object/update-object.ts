import type { ClusterObject } from '../../kubernetes/cluster-objects.ts';
import { judgeObject } from '../../policy/trigger/judge-object.ts';
import { later } from '../../problem/later.ts';
import { problem } from '../../problem/problem.ts';
import { type Attempt, refuse } from '../attempt.ts';
import { afterWrite, changeObject } from './change-object.ts';
import { createNamed } from './create-named.ts';
import { finishArgoKind } from './finish-argo-kind.ts';
import { mergeObjects } from './merge-objects.ts';
import { inPlace, type ObjectTask } from './object-task.ts';
import { markChanged } from './ownership.ts';

/**
 * Argo Events 1.9, `update`: merges the object into what is there and replaces that; creates it where it is missing.
 *
 * @param basedOn the version of the live object that the object was made from; another one needs another object
 */
export function updateObject(object: ClusterObject, task: ObjectTask, basedOn?: string): Promise<Attempt> {
  const { request, tools, hash } = task;
  const { kind } = task.served;
  return changeObject(object.metadata.name, task, {
    whenAbsent: () => createNamed(object, task),
    async change(live, place) {
      if (basedOn !== undefined && basedOn !== live.metadata.resourceVersion) {
        return later(problem('trigger.changed-meanwhile', { kind, name: place.name }), undefined);
      }
      const final = finishArgoKind(mergeInto(live, inPlace(object, task)), request.policy);
      const problems = judgeObject({ final, live }, request.policy, { untrusted: request.untrusted });
      if (problems.length > 0) return refuse(...problems);
      const marked = markChanged(final, hash);
      const tried = await tools.cluster.replaceObject(place, marked, { dryRun: true });
      if (!tried.ok) return afterWrite(tried, task, place);
      return afterWrite(await tools.cluster.replaceObject(place, marked, { dryRun: false }), task, place);
    },
  });
}

/** Which object and which version of it this is, stays as in the live one: the object has nothing of that. */
function mergeInto(live: ClusterObject, object: ClusterObject): ClusterObject {
  const { metadata: ours, ...rest } = object;
  const { generateName: _unused, ...metadata } = ours;
  return {
    ...mergeObjects(live, rest),
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: mergeObjects({ ...live.metadata }, metadata),
  };
}
