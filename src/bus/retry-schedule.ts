/** How long a failing delivery waits before its next try, and when it is given up. Milliseconds. */
export interface RetrySchedule {
  /** Pauses before the first tries after a failure, a few seconds in all. */
  quickMs: readonly number[];
  /** Pauses after those, while the delivery and what follows under its key are parked; the last one repeats. */
  parkedMs: readonly number[];
  /** Time since the first failure after which the delivery is dead. */
  giveUpAfterMs: number;
}

const shortestMs = 100;
const second = 1000;
const minute = 60 * second;

export const defaultRetrySchedule: RetrySchedule = {
  quickMs: [250, second, 3 * second],
  parkedMs: [10 * second, 30 * second, minute, 5 * minute, 15 * minute],
  giveUpAfterMs: 24 * 60 * minute,
};

/**
 * The pause after failed try number `attempt` (1 for the first). `askedMs` is the pause that the failure itself asks for (such as
 * GitHub's `retry-after`): it replaces the schedule's, but never falls below the first quick pause (a moment where there is none),
 * so that no failure spins.
 */
export function pauseAfter(schedule: RetrySchedule, attempt: number, askedMs?: number): number {
  const pauses = [...schedule.quickMs, ...schedule.parkedMs];
  const last = pauses.length - 1;
  if (askedMs !== undefined && Number.isFinite(askedMs)) {
    return Math.max(askedMs, schedule.quickMs[0] ?? shortestMs);
  }
  return pauses[Math.min(Math.max(attempt, 1) - 1, last)] ?? 0;
}

/** True once the quick tries are used up: the delivery and what follows under its key are parked. */
export function isParked(schedule: RetrySchedule, attempt: number): boolean {
  return attempt > schedule.quickMs.length;
}
