import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson } from '../../webhook/answer-request.ts';
import { type GatewayError, grpc, httpStatusOf } from './gateway-status.ts';

/** Seconds after which a sender may try again, where nothing else is known. */
const retryAfterSeconds = 1;

/** 200 with this content. */
export function answerContent(
  request: IncomingMessage,
  response: ServerResponse,
  content: object,
  headers: Record<string, string> = {},
): void {
  answerJson(request, response, { status: 200, body: JSON.stringify(content), headers });
}

/** An error in the form of Argo's gateway; `details` beside code and message are this app's own. */
export function answerError(
  request: IncomingMessage,
  response: ServerResponse,
  { code, message, retryAfterMs }: GatewayError,
  details: { content?: object; headers?: Record<string, string> } = {},
): void {
  const seconds = retryAfterMs === undefined ? retryAfterSeconds : Math.max(1, Math.ceil(retryAfterMs / 1000));
  const isLater = code === grpc.unavailable || code === grpc.resourceExhausted;
  answerJson(request, response, {
    status: httpStatusOf(code),
    body: JSON.stringify({ code, message, ...details.content }),
    headers: { ...(isLater ? { 'retry-after': seconds } : {}), ...details.headers },
  });
}

/** What Argo's webhook interceptor answers, whatever went wrong: an answer that says more would help an attacker. */
export function answerWebhookRefused(request: IncomingMessage, response: ServerResponse): void {
  const body = '{"message": "failed to process webhook request"}';
  answerJson(request, response, { status: 403, body, headers: {} });
}

/** Statuses that gRPC has no code for. */
export function answerHttp(
  request: IncomingMessage,
  response: ServerResponse,
  { status, error, headers = {} }: { status: number; error: GatewayError; headers?: Record<string, string> },
): void {
  answerJson(request, response, {
    status,
    body: JSON.stringify({ code: error.code, message: error.message }),
    headers,
  });
}
