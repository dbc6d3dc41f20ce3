import type { WorkflowManifest } from '../../kubernetes/workflow.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import type { EffectivePolicy } from '../effective-policy.ts';
import { workflowMetadata } from './fields/workflow-metadata.ts';
import { workflowSpec } from './fields/workflow-spec.ts';
import { measure } from './measure.ts';
import type { GuardContext, Inspection, Rule } from './rules/inspection.ts';
import { shorten } from './rules/json-path.ts';
import { judgeUnknown } from './rules/judge-unknown.ts';
import { anything, object } from './rules/shape.ts';

/** Argo's status is no part of what users ask for, and its controller would take, say, `storedWorkflowTemplateSpec` for its own. */
const refusedStatus: Rule = (value, path, { problems }) => {
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  if (!isEmpty) problems.push(problem('policy.status', { path }));
};

const workflow = object({
  apiVersion: anything,
  kind: anything,
  metadata: workflowMetadata,
  spec: workflowSpec,
  status: refusedStatus,
});

/** More are of no use to anybody. */
const maxProblems = 50;

/**
 * Judges the final object: after all parameters were placed and the event's braces broken, before the app adds its own metadata,
 * right before it is created. An empty list lets it through. Every field of Argo's API has its rule; what has none is refused.
 * Never throws, whatever the object.
 *
 * Problems: all codes of `policy.` that name a `path`, `policy.not-a-workflow`, `policy.too-large`,
 * `policy.service-account-missing`.
 */
export function guardWorkflow(manifest: WorkflowManifest, policy: EffectivePolicy, context: GuardContext): Problem[] {
  const size = measure(manifest);
  if (size !== undefined) return [problem('policy.too-large', size)];
  const { apiVersion, kind, spec } = manifest;
  if (apiVersion !== 'argoproj.io/v1alpha1' || kind !== 'Workflow') {
    return [
      problem('policy.not-a-workflow', { found: shorten(`${JSON.stringify(apiVersion)} ${JSON.stringify(kind)}`) }),
    ];
  }
  const inspection: Inspection = { policy, context, problems: [], judgeUnknown };
  workflow(manifest, '', inspection);
  if (policy.serviceAccount !== undefined && !spec?.serviceAccountName) {
    inspection.problems.push(problem('policy.service-account-missing', { expected: policy.serviceAccount }));
  }
  return inspection.problems.slice(0, maxProblems);
}
