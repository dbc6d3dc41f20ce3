import type { Records } from '../../bus/event-bus.ts';
import type { RateLimitPlan } from '../../sensor/plan/plan-trigger.ts';

/** When a trigger fired last, by repository, sensor and trigger. */
const collection = 'rate-limits';

const maxTries = 20;
/** A limit of more requests is kept as one of so many in a shorter time, so that a row stays small. */
const maxKept = 200;

/**
 * Takes the next free place of a rate limit: in any time of that length no more firings than it says, and none is let through
 * because it was quiet before (Argo Events lets ten). Places are kept in the store, so they hold across restarts and processes.
 *
 * @returns when it is this firing's turn, milliseconds since 1970; undefined where others took every place that was tried
 */
export async function takeSlot(
  key: string,
  limit: RateLimitPlan,
  { records, now }: { records: Records; now: () => number },
): Promise<number | undefined> {
  const requests = Math.min(limit.requests, maxKept);
  const perMs = (limit.perMs * requests) / limit.requests;
  for (let tries = 0; tries < maxTries; tries += 1) {
    const stored = await records.get(collection, key);
    const taken = readTaken(stored?.value);
    const before = taken.at(-requests);
    const slot = Math.max(now(), taken.at(-1) ?? 0, before === undefined ? 0 : before + perMs);
    const put = await records.put(collection, key, [...taken, slot].slice(-requests), stored?.version ?? 0);
    if (put !== 'conflict') return slot;
  }
  return undefined;
}

function readTaken(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'number') : [];
}
