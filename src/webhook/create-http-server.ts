import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { describeFailure } from '../bus/describe-failure.ts';
import type { ReceiverLog } from './bound-log.ts';
import type { RequestHandler } from './create-webhook-receiver.ts';

/** Milliseconds. Node answers 408 to a sender that takes longer. */
export interface ServerTimes {
  headersTimeout: number;
  /** For the whole request; GitHub itself hangs up after ten seconds. */
  requestTimeout: number;
  /** An idle connection; longer than the idle time of common load balancers, which must be the ones to close. */
  keepAliveTimeout: number;
  /** How often the two limits are looked at. */
  connectionsCheckingInterval: number;
}

const defaultTimes: ServerTimes = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2_000,
};

/**
 * The public server: asks the handlers in turn, the first that answers anything but false has taken the request. 404 when none did,
 * 500 without detail when one failed. Slow senders get 408. With `tls` (PEM texts) it speaks HTTPS.
 */
export function createHttpServer(
  handlers: readonly RequestHandler[],
  log: Pick<ReceiverLog, 'error'>,
  { tls, ...times }: Partial<ServerTimes> & { tls?: { cert: string; key: string } } = {},
): Server {
  const settings = { ...defaultTimes, ...times, maxHeaderSize: 16 * 1024 };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    answer(handlers, request, response).catch((thrown: unknown) => {
      log.error({ reason: describeFailure(thrown) }, 'answering a request failed');
      if (response.headersSent) {
        response.destroy();
      } else {
        end(response, 500, 'Internal error.');
      }
    });
  };
  return tls === undefined ? createServer(settings, listener) : createTlsServer({ ...settings, ...tls }, listener);
}

async function answer(
  handlers: readonly RequestHandler[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  for (const handle of handlers) {
    const taken = handle(request, response);
    if (typeof taken === 'boolean' ? taken : await taken) {
      return;
    }
  }
  end(response, 404, 'Not found.');
}

function end(response: ServerResponse, status: number, error: string): void {
  const body = JSON.stringify({ error });
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
