import type { z } from 'zod';
import type { GithubFailure, GithubResult } from '../github.ts';
import type { Refusals } from './bear-refusals.ts';
import { classifyFailure } from './classify-failure.ts';
import { readErrorAnswer } from './read-answer.ts';

/** The part of an Octokit that calls need. */
export interface Octokit {
  request(
    route: string,
    parameters?: Record<string, unknown>,
    options?: { signal?: AbortSignal | undefined },
  ): Promise<{ data: unknown; headers?: unknown }>;
  auth(options: { type: 'installation'; installationId: number; refresh: true }): Promise<unknown>;
}

export type CallOutcome = 'ok' | GithubFailure['kind'];

/** Where calls go, and what stands around them. */
export interface Connection {
  octokitFor(installationId: number): Promise<Octokit>;
  /** Authenticated as the App itself. */
  appOctokit(): Promise<Octokit>;
  graphqlUrl: string;
  appId: number;
  now(): number;
  wait(ms: number): Promise<void>;
  /** Told of every call, for metrics; `method` is the name of the method of `GitHub`. */
  onCall(method: string, outcome: CallOutcome): void;
  refusals: Refusals;
}

export interface Call<Value> {
  /** Name of the method of `GitHub` on whose behalf this is asked. */
  method: string;
  /** 0: as the App itself. */
  installationId: number;
  /** A read is asked again when the network or GitHub fails; a write never, because it may have been done. */
  kind: 'read' | 'write';
  route: string;
  parameters: Record<string, unknown>;
  /** Gives the call up; of calls as the App itself there is none. */
  signal?: AbortSignal | undefined;
  answer: z.ZodType<Value>;
  /** The answer is read as `{ data, headers }` and not as its data alone. */
  withHeaders?: boolean;
}

const readRetries = 2;

/** One call (its retries included): the answer in the shape expected, or why there is none. Never throws. */
export async function callGithub<Value>(connection: Connection, call: Call<Value>): Promise<GithubResult<Value>> {
  for (let attempt = 0; ; attempt += 1) {
    const result = await callOnce(connection, call);
    connection.onCall(call.method, result.ok ? 'ok' : result.failure.kind);
    const mayPass = !result.ok && result.failure.kind === 'later' && result.failure.retryAfterMs === undefined;
    if (call.kind === 'write') return result;
    if (!mayPass || attempt >= readRetries) return bearRefusal(connection, call, result);
    await connection.wait(250 * 2 ** attempt * (0.5 + Math.random()));
  }
}

function bearRefusal<Value>(
  { refusals }: Connection,
  { installationId, method, parameters }: Call<Value>,
  result: GithubResult<Value>,
): GithubResult<Value> {
  const asked = [installationId, method, parameters];
  if (!result.ok) return { ok: false, failure: refusals.judge(asked, result.failure) };
  refusals.forget(asked);
  return result;
}

async function callOnce<Value>(connection: Connection, call: Call<Value>): Promise<GithubResult<Value>> {
  try {
    const { data, headers } = await requestWithFreshToken(connection, call);
    const parsed = call.answer.safeParse(call.withHeaders === true ? { data, headers } : data);
    if (parsed.success) {
      return { ok: true, value: parsed.data };
    }
    const where = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    return {
      ok: false,
      failure: { kind: 'later', message: `${call.method}: GitHub's answer is not understood (${where}).` },
    };
  } catch (error) {
    return { ok: false, failure: classifyFailure(error, call.method, connection.now()) };
  }
}

/** A 401 means that nothing was done: the token was revoked early, so the request is made once more with a new one. */
async function requestWithFreshToken<Value>(
  connection: Connection,
  call: Call<Value>,
): Promise<{ data: unknown; headers?: unknown }> {
  const { installationId, route, parameters, signal } = call;
  const octokit = await (installationId === 0 ? connection.appOctokit() : connection.octokitFor(installationId));
  try {
    return await octokit.request(route, parameters, { signal });
  } catch (error) {
    if (installationId === 0 || readErrorAnswer(error).status !== 401) {
      throw error;
    }
    await octokit.auth({ type: 'installation', installationId, refresh: true });
    return await octokit.request(route, parameters, { signal });
  }
}
