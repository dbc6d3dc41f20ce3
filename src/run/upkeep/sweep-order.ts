import type { Records } from '../../bus/event-bus.ts';
import { closedSubjects } from '../concurrency/closed-subjects.ts';
import { newestRuns } from '../concurrency/newest-runs.ts';

/** No event comes so late: deliveries are kept for eight days at most, and GitHub repeats them for three. */
const keptMs = 30 * 24 * 60 * 60 * 1000;

/** Forgets which event was the newest of groups and subjects that nothing has been heard of for a month. */
export async function sweepOrder(records: Records, now: number): Promise<void> {
  for (const collection of [newestRuns, closedSubjects]) {
    for (const { key, value } of await records.list(collection, '')) {
      const { at = 0 } = value as { at?: number };
      if (now - at > keptMs) await records.remove(collection, key);
    }
  }
}
