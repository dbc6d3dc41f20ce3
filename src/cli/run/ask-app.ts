import { z } from 'zod';
import type { Terminal } from '../command.ts';

/** What the app says to a request: see `POST /api/v1/runs`. */
export type AppAnswer =
  | { kind: 'answered'; status: number; content: unknown }
  | { kind: 'refused'; status: number; error: string; problems: RefusedProblem[]; retryAfterMs: number | undefined }
  | { kind: 'unreached'; reason: string };

const refusedProblem = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  file: z.string().optional(),
  line: z.number().optional(),
});
export type RefusedProblem = z.infer<typeof refusedProblem>;

const refusal = z.object({ error: z.string(), problems: z.array(refusedProblem).default([]) });

export interface AppRequest {
  method: 'GET' | 'POST';
  url: URL;
  token: string;
  body?: object;
  idempotencyKey?: string;
}

export type Send = (url: URL, init: RequestInit) => Promise<Response>;

/** How a command's requests are sent. */
export function sendOf({ send = fetch }: Pick<Terminal, 'send'>): Send {
  return send;
}

const timeoutMs = 30_000;

/** One request to the app. A redirect is not followed: the token is for the address that was named. */
export async function askApp({ method, url, token, body, idempotencyKey }: AppRequest, send: Send): Promise<AppAnswer> {
  try {
    const response = await send(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const content: unknown = await response.json().catch(() => undefined);
    if (response.ok) return { kind: 'answered', status: response.status, content };
    const read = refusal.safeParse(content);
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    return {
      kind: 'refused',
      status: response.status,
      error: read.success ? read.data.error : `${url.origin} answered ${response.status}.`,
      problems: read.success ? read.data.problems : [],
      retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : undefined,
    };
  } catch (thrown) {
    return { kind: 'unreached', reason: describe(thrown) };
  }
}

function describe(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const { cause } = thrown;
  return cause instanceof Error && cause.message !== '' ? cause.message : thrown.message;
}
