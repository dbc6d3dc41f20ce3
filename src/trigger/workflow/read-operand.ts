import type { ClusterObject } from '../../kubernetes/cluster-objects.ts';
import type { Workflow } from '../../kubernetes/workflow.ts';
import { rightToKind } from '../../policy/trigger/kind-entry.ts';
import { problem } from '../../problem/problem.ts';
import { ownerOf, type RunRequest } from '../../run/run-request.ts';
import { readSource } from '../../run/source/read-source.ts';
import type { ArgoWorkflowTrigger } from '../../sensor/sensor.ts';
import { type Attempt, fromClusterFailure, refuse } from '../attempt.ts';
import { nameOf } from '../object/object-task.ts';
import { judgeOwner } from '../object/ownership.ts';
import { asClusterObject } from '../source/as-cluster-object.ts';
import { finishText, placeInObject } from '../source/place-in-object.ts';
import type { TriggerTools } from '../trigger-tools.ts';

/** What an operation of `argoWorkflow` is about. */
export interface Operand {
  kind: 'operand';
  operation: string;
  args: string[];
  /** The source with all parameters in place; but for its kind and name nothing of it counts. */
  object: ClusterObject;
  name: string;
  /** The policy's, or another one of the operator's own choice. */
  namespace: string;
  /** For messages. */
  where: string;
}

type Otherwise = Exclude<Attempt, { kind: 'done' }>;

/**
 * Reads which object an operation other than submit is about: the one that the source names, in the policy's namespace.
 *
 * Problems: those of sources and parameters, `trigger.unnamed`, `policy.namespace`.
 */
export async function readOperand(request: RunRequest, tools: TriggerTools): Promise<Operand | Otherwise> {
  const source = await readSource(request, tools);
  if (source.kind === 'refused') return refuse(source.problem);
  if (source.kind === 'later') return source;
  const { operation = '', args = [], parameters = [] }: ArgoWorkflowTrigger = source.template.argoWorkflow ?? {};
  const read = asClusterObject(source.object, source.where);
  if (!read.ok) return refuse(read.problem);
  const placed = placeInObject(read.object, parameters, request, source.where);
  if (placed.kind !== 'object') return placed;

  const object = finishText(placed.object);
  const { name, namespace } = object.metadata;
  if (!name) return refuse(problem('trigger.unnamed', { trigger: nameOf(request), operation }));
  const { namespace: expected, unrestricted } = request.policy;
  if (namespace && namespace !== expected && unrestricted !== true) {
    return refuse(problem('policy.namespace', { path: 'metadata.namespace', namespace, expected }));
  }
  return { kind: 'operand', operation, args, object, name, namespace: namespace || expected, where: source.where };
}

/** The Workflow of that name, if the repository may control it. Problems: `trigger.not-own`. */
export async function readOwnWorkflow(
  name: string,
  request: RunRequest,
  tools: TriggerTools,
): Promise<{ kind: 'workflow'; workflow: Workflow } | Otherwise> {
  const { namespace, kinds, unrestricted } = request.policy;
  const found = await tools.kubernetes.getWorkflow(namespace, name);
  if (!found.ok) return fromClusterFailure(found.failure, nameOf(request));
  const workflow = found.value;
  const right = unrestricted ? 'any' : rightToKind(kinds, { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow' });
  const owner = { appId: tools.appId, repositoryId: ownerOf(request).id };
  const judged = { ...workflow, apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow' };
  const foreign = judgeOwner(judged, right === 'any' ? 'any' : 'own', owner);
  return foreign === undefined ? { kind: 'workflow', workflow } : refuse(foreign);
}
