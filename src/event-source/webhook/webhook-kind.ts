import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { readDeliveryKey } from '../../event-api/once/read-delivery-key.ts';
import type { HookEndpoint } from '../port/hook-endpoint.ts';
import { listenOnEndpoint } from '../port/listen-on-endpoint.ts';
import type { ReadRequest } from '../port/serve-endpoint.ts';
import type { SourceKind } from '../source-kind.ts';
import { readHookBody } from './read-hook-body.ts';
import { readWebhook } from './read-webhook.ts';

/** Plain webhooks: any number of ports and endpoints. */
export const webhookKind: SourceKind<HookEndpoint> = {
  leaderOnly: false,
  read: readWebhook,
  listen: (endpoint, feed, world) =>
    listenOnEndpoint({ endpoint, feed, makeReader: () => (request, body) => hear(request, body, world.now) }, world),
};

/** A sender that says which event it is (`Idempotency-Key`, `X-GitHub-Delivery`) may send it again; others send another one. */
export function hear(request: IncomingMessage, body: Uint8Array, now: () => number): ReadRequest {
  const read = readHookBody(request, body);
  if (!read.ok) return { ok: false, status: 400, message: read.message };
  const given = readDeliveryKey(request.headers);
  if (given !== undefined && !idShape.test(given)) {
    return { ok: false, status: 400, message: 'the id of the event must be 1 to 128 visible characters' };
  }
  return { ok: true, event: { id: given ?? randomUUID(), data: read.data, occurredAt: now() } };
}

/** Nothing that could break a line of a log or a key of a store. */
const idShape = /^[\x21-\x7e]{1,128}$/;
