import { listSources } from '../event-source/repository/repository-sources.ts';
import { usedNamespaces } from '../flow/close/used-namespaces.ts';
import type { LeaveTools } from '../flow/leave/leave-repositories.ts';
import { labels, reportFinalizer } from '../kubernetes/labels.ts';
import type { WorkflowHead } from '../kubernetes/workflow.ts';
import { isCompleted, readOwnedRun } from '../run/leave/owned-run.ts';
import { listScheduleRows } from '../schedule/repository/schedule-rows.ts';

/** By installation: the `owner/name` of repositories by their id. */
export type Held = Map<number, Map<number, string>>;

/**
 * The repositories that this app does something for: those with runs that are live or that it keeps from being deleted, with
 * CronWorkflows in the cluster, with webhooks or bindings of their own.
 */
export async function listHeld(tools: LeaveTools): Promise<Held> {
  const { appId, kubernetes, records } = tools;
  const held: Held = new Map();
  const add = (installationId: number, id: number, fullName: string) => {
    const known = held.get(installationId) ?? new Map<number, string>();
    held.set(installationId, known.set(id, fullName));
  };
  for (const namespace of await usedNamespaces(tools)) {
    const listed = await kubernetes.listWorkflows(namespace, `${labels.managedBy}=${appId}`);
    const heads = listed.ok ? listed.value.filter(isHeld) : [];
    for (const { owner } of heads.flatMap((head) => readOwnedRun(head, tools.signer) ?? [])) {
      add(owner.installationId, owner.repositoryId, `${owner.owner}/${owner.repository}`);
    }
  }
  for (const { repository, left } of await listScheduleRows(records)) {
    if (left !== true) add(repository.installationId, repository.id, repository.fullName);
  }
  for (const { installationId, repository } of await listSources(records)) {
    add(installationId, repository.id, repository.fullName);
  }
  return held;
}

function isHeld(head: WorkflowHead): boolean {
  return !isCompleted(head) || (head.metadata.finalizers ?? []).includes(reportFinalizer);
}
