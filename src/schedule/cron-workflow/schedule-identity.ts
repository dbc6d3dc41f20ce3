import type { IdentitySigner } from '../../run/identity/sign-identity.ts';

/**
 * Whose schedule a CronWorkflow is. Signed together with its namespace and name, it stands on the CronWorkflow and, through
 * `workflowMetadata`, on each Workflow that the cluster's controller makes of it.
 */
export interface ScheduleIdentity {
  repositoryId: number;
  owner: string;
  repository: string;
  installationId: number;
  /** The default branch: checks stand on its head. */
  branch: string;
  checkName: string;
  /** `failures`: it runs more often than hourly, so that its checks are failures and recoveries alone. */
  report: 'always' | 'failures';
}

/** Undefined where it is missing, damaged, or was signed for another CronWorkflow or by another App. */
export function readScheduleIdentity(
  signer: Pick<IdentitySigner, 'readSchedule'>,
  { namespace, name }: { namespace: string; name: string },
  annotation: string | undefined,
): ScheduleIdentity | undefined {
  // What this app signed has the shape that it gave it.
  return signer.readSchedule(namespace, name, annotation) as ScheduleIdentity | undefined;
}
