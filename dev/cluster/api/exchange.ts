import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse } from 'yaml';
import { badRequest, type Failure, type Outcome, refuse, toStatus } from '../store/failure.ts';

const maxBodyBytes = 3 * 1024 * 1024;

/** One request and its answer. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  path: string;
  query: URLSearchParams;
}

/** What is answered, or `streaming` when the answer was begun and goes on by itself. */
export type Answer = { code: number; body: string; mediaType?: string; retryAfterSeconds?: number } | 'streaming';

export function answerJson(code: number, body: object): Answer {
  return { code, body: JSON.stringify(body) };
}

export function answerFailure(failure: Failure): Answer {
  const retryAfterSeconds = failure.details?.retryAfterSeconds;
  return {
    code: failure.code,
    body: JSON.stringify(toStatus(failure)),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

export function sendAnswer(exchange: Exchange, answer: Answer): void {
  if (answer === 'streaming') return;
  const bytes = Buffer.from(answer.body);
  exchange.request.resume();
  exchange.response.writeHead(answer.code, {
    'Content-Type': answer.mediaType ?? 'application/json',
    'Content-Length': bytes.length,
    ...(answer.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(answer.retryAfterSeconds) }),
  });
  exchange.response.end(bytes);
}

/** Reads the body to its end, at most 3 MiB as the API server does. */
export async function readBody(request: IncomingMessage): Promise<Outcome<string>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= maxBodyBytes) chunks.push(bytes);
  }
  if (size > maxBodyBytes) {
    const message = `Request entity too large: limit is ${maxBodyBytes}`;
    return refuse({ code: 413, reason: 'RequestEntityTooLarge', message });
  }
  return { ok: true, value: Buffer.concat(chunks).toString('utf8') };
}

/** The body as JSON, or as YAML where the media type says so. An empty body is undefined. */
export function parseBody(text: string, mediaType: string): Outcome<unknown> {
  if (text.trim() === '') return { ok: true, value: undefined };
  try {
    const isYaml = mediaType === 'application/yaml' || mediaType === 'application/apply-patch+yaml';
    return { ok: true, value: isYaml ? parse(text) : JSON.parse(text) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refuse(badRequest(`the object provided is unrecognized: couldn't parse the body: ${why}`));
  }
}

/** The media type of the body without its parameters. */
export function mediaTypeOf(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? '';
}
