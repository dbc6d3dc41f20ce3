import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Refusal } from './check-request.ts';

/** How long a connection whose request was not read to its end stays open, so that its sender can read the answer. */
const lingerMs = 1000;
const retryAfterSeconds = 5;

/** 202: the delivery is stored, now or before. */
export function answerAccepted(response: ServerResponse, deliveryId: string): void {
  send(response, 202, JSON.stringify({ delivery: deliveryId }), {});
}

/** An error. A request whose body was not read is not read any further: its connection ends with the answer. */
export function answerRefused(request: IncomingMessage, response: ServerResponse, { status, reason }: Refusal): void {
  const body = JSON.stringify({ error: reason });
  const headers: Record<string, string | number> = {
    ...(status === 405 ? { allow: 'POST' } : {}),
    ...(status === 503 ? { 'retry-after': retryAfterSeconds } : {}),
  };
  answerJson(request, response, { status, body, headers });
}

/** Any answer in JSON, whether or not the request's body was read. */
export function answerJson(
  request: IncomingMessage,
  response: ServerResponse,
  { status, body, headers }: { status: number; body: string; headers: Record<string, string | number> },
): void {
  if (request.complete || !announcesBody(request)) {
    send(response, status, body, headers);
  } else {
    sendAndHangUp(request, response, status, { body, headers });
  }
}

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string | number>): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}

/**
 * Closing a socket with unread bytes resets it, and the reset can overtake the answer. So the answer is written whole, and the
 * socket goes when the sender hangs up or the time to read it is over.
 */
function sendAndHangUp(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  { body, headers }: { body: string; headers: Record<string, string | number> },
): void {
  const { socket } = request;
  request.pause();
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
    ...headers,
  });
  // Not `end`: Node would then read the rest of the request away.
  response.write(body);
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
}

function announcesBody({ headers }: IncomingMessage): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}
