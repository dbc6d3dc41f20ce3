import { annotations } from '../../kubernetes/labels.ts';
import type { Workflow } from '../../kubernetes/workflow.ts';
import type { Later } from '../../problem/later.ts';
import type { RunExternalId } from '../../report/external-id.ts';
import type { RunIdentity } from '../../run/identity/run-identity.ts';
import type { AskedCheck, AskedRepository } from '../ask.ts';
import { fromCluster } from '../command-result.ts';
import type { CommandTools } from '../command-tools.ts';

export type FoundRun = { kind: 'found'; workflow: Workflow; identity: RunIdentity } | { kind: 'gone' } | Later;

/**
 * The Workflow that a check reports on, if it is there and this very check is what the app signed on it. One that says it is about
 * something else, or says nothing, is nobody's run: whoever may write Workflows could have put it there.
 */
export async function findRun(
  { namespace, name, delivery }: RunExternalId,
  { check, repository }: { check: AskedCheck; repository: AskedRepository },
  { kubernetes, signer }: Pick<CommandTools, 'kubernetes' | 'signer'>,
): Promise<FoundRun> {
  const read = await kubernetes.getWorkflow(namespace, name);
  if (!read.ok) {
    const { failure } = read;
    return failure.kind === 'absent' || failure.kind === 'forbidden' ? { kind: 'gone' } : fromCluster(failure);
  }
  const identity = signer.read(namespace, name, read.value.metadata.annotations?.[annotations.identity]);
  const isThisCheck =
    identity?.repositoryId === repository.id &&
    identity.commit === check.commit &&
    identity.checkName === check.name &&
    identity.delivery === delivery;
  return isThisCheck ? { kind: 'found', workflow: read.value, identity } : { kind: 'gone' };
}

/** Undefined when it is not there any more, or cannot be read. */
export async function isLive(
  { namespace, name }: { namespace: string; name: string },
  { kubernetes }: Pick<CommandTools, 'kubernetes'>,
): Promise<boolean> {
  const read = await kubernetes.getWorkflow(namespace, name);
  return read.ok && !hasEnded(read.value);
}

export function hasEnded({ metadata, status }: Workflow): boolean {
  return metadata.deletionTimestamp !== undefined || ended.has(status?.phase ?? '');
}

const ended: ReadonlySet<string> = new Set(['Succeeded', 'Failed', 'Error']);
