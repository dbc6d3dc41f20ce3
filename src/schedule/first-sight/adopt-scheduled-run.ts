import type { Records } from '../../bus/event-bus.ts';
import type { GitHub } from '../../github/github.ts';
import type { ClusterObjects } from '../../kubernetes/cluster-objects.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import { annotations, reportFinalizer } from '../../kubernetes/labels.ts';
import type { ObjectMeta, Workflow, WorkflowHead } from '../../kubernetes/workflow.ts';
import { tokenParameter } from '../../policy/guard/token-parameter.ts';
import type { Adoption } from '../../report/run/adopt-scheduled.ts';
import { readParameters } from '../../run/arguments/workflow-parameter.ts';
import type { RunIdentity } from '../../run/identity/run-identity.ts';
import type { IdentitySigner } from '../../run/identity/sign-identity.ts';
import { giveToWorkflow, keepToken, type TokenTools } from '../../run/token/keep-token.ts';
import { cronKind } from '../cron-workflow/cron-kind.ts';
import { ownName } from '../cron-workflow/finish-cron-workflow.ts';
import { readScheduleIdentity, type ScheduleIdentity } from '../cron-workflow/schedule-identity.ts';
import { judgeOutcome, noteOutcome } from './schedule-outcomes.ts';

export interface AdoptTools extends TokenTools {
  records: Records;
  cluster: TokenTools['cluster'] & Pick<ClusterObjects, 'getObject'>;
  kubernetes: Pick<Kubernetes, 'getWorkflow' | 'patchWorkflow'>;
  github: Pick<GitHub, 'readRepositoryFiles'>;
  signer: IdentitySigner;
}

/** A Workflow of a schedule, and whose it is. */
interface ScheduledRun {
  head: WorkflowHead;
  /** Name of the CronWorkflow. */
  cron: string;
  schedule: ScheduleIdentity;
}

/**
 * At the first sight of a Workflow that the cluster's cron controller made: its Secret with a token where it wants one, then the
 * commit that its check stands on, the head of the branch by now, signed onto it as its identity. From then on it is a run like any
 * other. Doing it again, after a crash at any moment, changes nothing.
 *
 * It is believed to be the schedule's where it carries the schedule's signature for this namespace and this CronWorkflow, and is owned by
 * the CronWorkflow of that name that is there now and is signed for the same repository. So nobody reports on another repository,
 * check or commit than the schedule itself; who may create Workflows in the namespace can imitate one of its runs.
 */
export async function adoptScheduledRun(head: WorkflowHead, tools: AdoptTools): Promise<Adoption> {
  const claimed = readClaim(head, tools);
  if (claimed === undefined) return { kind: 'foreign' };
  const owned = await findOwner(claimed, tools);
  if (owned.kind !== 'owned') return owned;
  const run = { ...claimed, schedule: owned.schedule };
  const { namespace, name, uid } = head.metadata;
  const read = await tools.kubernetes.getWorkflow(namespace, name);
  if (!read.ok) return read.failure.kind === 'absent' ? { kind: 'quiet' } : { kind: 'later' };
  if (read.value.metadata.uid !== uid) return { kind: 'quiet' };
  // The watch may be behind.
  if (read.value.metadata.annotations?.[annotations.identity] !== undefined) return { kind: 'adopted' };
  const given = await giveToken(run, read.value, tools);
  if (given?.kind === 'later') return given;
  return await report(run, read.value.metadata, tools);
}

/** What it says of itself, where that holds together. */
function readClaim({ metadata }: WorkflowHead, { signer }: AdoptTools): ScheduledRun | undefined {
  const { namespace, name, annotations: noted, labels: said } = metadata;
  const cron = said?.['workflows.argoproj.io/cron-workflow'];
  if (cron === undefined || !name.startsWith(`${cron}-`)) return undefined;
  const schedule = readScheduleIdentity(signer, { namespace, name: cron }, noted?.[annotations.schedule]);
  return schedule === undefined ? undefined : { head: { metadata }, cron, schedule };
}

/** The schedule as its CronWorkflow has it now: the repository may have got another name since the run was made. */
async function findOwner(
  { head, cron, schedule }: ScheduledRun,
  { cluster, signer }: AdoptTools,
): Promise<{ kind: 'owned'; schedule: ScheduleIdentity } | Adoption> {
  const { namespace } = head.metadata;
  const found = await cluster.getObject({ served: cronKind, namespace, name: cron });
  if (!found.ok && found.failure.kind === 'later') {
    const { retryAfterMs } = found.failure;
    return { kind: 'later', ...(retryAfterMs === undefined ? {} : { afterMs: retryAfterMs }) };
  }
  if (!found.ok) return { kind: 'foreign' };
  const { uid, annotations: noted } = found.value.metadata;
  const owner = readScheduleIdentity(signer, { namespace, name: cron }, noted?.[annotations.schedule]);
  const isOwner = (each: unknown) =>
    typeof each === 'object' &&
    each !== null &&
    'uid' in each &&
    each.uid === uid &&
    'kind' in each &&
    each.kind === 'CronWorkflow';
  const isTheirs = owner?.repositoryId === schedule.repositoryId && head.metadata.ownerReferences?.some(isOwner);
  return owner !== undefined && isTheirs === true ? { kind: 'owned', schedule: owner } : { kind: 'foreign' };
}

