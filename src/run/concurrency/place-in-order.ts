import type { Records } from '../../bus/event-bus.ts';
import { type GroupPlace, readNewest } from './newest-runs.ts';
import type { RunOrder } from './run-order.ts';

/**
 * GitHub's times have whole seconds, so that of two pushes to a branch within one the webhooks' own times decide, which overtake each
 * other. Where one push begins at the commit that the other ended at, that decides: the run's time is put on the right side of the
 * group's newest. It stays a time, so that all runs of a group have one order.
 */
export async function placeInOrder(
  { order, delivery }: { order: RunOrder; delivery: string },
  place: GroupPlace,
  records: Records,
): Promise<RunOrder> {
  if (order.moved === undefined || order.askedAt !== undefined) return order;
  const newest = await readNewest(place, records);
  if (newest?.order.occurredAt !== order.occurredAt || newest.order.moved === undefined) return order;
  // It was placed before.
  if (newest.delivery === delivery) return newest.order;
  const { receivedAt } = newest.order;
  const isBefore = order.moved.after === newest.order.moved.before;
  const isAfter = order.moved.before === newest.order.moved.after;
  // There and back again says nothing.
  if (isBefore === isAfter) return order;
  return {
    ...order,
    receivedAt: isBefore ? Math.min(order.receivedAt, receivedAt - 1) : Math.max(order.receivedAt, receivedAt + 1),
  };
}
