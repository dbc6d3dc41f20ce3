import type { ClusterResult, Kubernetes } from '../../kubernetes/kubernetes.ts';
import { type Later, laterAfter } from '../../problem/later.ts';
import { problem } from '../../problem/problem.ts';
import { isUnfilled, readParameters, type WorkflowParameter } from './workflow-parameter.ts';

export type DeclaredParameters = { kind: 'declared'; parameters: WorkflowParameter[] } | Later;

/**
 * What the template that a Workflow refers to (`workflowTemplateRef`) declares and leaves without a value. A template that is
 * not there, or that the app may not read, declares nothing here: Argo's controller says what is wrong with it.
 */
export async function readTemplateParameters(
  spec: Record<string, unknown>,
  namespace: string,
  kubernetes: Pick<Kubernetes, 'getWorkflowTemplate'>,
): Promise<DeclaredParameters> {
  const reference = readReference(spec.workflowTemplateRef);
  if (reference === undefined) return { kind: 'declared', parameters: [] };
  const scope = reference.clusterScope ? 'cluster' : { namespace };
  const read: ClusterResult<{ spec: Record<string, unknown> }> = await kubernetes.getWorkflowTemplate(
    scope,
    reference.name,
  );
  if (read.ok) return { kind: 'declared', parameters: readParameters(read.value.spec).filter(isUnfilled) };
  const { failure } = read;
  if (failure.kind !== 'later') return { kind: 'declared', parameters: [] };
  return laterAfter(failure, problem('run.cluster-away', { reason: failure.message }));
}

function readReference(value: unknown): { name: string; clusterScope: boolean } | undefined {
  if (typeof value !== 'object' || value === null || !('name' in value)) return undefined;
  const { name } = value;
  if (typeof name !== 'string' || name === '' || name.includes('{{')) return undefined;
  return { name, clusterScope: 'clusterScope' in value && value.clusterScope === true };
}
