import type { Records } from '../../bus/event-bus.ts';
import type { GithubResult } from '../../github/github.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import type { Workflow } from '../../kubernetes/workflow.ts';
import { type Later, laterAfter } from '../../problem/later.ts';
import { problem } from '../../problem/problem.ts';
import type { RunIdentity } from '../identity/run-identity.ts';
import { afterUnread } from './create-run.ts';

/** Runs that were about to be made, by `namespace/name` of their Workflows. */
const collection = 'tried-runs';

/** Where a Workflow is, or was. */
export interface RunPlace {
  namespace: string;
  name: string;
}

/** Whether GitHub has, or is about to get, a check of the Workflow that had this place. */
export type HasCheck = (identity: RunIdentity, place: RunPlace) => Promise<GithubResult<boolean>>;

/** `there`: a Workflow has its name, by itself or not, and is never to be made again by this try. `over`: it was made, told on GitHub and deleted. */
export type Tried = { kind: 'new' } | { kind: 'there'; workflow: Workflow } | { kind: 'over' } | Later;

/**
 * Notes that a run is about to be made, and tells whether it was made before and is gone: a delivery that comes again may come after
 * its Workflow's TTL. A Workflow is kept until its check has its conclusion, so one that is gone has a check; in this order nothing
 * can happen in between. Only where it was noted before is anything asked.
 */
export async function tryRun(
  identity: RunIdentity,
  { namespace, name }: RunPlace,
  tools: { records: Records; kubernetes: Kubernetes; hasCheck: HasCheck; now: () => number },
): Promise<Tried> {
  const noted = await tools.records.put(collection, `${namespace}/${name}`, { at: tools.now() }, 0);
  if (noted !== 'conflict') return { kind: 'new' };

  const found = await tools.kubernetes.getWorkflow(namespace, name);
  if (found.ok) return { kind: 'there', workflow: found.value };
  if (found.failure.kind !== 'absent') return afterUnread(found.failure);
  const told = await tools.hasCheck(identity, { namespace, name });
  if (told.ok) return { kind: told.value ? 'over' : 'new' };
  const { failure: unread } = told;
  const mayPass = unread.kind === 'later' || (unread.kind === 'refused' && unread.isForbidden === true);
  if (!mayPass) return { kind: 'new' };
  const reason = problem('run.check-not-read', { check: identity.checkName, reason: unread.message });
  return laterAfter(unread, reason);
}

/** Forgets runs that were tried before then. */
export async function forgetTriedRuns(records: Records, before: number): Promise<void> {
  for (const { key, value } of await records.list(collection, '')) {
    const at = typeof value === 'object' && value !== null && 'at' in value ? Number(value.at) : 0;
    if (at < before) await records.remove(collection, key);
  }
}
