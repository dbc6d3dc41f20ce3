import type { ConfiguredCronWorkflow } from '../../config/configuration.ts';
import { recordOf } from '../../json/is-record.ts';
import type { ClusterObject } from '../../kubernetes/cluster-objects.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import { annotations, labels, reportFinalizer } from '../../kubernetes/labels.ts';
import type { ObjectMeta } from '../../kubernetes/workflow.ts';
import type { EffectivePolicy } from '../../policy/effective-policy.ts';
import { tokenParameter } from '../../policy/guard/token-parameter.ts';
import { judgeObject } from '../../policy/trigger/judge-object.ts';
import type { Later } from '../../problem/later.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { filledParameterNames, fillParameters } from '../../run/arguments/fill-parameters.ts';
import { readTemplateParameters } from '../../run/arguments/read-template-parameters.ts';
import {
  isUnfilled,
  readParameters,
  setParameter,
  type WorkflowParameter,
} from '../../run/arguments/workflow-parameter.ts';
import { makeLockPrefix } from '../../run/concurrency/group-of-run.ts';
import type { IdentitySigner } from '../../run/identity/sign-identity.ts';
import { prefixLocks } from '../../run/locks/prefix-locks.ts';
import { type LockForm, writeLocks } from '../../run/locks/write-locks.ts';
import { finishArgoKind } from '../../trigger/object/finish-argo-kind.ts';
import { factsOfSchedule, type ScheduledRepository } from '../repository/scheduled-repository.ts';
import { reportRate } from './report-rate.ts';
import type { ScheduleIdentity } from './schedule-identity.ts';

type Json = Record<string, unknown>;

export type FinishedCron =
  | { kind: 'finished'; object: ClusterObject }
  | { kind: 'refused'; problems: Problem[] }
  | Later;

export interface FinishTools {
  appId: number;
  kubernetes: Pick<Kubernetes, 'getWorkflowTemplate'>;
  signer: Pick<IdentitySigner, 'signSchedule'>;
  now: () => number;
}

interface Wanted {
  document: ConfiguredCronWorkflow;
  repository: ScheduledRepository;
  policy: EffectivePolicy;
  /** How the cluster's Argo takes several locks, and with them several schedules. */
  form: LockForm;
}

/** Argo fills it in when it makes the Workflow, whose Secret with a token has its name. */
export const ownName = '{{workflow.name}}';

/**
 * The CronWorkflow as it is applied: parameters that fill themselves (`revision` is the branch), the policy's account and deadline,
 * locks of the repository's own, everything as the cluster's version of Argo wants it; judged by the policy like any Workflow before
 * the app adds metadata of its own.
 */
export async function finishCronWorkflow(wanted: Wanted, tools: FinishTools): Promise<FinishedCron> {
  const { document, repository, policy } = wanted;
  if (!policy.triggers.includes('workflow')) return refuse([problem('schedule.not-allowed', { name: document.name })]);
  const filled = await fill(wanted, tools);
  if (filled.kind === 'later') return filled;
  const { labels: given, annotations: noted, namespace = policy.namespace } = document.object.metadata;
  const placed = finishArgoKind(
    {
      ...document.object,
      metadata: dropAbsent({ name: document.name, namespace, labels: given, annotations: noted }) as ObjectMeta,
      spec: { ...document.object.spec, workflowSpec: prefixLocks(filled.spec, makeLockPrefix(repository.id, null)) },
    },
    policy,
  );
  const problems = judgeObject({ final: placed, live: undefined }, policy, {
    untrusted: false,
    ...(filled.wantsToken ? { tokenSecret: ownName } : {}),
  });
  if (problems.length > 0) return refuse(problems);
  return finish(dropAbsent(placed) as ClusterObject, wanted, tools);
}

/** Writes what is left in the form of the cluster's Argo, and adds what only the app may write. */
function finish(placed: ClusterObject, { document, repository, form }: Wanted, tools: FinishTools): FinishedCron {
  const { workflowSpec, workflowMetadata, schedule: _, schedules: __, ...rest } = recordOf(placed.spec);
  const own = { apiVersion: placed.apiVersion, kind: 'Workflow', metadata: {}, spec: recordOf(workflowSpec) };
  const locked = writeLocks(own, undefined, form);
  if (!locked.ok) return refuse([locked.problem]);
  const { schedules, timezone, checkName, name } = document;
  if (form === 'single' && schedules.length > 1) {
    return refuse([problem('schedule.one-schedule', { name, count: schedules.length })]);
  }
  const { namespace = '' } = placed.metadata;
  const signed = tools.signer.signSchedule(namespace, name, {
    repositoryId: repository.id,
    owner: repository.owner,
    repository: repository.name,
    installationId: repository.installationId,
    branch: repository.defaultBranch,
    checkName,
    report: reportRate(schedules, timezone, tools.now()),
  } satisfies ScheduleIdentity);
  const added = { [labels.managedBy]: String(tools.appId), [labels.repositoryId]: String(repository.id) };
  const metadata = recordOf(workflowMetadata);
  const object: ClusterObject = {
    apiVersion: placed.apiVersion,
    kind: placed.kind,
    metadata: {
      ...placed.metadata,
      labels: { ...placed.metadata.labels, ...added },
      annotations: { ...placed.metadata.annotations, [annotations.schedule]: signed },
    },
    spec: {
      ...rest,
      ...(form === 'single' ? { schedule: schedules[0] } : { schedules }),
      workflowMetadata: {
        ...metadata,
        labels: { ...recordOf(metadata.labels), ...added },
        annotations: { ...recordOf(metadata.annotations), [annotations.schedule]: signed },
        finalizers: [reportFinalizer],
      },
      workflowSpec: locked.manifest.spec,
    },
  };
  return { kind: 'finished', object };
}

type Filled = { kind: 'filled'; spec: Json; wantsToken: boolean } | Extract<FinishedCron, { kind: 'later' }>;

async function fill({ document, repository, policy }: Wanted, { kubernetes }: FinishTools): Promise<Filled> {
  const spec = recordOf(document.object.spec.workflowSpec);
  const own = readParameters(spec);
  const declared = await readTemplateParameters(spec, policy.namespace, kubernetes);
  if (declared.kind === 'later') return declared;
  const inherited = declared.parameters.filter(({ name }) => isFilled(name) && !own.some((each) => each.name === name));
  const branch = harmless(repository.defaultBranch);
  const filled = fillParameters([...own, ...inherited], factsOfSchedule(repository), branch, harmless);
  const wantsToken = filled.some((each) => each.name === tokenParameter && isUnfilled(each));
  const parameters = wantsToken ? setParameter(filled, tokenParameter, ownName) : filled;
  return { kind: 'filled', spec: parameters.length === 0 ? spec : withParameters(spec, parameters), wantsToken };
}

function withParameters(spec: Json, parameters: WorkflowParameter[]): Json {
  return { ...spec, arguments: { ...recordOf(spec.arguments), parameters } };
}

function isFilled(name: string): boolean {
  return name === tokenParameter || filledParameterNames.some((each) => each === name);
}

/** A branch may be called anything; Argo would evaluate `{{`. */
function harmless(text: string): string {
  return text.replace(/\{(?=\{)/g, '{ ');
}

/** Null is an absent field to Kubernetes. */
function dropAbsent<Value extends object>(value: Value): Value {
  return JSON.parse(JSON.stringify(value, (_key, field: unknown) => (field === null ? undefined : field))) as Value;
}

function refuse(problems: Problem[]): FinishedCron {
  return { kind: 'refused', problems };
}
