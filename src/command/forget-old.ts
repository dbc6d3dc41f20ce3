import type { Records } from '../bus/event-bus.ts';

export interface Memory {
  records: Records;
  /** Milliseconds since 1970. */
  now: () => number;
}

const sweptEveryMs = 6 * 60 * 60 * 1000;
const sweptAt = new WeakMap<Records, Map<string, number>>();

/**
 * Forgets rows of a collection that nobody needs any more; now and then, because every row is looked at.
 *
 * @param lastNeeded when a row was last of use, milliseconds since 1970; undefined for what cannot be read
 */
export async function forgetOld(
  collection: string,
  { keptMs, lastNeeded }: { keptMs: number; lastNeeded: (value: unknown) => number | undefined },
  { records, now }: Memory,
): Promise<void> {
  const swept = sweptAt.get(records) ?? new Map<string, number>();
  sweptAt.set(records, swept);
  if (now() - (swept.get(collection) ?? Number.NEGATIVE_INFINITY) < sweptEveryMs) return;
  swept.set(collection, now());
  for (const { key, value } of await records.list(collection, '')) {
    if (now() - (lastNeeded(value) ?? 0) > keptMs) await records.remove(collection, key);
  }
}
