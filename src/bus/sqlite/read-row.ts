import type { Delivery } from '../event-bus.ts';
import type { DeliveryRow } from './requests.ts';

/** A stored row as the delivery it was. */
export function readRow({ headers, ...rest }: DeliveryRow): Delivery {
  return { ...rest, headers: JSON.parse(headers) as Record<string, string[]> };
}
