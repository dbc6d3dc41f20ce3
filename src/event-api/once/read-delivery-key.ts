import type { IncomingHttpHeaders } from 'node:http';

/**
 * What makes a request the same event when it is sent again: `Idempotency-Key`, else GitHub's delivery id, which a redelivery keeps.
 * Undefined where neither was sent.
 */
export function readDeliveryKey(headers: IncomingHttpHeaders): string | undefined {
  const names = ['idempotency-key', 'x-github-delivery'] as const;
  const given = names.find((name) => typeof headers[name] === 'string' && headers[name] !== '');
  return given === undefined ? undefined : `${given}:${String(headers[given])}`;
}