/** Its steps wait for the Secret. What GitHub or the cluster refuses of it, they show. */
async function giveToken(
  { head, schedule }: ScheduledRun,
  { spec }: Workflow,
  tools: AdoptTools,
): Promise<Extract<Adoption, { kind: 'later' }> | undefined> {
  const wantsToken = readParameters(spec).some((each) => each.name === tokenParameter && each.value === ownName);
  const isOver = head.metadata.labels?.['workflows.argoproj.io/completed'] === 'true';
  if (!wantsToken || isOver) return undefined;
  const { namespace, name, uid } = head.metadata;
  const { repositoryId, installationId } = schedule;
  const kept = await keepToken({ namespace, name, repositoryId }, installationId, tools);
  if (kept.kind === 'later') return { kind: 'later', ...(kept.afterMs === undefined ? {} : { afterMs: kept.afterMs }) };
  if (kept.kind === 'refused') return undefined;
  const given = await giveToWorkflow({ namespace, name }, { secret: kept.uid, workflow: uid }, tools);
  return given === 'gone' ? { kind: 'later' } : undefined;
}

/** Of what runs often only failures are reported, and the first success after one. */
async function report(run: ScheduledRun, live: ObjectMeta, tools: AdoptTools): Promise<Adoption> {
  const outcome = run.schedule.report === 'always' ? undefined : await judgeOutcome(run, tools.records);
  if (outcome === 'open') return { kind: 'quiet' };
  if (outcome === 'untold') return await letGo(run, live, tools);
  const adopted = await identify(run, tools);
  if (adopted.kind === 'adopted' && outcome !== undefined) await noteOutcome(run, outcome, tools.records);
  return adopted;
}

async function identify(run: ScheduledRun, tools: AdoptTools): Promise<Adoption> {
  const { head, schedule } = run;
  const { installationId, repositoryId: id, owner, repository, branch } = schedule;
  const files = await tools.github.readRepositoryFiles(
    { installationId, id, owner, name: repository },
    `refs/heads/${branch}`,
  );
  if (!files.ok && files.failure.kind === 'later') {
    const { retryAfterMs } = files.failure;
    return { kind: 'later', ...(retryAfterMs === undefined ? {} : { afterMs: retryAfterMs }) };
  }
  const commit = files.ok ? files.value?.commit : undefined;
  // There is no commit that a check could stand on: the branch, or the repository, is gone.
  if (commit === undefined) return { kind: 'foreign' };
  const { namespace, name, uid } = head.metadata;
  const signed = tools.signer.sign(namespace, name, identityOf(run, commit));
  const metadata = { uid, annotations: { [annotations.identity]: signed } };
  const patched = await tools.kubernetes.patchWorkflow(namespace, name, { metadata });
  if (patched.ok) return { kind: 'adopted' };
  return { kind: patched.failure.kind === 'absent' ? 'quiet' : 'later' };
}

function identityOf({ head, cron, schedule }: ScheduledRun, commit: string): RunIdentity {
  const { uid, annotations: noted, creationTimestamp = '' } = head.metadata;
  const due = noted?.['workflows.argoproj.io/scheduled-time'] ?? creationTimestamp;
  const at = Date.parse(due) || 0;
  const often =
    schedule.report === 'failures'
      ? ['It runs more often than hourly: its checks are failures, and the first success after one.']
      : [];
  return {
    origin: 'schedule',
    repositoryId: schedule.repositoryId,
    owner: schedule.owner,
    repository: schedule.repository,
    installationId: schedule.installationId,
    commit,
    checkName: schedule.checkName,
    delivery: uid,
    sensor: cron,
    trigger: 'schedule',
    dependencies: [],
    attempt: 1,
    order: { occurredAt: at, receivedAt: at },
    event: 'schedule',
    subject: schedule.branch,
    why: [`The CronWorkflow ${cron} was due at ${new Date(at).toISOString().replace('.000Z', 'Z')}.`],
    notes: [`The check stands on the head of ${schedule.branch} when the run was first seen.`, ...often],
  };
}

/** Nothing will be said of it, so that nothing keeps it. */
async function letGo({ head }: ScheduledRun, live: ObjectMeta, { kubernetes }: AdoptTools): Promise<Adoption> {
  const finalizers = live.finalizers ?? [];
  if (!finalizers.includes(reportFinalizer)) return { kind: 'quiet' };
  const { namespace, name } = head.metadata;
  const kept = finalizers.filter((each) => each !== reportFinalizer);
  const metadata = { resourceVersion: live.resourceVersion, finalizers: kept };
  const patched = await kubernetes.patchWorkflow(namespace, name, { metadata });
  return { kind: patched.ok || patched.failure.kind === 'absent' ? 'quiet' : 'later' };
}
