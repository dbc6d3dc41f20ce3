import { annotations } from '../../kubernetes/labels.ts';
import type { WorkflowHead } from '../../kubernetes/workflow.ts';
import type { RunIdentity } from '../identity/run-identity.ts';
import type { IdentitySigner } from '../identity/sign-identity.ts';

/** Whose a run is. */
export type RunOwner = Pick<RunIdentity, 'installationId' | 'repositoryId' | 'owner' | 'repository'>;

export interface OwnedRun {
  head: WorkflowHead;
  owner: RunOwner;
  /** Absent: it is a schedule's, which the reporter has not seen yet. */
  identity?: RunIdentity;
}

/** Undefined for a Workflow that belongs to no repository by the app's signature. */
export function readOwnedRun(
  head: WorkflowHead,
  signer: Pick<IdentitySigner, 'read' | 'readSchedule'>,
): OwnedRun | undefined {
  const { namespace, name, annotations: given, labels: said } = head.metadata;
  const identity = signer.read(namespace, name, given?.[annotations.identity]);
  if (identity !== undefined) return { head, owner: identity, identity };
  // The schedule's own signature says whose it is.
  const cron = said?.['workflows.argoproj.io/cron-workflow'] ?? '';
  const owner = signer.readSchedule(namespace, cron, given?.[annotations.schedule]) as RunOwner | undefined;
  return owner === undefined ? undefined : { head, owner };
}

/** By the label that Argo's controller keeps. */
export function isCompleted({ metadata }: WorkflowHead): boolean {
  return metadata.labels?.['workflows.argoproj.io/completed'] === 'true';
}
