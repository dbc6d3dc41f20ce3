import type { Reply } from '../requests.ts';

/** The buffers of all bodies in the replies, to be handed over to the other thread instead of copied. */
export function collectBodies(replies: readonly Reply[]): ArrayBuffer[] {
  return replies.flatMap((reply) => (reply.ok ? collect(reply.value) : []));
}

function collect(value: unknown): ArrayBuffer[] {
  if (value instanceof Uint8Array) {
    return value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(collect) : [];
}
