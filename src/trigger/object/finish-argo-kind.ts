import { isRecord } from '../../json/is-record.ts';
import type { ClusterObject } from '../../kubernetes/cluster-objects.ts';
import type { EffectivePolicy } from '../../policy/effective-policy.ts';

type Json = Record<string, unknown>;

/**
 * Gives what makes Workflows later what this app gives every Workflow: the policy's service account where none is named, and, to a
 * CronWorkflow, a deadline within the policy's. Other kinds stay as they are.
 */
export function finishArgoKind(object: ClusterObject, policy: EffectivePolicy): ClusterObject {
  if (policy.unrestricted === true) return object;
  if (object.apiVersion.split('/', 1)[0] !== 'argoproj.io' || !isRecord(object.spec)) return object;
  switch (object.kind) {
    case 'WorkflowTemplate':
    case 'ClusterWorkflowTemplate':
      return { ...object, spec: withAccount(object.spec, policy) };
    case 'CronWorkflow': {
      if (!isRecord(object.spec.workflowSpec)) return object;
      const workflowSpec = withDeadline(withAccount(object.spec.workflowSpec, policy), policy);
      return { ...object, spec: { ...object.spec, workflowSpec } };
    }
    default:
      return object;
  }
}

function withAccount(spec: Json, { serviceAccount }: EffectivePolicy): Json {
  return spec.serviceAccountName || serviceAccount === undefined
    ? spec
    : { ...spec, serviceAccountName: serviceAccount };
}

function withDeadline(spec: Json, { limits }: EffectivePolicy): Json {
  const own = spec.activeDeadlineSeconds;
  const isShorter = typeof own === 'number' && own > 0 && own <= limits.timeoutSeconds;
  return isShorter ? spec : { ...spec, activeDeadlineSeconds: limits.timeoutSeconds };
}
