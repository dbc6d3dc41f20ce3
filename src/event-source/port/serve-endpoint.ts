import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describeFailure } from '../../bus/describe-failure.ts';
import { answerJson } from '../../webhook/answer-request.ts';
import { boundLog } from '../../webhook/bound-log.ts';
import { type BodyRoom, readBody } from '../../webhook/read-body.ts';
import type { HeardEvent, SourceFeed } from '../source-feed.ts';
import type { SourceWorld } from '../source-kind.ts';
import type { HookEndpoint } from './hook-endpoint.ts';

/** What a request holds for the bus, or what its sender is told. */
export type ReadRequest =
  /** Undefined: nothing that the EventSource is for. */
  { ok: true; event: HeardEvent | undefined } | { ok: false; status: 400 | 401 | 413 | 415; message: string };

export interface EndpointOptions {
  endpoint: Pick<HookEndpoint, 'method' | 'maxBytes'>;
  /** A bearer token that requests have to carry; undefined: none. */
  token: string | undefined;
  read(request: IncomingMessage, body: Uint8Array): ReadRequest;
  feed: Pick<SourceFeed, 'publish'>;
  /** Shared by all endpoints. */
  room: BodyRoom;
}

/**
 * Answers the requests of one endpoint as Argo Events does: 200 `success` once the event is durable (or its filter leaves it out),
 * 400 with the reason for another method or a body that is none, 401 without the token. Beyond it: 413 for a body that is too large, 503
 * when the event was not stored.
 *
 * @returns the handler; it resolves to the status that it answered
 */
export function serveEndpoint(
  { endpoint, token, read, feed, room }: EndpointOptions,
  { log, now }: Pick<SourceWorld, 'log' | 'now'>,
): (request: IncomingMessage, response: ServerResponse) => Promise<number> {
  const refuse = checkHead(endpoint, token);
  const write = boundLog(log, linesPerMinute, now);

  return async (request, response) => {
    const tell = (refusal: { status: number; message: string }) => answerRefused(request, response, refusal);
    const refused = refuse(request);
    if (refused !== undefined) return tell(refused);
    const reading = await readBody(request, endpoint.maxBytes, room);
    if (reading.kind === 'aborted') return 499;
    if (reading.kind !== 'read') return tell(unread[reading.kind]);
    try {
      const found = read(request, reading.body);
      if (!found.ok) return tell(found);
      const published = found.event === undefined ? undefined : await feed.publish(found.event);
      if (published === 'unreadable')
        return tell({ status: 400, message: 'the event is too large, or nests too deep' });
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end('success');
      return 200;
    } catch (thrown) {
      const fields = { reason: describeFailure(thrown) };
      write({ level: 'error', subject: 'store', fields, message: 'could not store an event of an EventSource' });
      return tell({ status: 503, message: 'failed to record event' });
    } finally {
      room.release(reading.body.byteLength);
    }
  };
}

const linesPerMinute = 10;

interface Refusal {
  status: number;
  message: string;
}

const tooLarge: Refusal = { status: 413, message: 'the body is too large' };
const unread = {
  'too-large': tooLarge,
  'no-room': { status: 503, message: 'too much is under way; send it again later' },
} as const;

/** All that can be said before a byte of the body is read. */
function checkHead(
  { method, maxBytes }: EndpointOptions['endpoint'],
  token: string | undefined,
): (request: IncomingMessage) => Refusal | undefined {
  const expected = token === undefined ? undefined : digest(token);
  return (request) => {
    if (request.method !== method) return { status: 400, message: 'http method does not match' };
    if (expected !== undefined) {
      const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
      if (given === undefined) return { status: 401, message: 'Invalid Authorization Header' };
      if (!timingSafeEqual(digest(given), expected)) return { status: 401, message: 'Invalid Auth token' };
    }
    return Number(request.headers['content-length'] ?? 0) > maxBytes ? tooLarge : undefined;
  };
}

/** Answers with a sentence, whether or not the request's body was read. */
export function answerRefused(
  request: IncomingMessage,
  response: ServerResponse,
  { status, message }: Refusal,
): number {
  const headers: Record<string, string | number> = {
    'content-type': 'text/plain; charset=utf-8',
    ...(status === 503 ? { 'retry-after': 5 } : {}),
  };
  answerJson(request, response, { status, body: `${message}\n`, headers });
  return status;
}

/** Texts of any length as bytes of one length, so that they can be compared in constant time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
