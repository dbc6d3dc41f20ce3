import type { ClusterObject } from '../../kubernetes/cluster-objects.ts';
import type { ClusterFailure } from '../../kubernetes/kubernetes.ts';
import { judgeObject } from '../../policy/trigger/judge-object.ts';
import { problem } from '../../problem/problem.ts';
import { nameRun } from '../../run/identity/name-run.ts';
import { ownerOf, runKeyOf } from '../../run/run-request.ts';
import { type Attempt, fromClusterFailure, refuse } from '../attempt.ts';
import { finishArgoKind } from './finish-argo-kind.ts';
import { inPlace, nameOf, type ObjectTask, placeOf } from './object-task.ts';
import { judgeOwner, markCreated, wasDoneBy } from './ownership.ts';

/**
 * Creates the object, once: a `generateName` becomes a name that follows from the event, and a name that this very firing took
 * before is success. What is in the way otherwise is `trigger.name-taken`.
 */
export async function createObject(object: ClusterObject, task: ObjectTask): Promise<Attempt> {
  const { request, tools, hash } = task;
  const { generateName, ...metadata } = object.metadata;
  const name = metadata.name || nameRun(generateName || request.sensor, runKeyOf(request));
  const final = finishArgoKind(inPlace({ ...object, metadata: { ...metadata, name } }, task), request.policy);
  const problems = judgeObject({ final, live: undefined }, request.policy, { untrusted: request.untrusted });
  if (problems.length > 0) return refuse(...problems);

  const marked = markCreated(final, request, { appId: tools.appId, hash });
  for (const dryRun of [true, false]) {
    const created = await tools.cluster.createObject(task, marked, { dryRun });
    if (!created.ok) return await explainFailure(created.failure, name, task);
  }
  return { kind: 'done', made: placeOf(task, name) };
}

async function explainFailure(failure: ClusterFailure, name: string, task: ObjectTask): Promise<Attempt> {
  const { request, tools, hash } = task;
  if (failure.kind !== 'exists') return fromClusterFailure(failure, nameOf(request));
  const live = await tools.cluster.getObject(placeOf(task, name));
  if (!live.ok) {
    // It went away in between: the next try finds its name free.
    const isGone = live.failure.kind === 'absent';
    return fromClusterFailure(isGone ? { kind: 'later', message: failure.message } : live.failure, nameOf(request));
  }
  const owner = { appId: tools.appId, repositoryId: ownerOf(request).id };
  const isOwn = judgeOwner(live.value, 'own', owner) === undefined && wasDoneBy(live.value, hash);
  if (isOwn) return { kind: 'done', made: placeOf(task, name) };
  return refuse(problem('trigger.name-taken', { kind: live.value.kind, name }));
}
