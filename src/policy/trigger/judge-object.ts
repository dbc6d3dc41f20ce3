import { isRecord } from '../../json/is-record.ts';
import type { ClusterObject } from '../../kubernetes/cluster-objects.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import type { EffectivePolicy } from '../effective-policy.ts';
import { workflowMetadata } from '../guard/fields/workflow-metadata.ts';
import { workflowSpec } from '../guard/fields/workflow-spec.ts';
import { guardWorkflow } from '../guard/guard-workflow.ts';
import { measure } from '../guard/measure.ts';
import type { GuardContext, Inspection, Rule } from '../guard/rules/inspection.ts';
import { judgeByKeys, judgeUnknown } from '../guard/rules/judge-unknown.ts';
import { workflowMetadataKeys } from '../guard/rules/metadata-keys.ts';
import { serviceAccountName } from '../guard/rules/names.ts';
import { anything, object } from '../guard/rules/shape.ts';
import { podKinds } from './pod-spec.ts';
import { withoutUnchanged } from './without-unchanged.ts';

/** More are of no use to anybody. */
const maxProblems = 50;

const refusedStatus: Rule = (_value, path, { problems }) => {
  problems.push(problem('policy.status', { path }));
};

const frame = { apiVersion: anything, kind: anything, metadata: workflowMetadata, status: refusedStatus };

const workflowTemplate = object({ ...frame, spec: workflowSpec });

const cronWorkflow = object({
  ...frame,
  spec: object({
    concurrencyPolicy: anything,
    failedJobsHistoryLimit: anything,
    schedule: anything,
    schedules: anything,
    startingDeadlineSeconds: anything,
    stopStrategy: anything,
    successfulJobsHistoryLimit: anything,
    suspend: anything,
    timezone: anything,
    when: anything,
    workflowMetadata: object({ annotations: workflowMetadataKeys, labels: workflowMetadataKeys }),
    workflowSpec,
  }),
});

/** Text and bytes for others to read: nothing in it is acted upon by its name. */
const configMap = object({ ...frame, data: anything, binaryData: anything, immutable: anything });

/** A Secret of a certain type makes Kubernetes put a token of the account into it that it names. */
const secret: Rule = (value, path, inspection) => {
  object({ ...frame, data: anything, stringData: anything, immutable: anything, type: anything })(
    value,
    path,
    inspection,
  );
  const { type, metadata } = value as ClusterObject;
  if (type !== 'kubernetes.io/service-account-token') return;
  const account = metadata.annotations?.['kubernetes.io/service-account.name'];
  serviceAccountName(account ?? '', 'metadata.annotations["kubernetes.io/service-account.name"]', inspection);
};

/** A kind whose fields are not known here: what names Secrets and accounts, or opens the node, is found by its key. */
const otherKind: Rule = (value, path, inspection) => {
  const { apiVersion, kind, metadata, status, ...rest } = value as ClusterObject;
  const isReported = status !== undefined;
  object(frame)({ apiVersion, kind, metadata, ...(isReported ? { status } : {}) }, path, inspection);
  judgeByKeys(rest, path, inspection);
};

const ownRules: ReadonlyMap<string, Rule> = new Map([
  ['argoproj.io/WorkflowTemplate', workflowTemplate],
  ['argoproj.io/ClusterWorkflowTemplate', workflowTemplate],
  ['argoproj.io/CronWorkflow', cronWorkflow],
  ['/ConfigMap', configMap],
  ['/Secret', secret],
  ...[...podKinds].map(([kind, fields]): [string, Rule] => [kind, object({ ...frame, ...fields })]),
]);

/**
 * Judges the object that a `k8s` trigger leaves behind, of whatever kind: the whole of it, with all parameters placed and what
 * is in the cluster merged, before the app adds metadata of its own. What is in the cluster already and stays as it is counts only
 * where it is metadata or status, because those are written by others too; all else is judged each time.
 * That the repository may touch the kind, the namespace and this very object is judged elsewhere.
 *
 * Problems: those of `guardWorkflow`, `trigger.metadata-removed`.
 */
export function judgeObject(
  judged: { final: ClusterObject; live: ClusterObject | undefined },
  policy: EffectivePolicy,
  context: GuardContext,
): Problem[] {
  if (policy.unrestricted === true) return [];
  const size = measure(judged.final);
  if (size !== undefined) return [problem('policy.too-large', size)];
  const { bare, removed } = withoutUnchanged(judged.final, judged.live);
  const lost = removed.map((path) => problem('trigger.metadata-removed', { path }));
  return [...lost, ...judgeBare(bare, policy, context)].slice(0, maxProblems);
}

function judgeBare(bare: ClusterObject, policy: EffectivePolicy, context: GuardContext): Problem[] {
  const group = bare.apiVersion.includes('/') ? (bare.apiVersion.split('/', 1)[0] ?? '') : '';
  const name = `${group}/${bare.kind}`;
  if (name === 'argoproj.io/Workflow') {
    const spec = isRecord(bare.spec) ? bare.spec : {};
    return guardWorkflow({ ...bare, spec }, policy, context);
  }
  const inspection: Inspection = { policy, context, problems: [], judgeUnknown };
  (ownRules.get(name) ?? otherKind)(bare, '', inspection);
  return inspection.problems;
}
