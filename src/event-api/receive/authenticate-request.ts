import type { IncomingMessage, ServerResponse } from 'node:http';
import { type BodyRoom, readBody } from '../../webhook/read-body.ts';
import { type Caller, readCaller } from '../caller/read-caller.ts';
import { answerError, answerHttp, answerWebhookRefused } from '../http/answer-gateway.ts';
import { grpc } from '../http/gateway-status.ts';
import type { WebhookAuthentication, WebhookSender } from '../webhook-clients/authenticate-webhook.ts';
import type { MatchingMode } from '../webhook-clients/match-client.ts';
import type { WebhookClients } from '../webhook-clients/read-clients.ts';
import { notAuthenticated, type Sender } from './sender.ts';

/** Whose request it is, and its body. The bytes of the body are given back to the room by whoever asked. */
export interface AuthenticatedRequest {
  caller: Caller;
  by: Exclude<Sender, 'nobody'>;
  /** Whose token it is, for a webhook. */
  serviceAccount?: string;
  body: Uint8Array;
}

/** Undefined where the request has been answered already. */
export type AuthenticateRequest = (
  request: IncomingMessage,
  response: ServerResponse,
  namespace: string,
) => Promise<AuthenticatedRequest | undefined>;

export interface AuthenticationTools {
  webhooks: WebhookAuthentication;
  matchingMode: () => MatchingMode;
  room: BodyRoom;
  maxBytes: number;
  /** Told why a webhook was refused, which its sender is not. */
  onRefused: (namespace: string, reason: string) => void;
}

/** Argo's interceptor reads no more of a webhook. */
const maxWebhookBytesOfArgo = 2 * 1024 * 1024;

/** A request with an `Authorization` header is its token's; one without is a webhook's of the namespace's clients, or nobody's. */
export function createRequestAuthentication(tools: AuthenticationTools): AuthenticateRequest {
  const { webhooks, room } = tools;

  return async (request, response, namespace) => {
    const { authorization } = request.headers;
    if (authorization === undefined) return await takeWebhook(request, response, namespace);
    const caller = readCaller(authorization);
    if (caller === undefined) {
      answerError(request, response, notAuthenticated);
      return undefined;
    }
    const body = await takeBody(request, response);
    return body === undefined ? undefined : { caller, by: 'token', body };
  };

  async function takeWebhook(
    request: IncomingMessage,
    response: ServerResponse,
    namespace: string,
  ): Promise<AuthenticatedRequest | undefined> {
    const clients = await findClients(request, response, namespace);
    const body = clients === undefined ? undefined : await takeBody(request, response);
    if (clients === undefined || body === undefined) return undefined;
    const sender = await findSender(request, { namespace, clients, body });
    if (sender.kind === 'caller') {
      return { caller: sender.caller, by: 'webhook', serviceAccount: sender.serviceAccount, body };
    }
    room.release(body.byteLength);
    refuse(request, response, { namespace, sender });
    return undefined;
  }

  /** Before the body is read: a namespace without clients has nothing to check it with. */
  async function findClients(
    request: IncomingMessage,
    response: ServerResponse,
    namespace: string,
  ): Promise<WebhookClients | undefined> {
    if (namespace === '') {
      const reason = 'webhook clients belong to a namespace, and none was named';
      refuse(request, response, { namespace, sender: { kind: 'refused', reason } });
      return undefined;
    }
    const clients = await webhooks.clients(namespace);
    if (clients.ok) return clients.value;
    const kind = clients.failure.kind === 'later' ? 'away' : 'refused';
    refuse(request, response, { namespace, sender: { kind, reason: clients.failure.message } });
    return undefined;
  }

  async function findSender(
    request: IncomingMessage,
    { namespace, clients, body }: { namespace: string; clients: WebhookClients; body: Uint8Array },
  ): Promise<WebhookSender> {
    if (tools.matchingMode() === 'as-argo' && body.byteLength > maxWebhookBytesOfArgo) {
      return { kind: 'refused', reason: `the body is larger than ${maxWebhookBytesOfArgo} bytes` };
    }
    const header = (name: string) => request.headersDistinct[name]?.[0];
    return await webhooks.authenticate(namespace, clients, { header, body });
  }

  /** The sender learns nothing but that it may try again; the log says what is wrong. */
  function refuse(
    request: IncomingMessage,
    response: ServerResponse,
    { namespace, sender }: { namespace: string; sender: Exclude<WebhookSender, { kind: 'caller' }> },
  ): void {
    switch (sender.kind) {
      case 'unknown':
        answerError(request, response, notAuthenticated);
        return;
      case 'refused':
        tools.onRefused(namespace, sender.reason);
        answerWebhookRefused(request, response);
        return;
      case 'away':
        tools.onRefused(namespace, sender.reason);
        answerError(request, response, { code: grpc.unavailable, message: 'the cluster could not be asked' });
    }
  }

  async function takeBody(request: IncomingMessage, response: ServerResponse): Promise<Uint8Array | undefined> {
    const reading = await readBody(request, tools.maxBytes, room);
    switch (reading.kind) {
      case 'read':
        return reading.body;
      case 'too-large': {
        const error = { code: grpc.resourceExhausted, message: `the body is larger than ${tools.maxBytes} bytes` };
        answerHttp(request, response, { status: 413, error });
        return undefined;
      }
      case 'no-room':
        answerError(request, response, { code: grpc.unavailable, message: 'too much is under way' });
        return undefined;
      case 'aborted':
        return undefined;
    }
  }
}
