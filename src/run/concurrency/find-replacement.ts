import type { Records } from '../../bus/event-bus.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import type { RunIdentity } from '../identity/run-identity.ts';
import { readClosed } from './closed-subjects.ts';
import { readNewest } from './newest-runs.ts';
import { compareRuns, type OrderedRun } from './run-order.ts';

/** Why a run is not to go on, or not even to begin. */
export interface Replacement {
  /** `run.replaced` or `run.subject-closed`; its message is the sentence for the check. */
  problem: Problem;
  /** What took its place stands on the same commit, under the same name: a check for this one would hide that. */
  onSameCommit: boolean;
}

/** Whether something newer has taken the place of this run, as far as is known now. */
export async function findReplacement(run: RunIdentity, records: Records): Promise<Replacement | undefined> {
  const own = orderedRunOf(run);
  const closed = await readClosed(run, records);
  // What the closing itself starts is not over, though GitHub's time of a merge group's end is that of its commit.
  if (closed !== undefined && closed.delivery !== run.delivery && compareRuns(closed, own) > 0) {
    return { problem: problem('run.subject-closed', { because: closed.because }), onSameCommit: false };
  }
  const { group, repositoryId } = run;
  if (group === undefined) return undefined;
  const newest = await readNewest({ repositoryId, group: group.hash }, records);
  if (newest === undefined || compareRuns(newest, own) <= 0) return undefined;
  const because = describeReplacement(newest);
  return { problem: problem('run.replaced', { because }), onSameCommit: newest.commit === run.commit };
}

/** "Replaced by 1a2b3c4 (push)". */
export function describeReplacement({ commit, event }: { commit: string; event: string }): string {
  return `Replaced by ${commit.slice(0, 7)} (${event})`;
}

/** Workflows of an earlier version of this app have no order: they are older than all that have. */
export function orderedRunOf({ order, delivery, attempt }: RunIdentity): OrderedRun {
  return { order: order ?? { occurredAt: 0, receivedAt: 0 }, delivery, attempt };
}

/** A run that something newer took the place of is cancelled, not failed. */
export function isReplacement({ code }: Problem): boolean {
  return code === 'run.replaced' || code === 'run.subject-closed';
}
