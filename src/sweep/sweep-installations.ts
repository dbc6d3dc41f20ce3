import { usedNamespaces } from '../flow/close/used-namespaces.ts';
import { type LeaveTools, leave } from '../flow/leave/leave-repositories.ts';
import type { GithubInstallations } from '../github/installations/installations.ts';
import type { WorkflowHead } from '../kubernetes/workflow.ts';
import { annotations, labels, reportFinalizer } from '../run/labels.ts';

export interface InstallationSweepTools extends LeaveTools {
  installations: Pick<GithubInstallations, 'listInstallations' | 'isActive'>;
}

/**
 * Lets go of the runs of installations that are gone or suspended where the event that says so never came, or came while the app was
 * not there: live runs are ended, finalizers taken off. GitHub is asked for all installations at once, and not at all where no run
 * is held.
 */
export async function sweepInstallations(tools: InstallationSweepTools): Promise<void> {
  const holding = await listHolding(tools);
  if (holding.size === 0) return;
  const listed = await tools.installations.listInstallations();
  if (!listed.ok) {
    tools.log.warn({ reason: listed.failure.message }, 'installations could not be listed; it is tried again');
    return;
  }
  for (const installationId of holding) {
    if (listed.value.has(installationId)) continue;
    // A list of several pages may miss one while others come and go.
    const active = await tools.installations.isActive(installationId);
    if (!active.ok || active.value) continue;
    const left = await leave({ installationId, repositoryIds: undefined, maybeBack: true }, [], tools);
    if (left.kind === 'later')
      tools.log.warn({ reason: left.problem.message }, 'an installation could not be left yet');
  }
}

/** Installations of runs that are live, or that this app keeps from being deleted. */
async function listHolding(tools: InstallationSweepTools): Promise<Set<number>> {
  const found = new Set<number>();
  for (const namespace of await usedNamespaces(tools)) {
    const listed = await tools.kubernetes.listWorkflows(namespace, `${labels.managedBy}=${tools.appId}`);
    for (const head of listed.ok ? listed.value : []) {
      if (!isHeld(head)) continue;
      const { name, annotations: given } = head.metadata;
      const identity = tools.signer.read(namespace, name, given?.[annotations.identity]);
      if (identity !== undefined) found.add(identity.installationId);
    }
  }
  return found;
}

function isHeld({ metadata }: WorkflowHead): boolean {
  const isLive = metadata.labels?.['workflows.argoproj.io/completed'] !== 'true';
  return isLive || (metadata.finalizers ?? []).includes(reportFinalizer);
}
