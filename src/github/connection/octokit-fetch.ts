import { z } from 'zod';
import type { HttpAnswer } from '../../exchange/send-request.ts';
import type { SendToGithub } from './send-to-github.ts';

/** What Octokit gives the `fetch` of its option `request.fetch`. */
const asked = z.object({
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']),
  headers: z.record(z.string(), z.string()),
  body: z.string().optional(),
  signal: z.instanceof(AbortSignal).optional(),
});

/** What Octokit reads of an answer, which is there as a whole. */
export interface OctokitAnswer {
  status: number;
  statusText: string;
  url: string;
  headers: ReadonlyMap<string, string>;
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A `fetch` for Octokit over the same connections and within the same limits as all that is asked of GitHub. */
export function createOctokitFetch(send: SendToGithub): (url: string, init: unknown) => Promise<OctokitAnswer> {
  return async (url, init) => answerOf(url, await send({ url, ...asked.parse(init) }));
}

function answerOf(url: string, { status, headers, text }: HttpAnswer): OctokitAnswer {
  return {
    ...{ status, statusText: String(status), url },
    headers: new Map(Object.entries(headers)),
    text: async () => text,
    arrayBuffer: async () => new TextEncoder().encode(text).buffer,
  };
}
