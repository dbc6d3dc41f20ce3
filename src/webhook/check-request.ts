import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { readSignature } from './verify-signature.ts';

/** What the head of a request says, once it is good enough for its body to be read. */
export interface WebhookHead {
  deliveryId: string;
  eventName: string;
  mediaType: 'json' | 'form';
  signature: Buffer;
  /** `Content-Length`; absent with chunked transfer. */
  declaredBytes?: number;
}

/** A request that is answered with an error. `reason` is for the sender and says nothing about secrets or contents. */
export interface Refusal {
  status: 400 | 401 | 405 | 413 | 415 | 503;
  reason: string;
}

export type HeadCheck = { ok: true; head: WebhookHead } | { ok: false; refusal: Refusal };

/** Visible ASCII: what GitHub's ids are made of, and nothing that could break a line of a log or a key of a store. */
const idShape = /^[\x21-\x7e]{1,128}$/;
const eventNameShape = /^[A-Za-z0-9_.-]{1,128}$/;

/** Everything that can be said about a request before a byte of its body is read; a missing signature is a bad one. */
export function checkRequest({ method, headers }: IncomingMessage, maxBytes: number): HeadCheck {
  if (method !== 'POST') {
    return refuse(405, 'Webhooks are sent with POST.');
  }
  const mediaType = readMediaType(headers['content-type']);
  if (mediaType === undefined) {
    return refuse(415, 'The content type must be application/json or application/x-www-form-urlencoded.');
  }
  if (!isUnencoded(headers)) {
    return refuse(415, 'The body must not be compressed.');
  }
  const eventName = headers['x-github-event'];
  const deliveryId = headers['x-github-delivery'];
  if (typeof eventName !== 'string' || !eventNameShape.test(eventName)) {
    return refuse(400, 'The header X-GitHub-Event must name one event.');
  }
  if (typeof deliveryId !== 'string' || !idShape.test(deliveryId)) {
    return refuse(400, 'The header X-GitHub-Delivery must hold one id.');
  }
  const signature = readSignature(headers['x-hub-signature-256']);
  if (signature === undefined) {
    return refuse(401, 'Unauthorized.');
  }
  const declared = headers['content-length'];
  const declaredBytes = declared === undefined ? undefined : Number(declared);
  if (declaredBytes !== undefined && declaredBytes > maxBytes) {
    return refuse(413, 'The body is too large.');
  }
  const size = declaredBytes === undefined ? {} : { declaredBytes };
  return { ok: true, head: { deliveryId, eventName, mediaType, signature, ...size } };
}

function readMediaType(contentType: string | undefined): WebhookHead['mediaType'] | undefined {
  switch (contentType?.split(';', 1)[0]?.trim().toLowerCase()) {
    case 'application/json':
      return 'json';
    case 'application/x-www-form-urlencoded':
      return 'form';
    default:
      return undefined;
  }
}

function isUnencoded(headers: IncomingHttpHeaders): boolean {
  const encoding = headers['content-encoding'];
  return encoding === undefined || encoding.trim().toLowerCase() === 'identity';
}

function refuse(status: Refusal['status'], reason: string): HeadCheck {
  return { ok: false, refusal: { status, reason } };
}
