import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

export interface Received {
  event: string;
  guid: string;
  headers: IncomingHttpHeaders;
  body: string;
  payload: Record<string, unknown>;
}

export interface WebhookReceiver {
  url: string;
  received: Received[];
  /** Names of what came, `event` or `event.action`, in order. */
  names(): string[];
  /** The last payload of an event; throws when there is none. */
  last(event: string): Record<string, unknown>;
  /** What is answered from now on. */
  answerWith(status: number): void;
  clear(): void;
  close(): Promise<void>;
}

const payloadSchema = z.record(z.string(), z.unknown());

function nameOf({ event, payload }: Received): string {
  return typeof payload.action === 'string' ? `${event}.${payload.action}` : event;
}

/** Takes webhooks the way an App does, and keeps them. */
export function receiveWebhooks(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  let status = 202;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks).toString('utf8');
    const { headers } = request;
    const payload = payloadSchema.parse(JSON.parse(body));
    const event = String(headers['x-github-event']);
    received.push({ event, guid: String(headers['x-github-delivery']), headers, body, payload });
    response.writeHead(status).end('taken');
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        url: `http://127.0.0.1:${port}/hook`,
        received,
        names: () => received.map(nameOf),
        last(event) {
          const found = received.findLast((one) => one.event === event || nameOf(one) === event);
          if (found === undefined) throw new Error(`no ${event} came, but ${received.map(nameOf).join(', ')}`);
          return found.payload;
        },
        answerWith(next) {
          status = next;
        },
        clear() {
          received.length = 0;
        },
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}
