import type { IncomingMessage, ServerResponse } from 'node:http';
import { describeFailure } from '../bus/describe-failure.ts';
import type { EventBus } from '../bus/event-bus.ts';
import { answerAccepted, answerRefused } from './answer-request.ts';
import { boundLog, type ReceiverLog } from './bound-log.ts';
import { checkRequest, type Refusal, type WebhookHead } from './check-request.ts';
import { extractPayload } from './extract-payload.ts';
import { keepHeaders } from './keep-headers.ts';
import { createBodyRoom, readBody } from './read-body.ts';
import { prepareVerifying } from './verify-signature.ts';

export interface WebhookReceiverOptions {
  bus: Pick<EventBus, 'publish'>;
  /** Every secret that signs webhooks at this time; none may be empty. */
  secrets: readonly string[];
  /** `WEBHOOK_PATH`. */
  path: string;
  /** Largest body that is read; GitHub sends up to 25 MiB. */
  maxBytes?: number;
  /** Bytes of bodies in memory at most, over all requests. */
  maxBytesInHand?: number;
  /** Milliseconds since 1970. */
  now: () => number;
  log: ReceiverLog;
}

/** Answers false at once when the request is for another path, so that another handler may take it. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

const mebibyte = 1024 * 1024;
const refusalsLoggedPerMinute = 10;

/**
 * The App's webhook over `node:http`. What it answers:
 * 202 `{"delivery": id}`: stored, or known already; 400: malformed; 401: no or no right signature; 405: not POST; 413: larger than
 * `maxBytes`; 415: another media type, or compressed; 503: not stored, or too much is under way.
 */
export function createWebhookReceiver(options: WebhookReceiverOptions): RequestHandler {
  const { bus, path, now, maxBytes = 25 * mebibyte, maxBytesInHand = 256 * mebibyte } = options;
  const verify = prepareVerifying(options.secrets);
  const room = createBodyRoom(Math.max(maxBytesInHand, maxBytes));
  const logBounded = boundLog(options.log, refusalsLoggedPerMinute, now);

  return (request, response) => {
    if (pathOf(request) !== path) {
      return false;
    }
    const startedAt = now();
    const check = checkRequest(request, maxBytes);
    if (check.ok) {
      return receive(request, response, { ...check.head, startedAt });
    }
    refuse(request, response, check.refusal);
    return true;
  };

  async function receive(
    request: IncomingMessage,
    response: ServerResponse,
    head: WebhookHead & { startedAt: number },
  ): Promise<boolean> {
    const reading = await readBody(request, maxBytes, room);
    if (reading.kind !== 'read') {
      if (reading.kind === 'aborted') {
        logBounded({ level: 'warn', subject: 'aborted', fields: {}, message: 'the sender of a webhook went away' });
      } else {
        refuse(request, response, unreadRefusals[reading.kind]);
      }
      return true;
    }
    try {
      const payload = verify(reading.body, head.signature) ? extractPayload(reading.body, head.mediaType) : unverified;
      if (payload === unverified) {
        refuse(request, response, { status: 401, reason: 'Unauthorized.' });
      } else if (payload === undefined) {
        refuse(request, response, { status: 400, reason: 'The payload must be a JSON object.' });
      } else {
        await store(request, response, { ...head, payload });
      }
    } finally {
      room.release(reading.body.byteLength);
    }
    return true;
  }

  async function store(
    request: IncomingMessage,
    response: ServerResponse,
    { deliveryId, eventName, startedAt, payload }: WebhookHead & { startedAt: number; payload: Uint8Array },
  ): Promise<void> {
    const fields = { delivery: deliveryId, event: eventName, bytes: payload.byteLength };
    try {
      await bus.publish({
        source: 'github',
        tenant: '',
        id: deliveryId,
        name: eventName,
        receivedAt: startedAt,
        headers: keepHeaders(request.rawHeaders),
        body: payload,
      });
    } catch (thrown) {
      answerRefused(request, response, {
        status: 503,
        reason: 'The delivery could not be stored; send it again later.',
      });
      const refused = { ...fields, status: 503, ms: now() - startedAt, reason: describeFailure(thrown) };
      logBounded({ level: 'error', subject: 'store', fields: refused, message: 'could not store a webhook' });
      return;
    }
    answerAccepted(response, deliveryId);
    options.log.info({ ...fields, status: 202, ms: now() - startedAt }, 'took a webhook');
  }

  function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
    answerRefused(request, response, refusal);
    const { status } = refusal;
    logBounded({ level: 'warn', subject: String(status), fields: { status }, message: 'refused a webhook' });
  }
}

const unverified = Symbol('unverified');

const unreadRefusals: Record<'too-large' | 'no-room', Refusal> = {
  'too-large': { status: 413, reason: 'The body is too large.' },
  'no-room': { status: 503, reason: 'Too much is under way; send it again later.' },
};

/** The path without its query; one trailing slash is forgiven, as Probot does. */
function pathOf({ url = '' }: IncomingMessage): string {
  const query = url.indexOf('?');
  const path = query === -1 ? url : url.slice(0, query);
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
