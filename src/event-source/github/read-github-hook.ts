import type { IncomingMessage } from 'node:http';
import type { Delivery } from '../../bus/event-bus.ts';
import { parseBody } from '../../event/payload/parse-body.ts';
import { readFacts } from '../../event/payload/read-facts.ts';
import { writeEventData } from '../../event/write-event-data.ts';
import { checkRequest } from '../../webhook/check-request.ts';
import { extractPayload } from '../../webhook/extract-payload.ts';
import { keepHeaders } from '../../webhook/keep-headers.ts';
import { prepareVerifying } from '../../webhook/verify-signature.ts';
import type { ReadRequest } from '../port/serve-endpoint.ts';
import { admitsEvent } from './admits-event.ts';
import type { GithubSource } from './read-github.ts';

/**
 * Makes the reader of a plain hook's requests: signed with SHA-256 by the hook's secret, or 401. What the EventSource does not name is
 * answered 200 as upstream does, and left out.
 */
export function makeHookReader(
  source: GithubSource,
  secret: string,
  { maxBytes, now }: { maxBytes: number; now: () => number },
): (request: IncomingMessage, body: Uint8Array) => ReadRequest {
  const verify = prepareVerifying([secret]);
  return (request, body) => {
    const checked = checkRequest(request, maxBytes);
    if (!checked.ok) {
      const { status, reason } = checked.refusal;
      return { ok: false, status: status === 405 || status === 503 ? 400 : status, message: reason };
    }
    const { head } = checked;
    if (!verify(body, head.signature)) return { ok: false, status: 401, message: 'Unauthorized.' };
    const payload = extractPayload(body, head.mediaType);
    if (payload === undefined) return { ok: false, status: 400, message: 'The payload must be a JSON object.' };
    const delivery: Delivery = {
      ...{ source: 'github-hook', tenant: '', id: head.deliveryId, name: head.eventName, receivedAt: now() },
      headers: keepHeaders(request.rawHeaders),
      body: payload,
    };
    return readPayload(delivery, source);
  };
}

function readPayload(delivery: Delivery, source: GithubSource): ReadRequest {
  const { id, name, headers, receivedAt } = delivery;
  const parsed = parseBody(delivery);
  if (!parsed.ok) return { ok: false, status: 400, message: parsed.problem.message };
  const { body } = parsed;
  if (!admitsEvent(source, { eventName: name, body })) return { ok: true, event: undefined };
  const read = readFacts(name, body);
  const facts = read.ok ? read.facts : undefined;
  const data = writeEventData({ headers, body, eventName: name, deliveryId: id, facts });
  return { ok: true, event: { id, data, occurredAt: receivedAt } };
}
