import type { Delivery } from '../../bus/event-bus.ts';
import { isRecord } from '../../json/is-record.ts';

/** The delivery as one of this action; if that is not its own, what it changed is left out. A body that is no object stays. */
export function withAction(delivery: Delivery, action: string): Delivery {
  const body: unknown = JSON.parse(Buffer.from(delivery.body).toString());
  if (!isRecord(body) || body.action === action) return delivery;
  const { changes, ...rest } = body;
  return { ...delivery, body: Buffer.from(JSON.stringify({ ...rest, action })) };
}
