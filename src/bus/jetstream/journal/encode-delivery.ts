import { z } from 'zod';
import type { Delivery, DeliverySource } from '../../event-bus.ts';

const newline = 0x0a;

const noteSchema = z.object({
  // Of a newer version it may be one that this version does not know: whoever handles it gives it up with that as the reason.
  source: z.string().transform((source) => source as DeliverySource),
  tenant: z.string(),
  id: z.string(),
  name: z.string(),
  receivedAt: z.number(),
  headers: z.record(z.string(), z.array(z.string())),
});

/**
 * A delivery as a message's payload: one line of JSON that says everything but the body, then the body's bytes. Readable with any
 * NATS client, and nothing of the body is touched. `body` undefined: it lies elsewhere.
 */
export function encodeDelivery(delivery: Delivery, body: Uint8Array | undefined): Uint8Array {
  const { body: _, ...note } = delivery;
  const line = Buffer.from(`${JSON.stringify(note)}\n`);
  return body === undefined ? line : Buffer.concat([line, body]);
}

/** The delivery of a payload; its body is empty when it lies elsewhere. */
export function decodeDelivery(payload: Uint8Array): Delivery {
  const end = payload.indexOf(newline);
  const line = Buffer.from(payload.buffer, payload.byteOffset, end).toString();
  // A copy: a body must not hold on to the buffer of everything that arrived with it.
  return { ...noteSchema.parse(JSON.parse(line)), body: new Uint8Array(payload.subarray(end + 1)) };
}
