import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Problem } from '../problem/problem.ts';
import { answerJson } from '../webhook/answer-request.ts';

/** Why a request is not done, with the status that says so. */
export interface Refusal {
  status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 422 | 429 | 503;
  problems: Problem[];
  retryAfterMs?: number;
  /** The method that the address takes. */
  allow?: string;
}

export type Answered<Value> = { ok: true; value: Value } | { ok: false; refusal: Refusal };

export function answerWith(refusal: Refusal): { ok: false; refusal: Refusal } {
  return { ok: false, refusal };
}

/** `{"error", "problems": [{"code", "message", "hint", …}]}`. */
export function sendRefusal(
  request: IncomingMessage,
  response: ServerResponse,
  { status, problems, retryAfterMs, allow }: Refusal,
): void {
  const error = problems.map((each) => each.message).join(' ');
  const listed = problems.map(({ code, message, hint, file, position }) => ({
    ...{ code, message, hint },
    ...(file === undefined ? {} : { file }),
    ...(position === undefined ? {} : { line: position.line, column: position.column }),
  }));
  const headers = {
    'cache-control': 'no-store',
    ...(allow === undefined ? {} : { allow }),
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    ...(retryAfterMs === undefined ? {} : { 'retry-after': Math.max(1, Math.ceil(retryAfterMs / 1000)) }),
  };
  answerJson(request, response, { status, body: JSON.stringify({ error, problems: listed }), headers });
}

export function sendContent(
  request: IncomingMessage,
  response: ServerResponse,
  { status, content }: { status: 200 | 202; content: object },
): void {
  const headers = { 'cache-control': 'no-store' };
  answerJson(request, response, { status, body: JSON.stringify(content), headers });
}
