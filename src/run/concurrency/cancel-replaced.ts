import type { ClusterResult } from '../../kubernetes/kubernetes.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import { cancelRun } from '../cancel/cancel-run.ts';
import type { CancelTools } from '../cancel/cancel-runs.ts';
import { type LiveRun, listLiveRuns } from '../cancel/list-live-runs.ts';
import { labels } from '../labels.ts';
import { describeReplacement } from './find-replacement.ts';
import { type OrderedRun, replaces } from './run-order.ts';

/** The run that was just made. */
export interface MadeRun extends OrderedRun {
  namespace: string;
  name: string;
  commit: string;
  event: string;
}

export type Settled = { kind: 'settled' } | { kind: 'later'; problem: Problem; afterMs?: number };

/**
 * Ends the older runs of the group. It is asked after this run was made: of two that race, the one that was made last sees the
 * other in the list.
 */
export async function cancelReplaced(group: string, made: MadeRun, tools: CancelTools): Promise<Settled> {
  const listed = await listLiveRuns(made.namespace, { [labels.group]: group }, tools);
  if (!listed.ok) return notListed(listed, made.namespace);
  for (const run of listed.value.filter((each) => isReplaced(each, made))) {
    const outcome = await cancelRun(run, describeReplacement(made), tools.kubernetes);
    if (outcome.kind === 'later') return outcome;
    // A refusal is the cluster's word against this app's account: it does not pass, and this run goes on all the same.
  }
  return { kind: 'settled' };
}

/** Workflows of an earlier version of this app have no order: they are older. */
function isReplaced({ name, identity }: LiveRun, made: MadeRun): boolean {
  if (name === made.name) return false;
  const { order, delivery, attempt } = identity;
  return order === undefined || replaces(made, { order, delivery, attempt });
}

function notListed({ failure }: Extract<ClusterResult<never>, { ok: false }>, namespace: string): Settled {
  const afterMs = failure.kind === 'later' ? failure.retryAfterMs : undefined;
  const reason = problem('run.cluster-not-read', { namespace, reason: failure.message });
  return { kind: 'later', problem: reason, ...(afterMs === undefined ? {} : { afterMs }) };
}
