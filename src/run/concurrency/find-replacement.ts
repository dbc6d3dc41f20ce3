import type { Records } from '../../bus/event-bus.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import type { RunRequest } from '../run-request.ts';
import { readClosed } from './closed-subjects.ts';
import type { RunGroup } from './group-of-run.ts';
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
export async function findReplacement(
  request: RunRequest,
  group: RunGroup | undefined,
  records: Records,
): Promise<Replacement | undefined> {
  const own = orderedRunOf(request);
  const closed = await readClosed(request.event, records);
  if (closed !== undefined && compareRuns(closed, own) > 0) {
    return { problem: problem('run.subject-closed', { because: closed.because }), onSameCommit: false };
  }
  if (group === undefined) return undefined;
  const place = { repositoryId: request.event.facts.repository.id, group: group.hash };
  const newest = await readNewest(place, records);
  if (newest === undefined || compareRuns(newest, own) <= 0) return undefined;
  const because = describeReplacement(newest);
  return { problem: problem('run.replaced', { because }), onSameCommit: newest.commit === request.commit };
}

/** "Replaced by 1a2b3c4 (push)". */
export function describeReplacement({ commit, event }: { commit: string; event: string }): string {
  return `Replaced by ${commit.slice(0, 7)} (${event})`;
}

export function orderedRunOf({ event, attempt, askedAt }: RunRequest): OrderedRun {
  const { occurredAt, context, deliveryId } = event;
  return {
    order: {
      occurredAt,
      receivedAt: Date.parse(context.time),
      ...(askedAt === undefined ? {} : { askedAt }),
    },
    delivery: deliveryId,
    attempt,
  };
}

/** A run that something newer took the place of is cancelled, not failed. */
export function isReplacement({ code }: Problem): boolean {
  return code === 'run.replaced' || code === 'run.subject-closed';
}
