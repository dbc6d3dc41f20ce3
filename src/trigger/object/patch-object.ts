import { isDeepStrictEqual } from 'node:util';
import type { ClusterObject, ObjectPatch, ObjectPlace, PatchStrategy } from '../../kubernetes/cluster-objects.ts';
import { judgeObject } from '../../policy/trigger/judge-object.ts';
import { problem } from '../../problem/problem.ts';
import { type Attempt, refuse } from '../attempt.ts';
import { afterWrite, type Change, changeObject } from './change-object.ts';
import { createNamed } from './create-named.ts';
import { finishArgoKind } from './finish-argo-kind.ts';
import { inPlace, type ObjectTask } from './object-task.ts';
import { firingAnnotation, markChanged } from './ownership.ts';

const strategies: readonly PatchStrategy[] = [
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
];

/**
 * Argo Events 1.9, `patch`: sends the whole object as a patch (a merge patch unless told otherwise); creates it where it is missing.
 * What the patch makes of the object, the API server says in a dry run of the very version that is then patched; that is judged.
 */
export async function patchObject(object: ClusterObject, strategy: string, task: ObjectTask): Promise<Attempt> {
  const wanted = strategies.find((each) => each === (strategy === '' ? strategies[0] : strategy));
  if (wanted === undefined) {
    return refuse(problem('trigger.patch-strategy', { found: strategy, expected: strategies.join(', ') }));
  }
  return await changeObject(object.metadata.name, task, {
    whenAbsent: () => createNamed(object, task),
    change: applyPatch(object, wanted, task),
  });
}

function applyPatch(object: ClusterObject, strategy: PatchStrategy, task: ObjectTask): Change {
  const { request, tools, hash } = task;
  return async (live, place) => {
    const patch = pinned(markChanged(inPlace(object, task), hash), live, strategy);
    const tried = await tools.cluster.patchObject(place, patch, { dryRun: true });
    if (!tried.ok) return afterWrite(tried, task, place);
    const final = unmarked(tried.value, live);
    const finished = finishArgoKind(final, request.policy);
    const problems = judgeObject({ final: finished, live }, request.policy, { untrusted: request.untrusted });
    if (problems.length > 0) return refuse(...problems);
    if (isDeepStrictEqual(finished, final)) {
      return afterWrite(await tools.cluster.patchObject(place, patch, { dryRun: false }), task, place);
    }
    return await replaceWith(finished, live, { place, task });
  };
}

/** A patch that took away what the app gives to what makes Workflows leaves a whole object behind, which has it again. */
async function replaceWith(
  finished: ClusterObject,
  live: ClusterObject,
  { place, task }: { place: ObjectPlace; task: ObjectTask },
): Promise<Attempt | { kind: 'raced' }> {
  const { resourceVersion } = live.metadata;
  const whole = markChanged(
    { ...finished, metadata: { ...finished.metadata, ...(resourceVersion === undefined ? {} : { resourceVersion }) } },
    task.hash,
  );
  return afterWrite(await task.tools.cluster.replaceObject(place, whole, { dryRun: false }), task, place);
}

/** A patch of exactly this version. */
function pinned(object: ClusterObject, live: ClusterObject, strategy: PatchStrategy): ObjectPatch {
  const { generateName: _unused, ...metadata } = object.metadata;
  const { resourceVersion } = live.metadata;
  const body = { ...object, metadata: { ...metadata, ...(resourceVersion === undefined ? {} : { resourceVersion }) } };
  return { strategy, body };
}

/** What the patch makes of the object, without the app's own note in it. */
function unmarked(final: ClusterObject, live: ClusterObject): ClusterObject {
  const { [firingAnnotation]: _own, ...annotations } = final.metadata.annotations ?? {};
  const before = live.metadata.annotations?.[firingAnnotation];
  const kept = before === undefined ? annotations : { ...annotations, [firingAnnotation]: before };
  return { ...final, metadata: { ...final.metadata, annotations: kept } };
}
