import { labels } from '../../kubernetes/labels.ts';
import { type Later, laterAfter } from '../../problem/later.ts';
import { problem } from '../../problem/problem.ts';
import { cancelRun } from '../cancel/cancel-run.ts';
import type { CancelTools } from '../cancel/cancel-runs.ts';
import { listLiveRuns } from '../cancel/list-live-runs.ts';
import type { RunIdentity } from '../identity/run-identity.ts';
import { describeReplacement, orderedRunOf } from './find-replacement.ts';
import { replaces } from './run-order.ts';

export type Settled = { kind: 'settled' } | Later;

/**
 * Ends the older runs of the group of a run. It is asked after that run was made: of two that race, the one that was made last sees
 * the other in the list.
 */
export async function cancelReplaced(
  made: { namespace: string; name: string; identity: RunIdentity },
  tools: CancelTools,
): Promise<Settled> {
  const { namespace, name, identity } = made;
  if (identity.group === undefined) return { kind: 'settled' };
  const listed = await listLiveRuns(namespace, { [labels.group]: identity.group.hash }, tools);
  if (!listed.ok) {
    const { failure } = listed;
    return laterAfter(failure, problem('run.cluster-not-read', { namespace, reason: failure.message }));
  }
  const own = orderedRunOf(identity);
  const older = listed.value.filter((run) => run.name !== name && replaces(own, orderedRunOf(run.identity)));
  for (const run of older) {
    const outcome = await cancelRun(run, describeReplacement(identity), tools.kubernetes);
    if (outcome.kind === 'later') return outcome;
    // A refusal is the cluster's word against this app's account: it does not pass, and this run goes on all the same.
  }
  return { kind: 'settled' };
}
