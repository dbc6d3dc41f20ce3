import { createHash } from 'node:crypto';
import type { ClusterFailure } from '../kubernetes/kubernetes.ts';
import { annotations } from '../kubernetes/labels.ts';
import type { WorkflowManifest } from '../kubernetes/workflow.ts';
import { type Later, laterAfter } from '../problem/later.ts';
import { problem } from '../problem/problem.ts';
import { makeHarmless } from './arguments/harmless-text.ts';
import type { MakingTools, Started } from './creation/make-run.ts';
import { nameRun } from './identity/name-run.ts';
import { describeFiring } from './manifest/finish-workflow.ts';
import { type OperatorRequest, runKeyOf } from './run-request.ts';

/**
 * Creates a Workflow of the operator's Sensor, once: as it is written, with the labels of Argo Events, in its own namespace or the
 * Sensor's. It belongs to no repository, so it has no identity that the reporter would look for. A name that is taken by this very
 * firing is success, by anything else `run.name-taken`.
 */
export async function startUnreported(
  marked: WorkflowManifest,
  request: OperatorRequest,
  tools: Pick<MakingTools, 'kubernetes'>,
): Promise<Started> {
  const workflow = makeHarmless(marked).value as WorkflowManifest;
  const { generateName, ...metadata } = workflow.metadata;
  const key = runKeyOf(request);
  const name = metadata.name || nameRun(generateName || request.sensor, key);
  const namespace = metadata.namespace || request.policy.namespace;
  const mark = createHash('sha256').update(JSON.stringify(key)).digest('hex');
  const created = await tools.kubernetes.createWorkflow(namespace, {
    ...workflow,
    metadata: {
      ...metadata,
      ...{ name, namespace },
      labels: { ...metadata.labels, ...describeFiring(request) },
      annotations: { ...metadata.annotations, [annotations.operatorRun]: mark },
    },
  });
  if (created.ok) return { kind: 'started', namespace, name };
  if (created.failure.kind !== 'exists') return fromFailure(created.failure);
  const existing = await tools.kubernetes.getWorkflow(namespace, name);
  if (!existing.ok) return clusterAway(existing.failure);
  if (existing.value.metadata.annotations?.[annotations.operatorRun] === mark) {
    return { kind: 'started', namespace, name, again: true };
  }
  return { kind: 'refused', problems: [problem('run.name-taken', { name, prefix: `${name}-` })] };
}

function fromFailure(failure: ClusterFailure): Started {
  const reason = failure.message;
  switch (failure.kind) {
    case 'invalid':
    case 'absent':
      return { kind: 'refused', problems: [problem('run.refused-by-cluster', { reason })] };
    case 'forbidden':
      return { kind: 'refused', problems: [problem('run.forbidden-by-cluster', { reason })] };
    default:
      return clusterAway(failure);
  }
}

function clusterAway(failure: ClusterFailure): Later {
  return laterAfter(failure, problem('run.cluster-away', { reason: failure.message }));
}
