import type { ClusterObject } from '../../kubernetes/cluster-objects.ts';
import { problem } from '../../problem/problem.ts';
import type { RunRequest } from '../../run/run-request.ts';
import { readSource } from '../../run/source/read-source.ts';
import { startRun } from '../../run/start-run.ts';
import type { KubernetesTrigger } from '../../sensor/sensor.ts';
import { type Attempt, fromClusterFailure, refuse } from '../attempt.ts';
import { judgeTrigger } from '../judge-trigger.ts';
import { asClusterObject } from '../source/as-cluster-object.ts';
import { finishText, placeInObject } from '../source/place-in-object.ts';
import type { AttemptTools } from '../trigger-tools.ts';
import { afterStart } from '../workflow/after-start.ts';
import { createObject } from './create-object.ts';
import { deleteObject } from './delete-object.ts';
import { nameOf, type ObjectTask, placeOf, planTask } from './object-task.ts';
import { patchObject } from './patch-object.ts';
import { updateObject } from './update-object.ts';

/**
 * A `k8s` trigger: create, update, patch or delete of an object of any kind that the policy allows. A Workflow to create is a run
 * like any other.
 */
export async function attemptObject(request: RunRequest, tools: AttemptTools): Promise<Attempt> {
  const source = await readSource(request, tools);
  if (source.kind === 'refused') return refuse(source.problem);
  if (source.kind === 'later') return source;
  const k8s = source.template.k8s ?? {};
  const read = asClusterObject(source.object, source.where);
  if (!read.ok) return refuse(read.problem);
  const operation = k8s.operation || 'create';
  if (operation === 'create' && isWorkflow(read.object)) return await createRun(request, tools);

  const refused = judgeTrigger('k8s', request);
  if (refused !== undefined) return refuse(refused);
  const based = await findBase(read.object, k8s, request, tools);
  if (based.kind !== 'object') return based;
  const placed = placeInObject(based.object, k8s.parameters ?? [], request, source.where);
  if (placed.kind !== 'object') return placed;
  const object = finishText(placed.object);
  if (operation === 'create' && isWorkflow(object)) {
    return refuse(problem('run.not-a-workflow', { where: source.where, found: `a ${read.object.kind}` }));
  }
  const planned = await planTask(object, request, tools);
  if (planned.kind !== 'task') return planned;
  return await perform(operation, object, { k8s, task: planned.task, basedOn: based.version });
}

async function perform(
  operation: string,
  object: ClusterObject,
  { k8s, task, basedOn }: { k8s: KubernetesTrigger; task: ObjectTask; basedOn: string | undefined },
): Promise<Attempt> {
  switch (operation) {
    case 'create':
      return await createObject(object, task);
    case 'update':
      return await updateObject(object, task, basedOn);
    case 'patch':
      return await patchObject(object, k8s.patchStrategy ?? '', task);
    case 'delete':
      return await deleteObject(object, task);
    default:
      return refuse(
        problem('trigger.kind-unknown', { trigger: nameOf(task.request), kind: `k8s with the operation ${operation}` }),
      );
  }
}

interface Base {
  kind: 'object';
  object: ClusterObject;
  /** Of the live object, where that is what it is. */
  version?: string | undefined;
}

/** What the parameters are placed in: the source, or with `liveObject` (and `update`) what is in the cluster under its name. */
async function findBase(
  object: ClusterObject,
  { operation, liveObject }: KubernetesTrigger,
  request: RunRequest,
  tools: AttemptTools,
): Promise<Base | Exclude<Attempt, { kind: 'done' }>> {
  if (operation !== 'update' || liveObject !== true) return { kind: 'object', object };
  const { name } = object.metadata;
  if (!name)
    return refuse(problem('trigger.unnamed', { trigger: nameOf(request), operation: 'update with liveObject' }));
  const planned = await planTask(object, request, tools);
  if (planned.kind !== 'task') return planned;
  const live = await tools.cluster.getObject(placeOf(planned.task, name));
  if (!live.ok) return fromClusterFailure(live.failure, nameOf(request));
  return { kind: 'object', object: live.value, version: live.value.metadata.resourceVersion };
}

async function createRun(request: RunRequest, tools: AttemptTools): Promise<Attempt> {
  const refused = judgeTrigger('workflow', request);
  if (refused !== undefined) return refuse(refused);
  return afterStart(await startRun(request, tools));
}

function isWorkflow({ apiVersion, kind }: ClusterObject): boolean {
  return kind === 'Workflow' && apiVersion.startsWith('argoproj.io/');
}
