import { createHash } from 'node:crypto';
import type { IdentitySigner } from '../../run/sign-identity.ts';

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
  /** Of the Workflow's spec (`hashSpec`): a Workflow that does something else is none of this schedule. */
  spec: string;
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

/** The same for the same JSON, in whatever order its keys are. What people and Argo set while a Workflow runs does not count. */
export function hashSpec(spec: Record<string, unknown>): string {
  const { shutdown, suspend, ...lasting } = spec;
  return createHash('sha256')
    .update(JSON.stringify(sortKeys(lasting)))
    .digest('base64url');
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== undefined && field !== null);
  return Object.fromEntries(
    entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, field]) => [key, sortKeys(field)]),
  );
}
