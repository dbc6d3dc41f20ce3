import { z } from 'zod';
import type { Records } from '../bus/event-bus.ts';

/** What the sweep keeps of deliveries that failed, by GUID. Nothing is kept of those that succeeded at once. */
const collection = 'failed-deliveries';

const failed = z.object({
  /** Of its newest failed attempt. */
  attemptId: z.string(),
  /** When that was; milliseconds since 1970. */
  at: z.number(),
  /** How often it was sent again. */
  tries: z.number(),
  /** Not sent again before. */
  dueAt: z.number(),
  /** It succeeded after all: older attempts that are read later change nothing any more. */
  isSettled: z.boolean().default(false),
});

export type FailedDelivery = z.infer<typeof failed>;

export interface FailedDeliveries {
  get(guid: string): FailedDelivery | undefined;
  /** Durable once it resolves. */
  keep(guid: string, value: FailedDelivery): Promise<void>;
  /** Those that have no success and are due, the oldest first. */
  due(now: number): [guid: string, value: FailedDelivery][];
  /** Forgets those that failed last before then: GitHub would not send them again any more, and lists them no longer. */
  forget(before: number): Promise<void>;
}

/** Reads them once: only the leader writes them. */
export async function readFailedDeliveries(records: Records): Promise<FailedDeliveries> {
  const all = new Map<string, FailedDelivery>();
  for (const { key, value } of await records.list(collection, '')) {
    const read = failed.safeParse(value);
    if (read.success) all.set(key, read.data);
  }
  return {
    get: (guid) => all.get(guid),
    async keep(guid, value) {
      await records.put(collection, guid, value);
      all.set(guid, value);
    },
    due: (now) =>
      [...all]
        .filter(([, { isSettled, dueAt }]) => !isSettled && dueAt <= now)
        .toSorted(([, one], [, other]) => one.at - other.at || compareIds(one.attemptId, other.attemptId)),
    async forget(before) {
      for (const [guid, { at }] of all) {
        if (at >= before) continue;
        await records.remove(collection, guid);
        all.delete(guid);
      }
    },
  };
}

/** GitHub's times are whole seconds; within one the numbers tell the order. */
function compareIds(one: string, other: string): number {
  return one.length - other.length || (one < other ? -1 : 1);
}
