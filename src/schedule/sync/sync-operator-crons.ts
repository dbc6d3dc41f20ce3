import type { Logger } from 'pino';
import type { Records } from '../../bus/event-bus.ts';
import type { ClusterObject, ClusterObjects } from '../../kubernetes/cluster-objects.ts';
import { annotations, labels } from '../../kubernetes/labels.ts';
import type { OperatorCron } from '../../manifests/manifests.ts';
import type { IdentitySigner } from '../../run/identity/sign-identity.ts';
import type { ArgoLocks } from '../../run/locks/argo-locks.ts';
import { type Applied, applyCronWorkflow } from '../cron-workflow/apply-cron-workflow.ts';
import { removeOthers } from '../cron-workflow/remove-others.ts';
import type { ScheduleIdentity } from '../cron-workflow/schedule-identity.ts';

export interface OperatorCronTools {
  appId: number;
  cluster: ClusterObjects;
  signer: IdentitySigner;
  argoLocks: ArgoLocks;
  records: Pick<Records, 'put' | 'list' | 'remove'>;
  /** Every namespace that runs may be in: what was sent there is found also by a store that is new. */
  namespaces: () => readonly string[];
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** Namespaces that the operator's CronWorkflows were ever sent to. */
const collection = 'operator-cron-namespaces';

/** No repository has this id: what carries it is the operator's. */
const operatorId = 0;

/**
 * Makes the cluster hold the operator's CronWorkflows as they are written, and no others of the operator; an object of somebody else
 * under one of their names stays untouched. Their runs belong to no repository, so that they are not reported. Doing it again changes
 * nothing.
 *
 * @param isComplete false: some documents could not be read, so that nothing is taken away
 * @returns false when something may go better next time
 */
export async function syncOperatorCrons(
  wanted: { documents: readonly OperatorCron[]; isComplete: boolean },
  tools: OperatorCronTools,
): Promise<boolean> {
  let isDone = true;
  for (const document of wanted.documents) {
    await tools.records.put(collection, document.namespace, {});
    const applied = await apply(document, tools);
    if (applied.kind === 'applied') continue;
    const { code, message, hint } = applied.problem;
    tools.log.error({ cronWorkflow: `${document.namespace}/${document.name}`, code, hint }, message);
    if (applied.kind === 'later') isDone = false;
  }
  if (!wanted.isComplete) return isDone;
  const noted = (await tools.records.list(collection, '')).map(({ key }) => key);
  for (const namespace of new Set([...noted, ...tools.namespaces()])) {
    const own = wanted.documents.filter((each) => each.namespace === namespace);
    const keep = new Set(own.map((each) => each.name));
    const removed = await removeOthers({ namespace, repositoryId: operatorId, keep }, tools);
    if (removed.kind === 'later') {
      tools.log.warn({ namespace, code: removed.problem.code }, removed.problem.message);
      isDone = false;
    } else if (own.length === 0) {
      await tools.records.remove(collection, namespace);
    }
  }
  return isDone;
}

async function apply(document: OperatorCron, tools: OperatorCronTools): Promise<Applied> {
  const applied = await applyCronWorkflow(finish(document, tools), operatorId, tools);
  const isOlder = applied.kind === 'refused' && applied.unknownLists === true && tools.argoLocks.refuseLists();
  return isOlder ? await applyCronWorkflow(finish(document, tools), operatorId, tools) : applied;
}

/** As it is written, but for the form of its schedules, which follows the cluster's Argo, and for whose it is. */
function finish({ namespace, name, object, schedules }: OperatorCron, tools: OperatorCronTools): ClusterObject {
  const { metadata, spec } = object;
  const { schedule: _one, schedules: _several, ...rest } = spec;
  const isSingle = tools.argoLocks.form() === 'single' && schedules.length === 1;
  const identity: ScheduleIdentity = {
    ...{ repositoryId: operatorId, owner: '', repository: '', installationId: 0, branch: '' },
    ...{ checkName: name, report: 'failures' },
  };
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {
      ...{ name, namespace },
      labels: {
        ...textsOf(metadata.labels),
        [labels.managedBy]: String(tools.appId),
        [labels.repositoryId]: String(operatorId),
      },
      annotations: {
        ...textsOf(metadata.annotations),
        [annotations.schedule]: tools.signer.signSchedule(namespace, name, identity),
      },
    },
    spec: { ...rest, ...(isSingle ? { schedule: schedules[0] } : { schedules }) },
  };
}

function textsOf(value: unknown): Record<string, string> {
  return typeof value === 'object' && value !== null ? (value as Record<string, string>) : {};
}
