import { z } from 'zod';
import type { HttpAnswer } from '../../exchange/send-request.ts';
import { createSendToGithub, type SendToGithub } from '../connection/send-to-github.ts';
import type { AsCaller, CallerFailure, CallerResult, SeenRepository } from './caller.ts';

export interface CallerAddresses {
  /** `https://api.github.com` */
  apiUrl: string;
  /** `https://github.com` */
  webUrl: string;
}

type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

const limits = { timeoutMs: 10_000, maxBytes: 1024 * 1024, maxRedirects: 2 };

const self = z.object({ id: z.number(), login: z.string().min(1), type: z.string() });

/** What is kept of a repository: see `SeenRepository.payload`. */
const repository = z.object({
  id: z.number(),
  name: z.string(),
  full_name: z.string(),
  owner: z.object({ login: z.string(), id: z.number(), type: z.string() }),
  private: z.boolean(),
  html_url: z.string(),
  clone_url: z.string(),
  default_branch: z.string(),
});

const seen = z.object({
  ...repository.shape,
  archived: z.boolean().default(false),
  permissions: z.object({ admin: z.boolean().default(false), push: z.boolean(), pull: z.boolean() }).optional(),
});

/** @param network takes the place of the real one in tests: `send` for the API, `knock` for git's door */
export function askAsCaller(
  { apiUrl, webUrl }: CallerAddresses,
  network: { send: SendToGithub; knock: Fetch } = { send: createSendToGithub(limits), knock: callGlobalFetch },
): AsCaller {
  const { send, knock } = network;
  const ask = (url: string, token: string) => send({ method: 'GET', url, headers: headersOf(token) });
  return (token) => ({
    async readSelf() {
      const answered = await read(() => ask(`${apiUrl}/user`, token), self);
      if (answered === 'absent') return fail({ kind: 'refused', message: 'GitHub knows no person with this token.' });
      return answered;
    },
    async readRepository(fullName) {
      const answered = await read(() => ask(`${apiUrl}/repos/${pathOf(fullName)}`, token), seen);
      if (answered === 'absent') return { ok: true, value: undefined };
      return answered.ok ? { ok: true, value: toSeen(answered.value) } : answered;
    },
    mayPush: (fullName) => askForPush(`${webUrl}/${pathOf(fullName)}.git`, token, knock),
  });
}

function callGlobalFetch(url: string, init?: RequestInit): Promise<Response> {
  return fetch(url, init);
}

/**
 * The first question of every `git push`: git's door answers it with 200 to who may push and changes nothing. The list of refs that
 * comes with it is not read.
 */
async function askForPush(url: string, token: string, knock: Fetch): Promise<CallerResult<boolean>> {
  const authorization = `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
  const signal = AbortSignal.timeout(limits.timeoutMs);
  try {
    const response = await knock(`${url}/info/refs?service=git-receive-pack`, {
      headers: { authorization, 'user-agent': 'git/argo-events-app' },
      redirect: 'manual',
      signal,
    });
    await response.body?.cancel();
    if (response.status === 200) return { ok: true, value: true };
    if (response.status >= 500 || response.status === 429)
      return fail(later({ status: response.status, headers: Object.fromEntries(response.headers) }));
    return { ok: true, value: false };
  } catch (thrown) {
    return fail({ kind: 'later', message: `GitHub was not reached: ${nameOf(thrown)}.` });
  }
}

async function read<Value>(
  send: () => Promise<HttpAnswer>,
  answer: z.ZodType<Value>,
): Promise<CallerResult<Value> | 'absent'> {
  try {
    const response = await send();
    if (response.status === 404) return 'absent';
    if (response.status !== 200) return fail(classify(response));
    const parsed = answer.safeParse(JSON.parse(response.text));
    if (parsed.success) return { ok: true, value: parsed.data };
    return fail({ kind: 'later', message: 'GitHub’s answer is not understood.' });
  } catch (thrown) {
    // The error of a request can quote its headers.
    return fail({ kind: 'later', message: `GitHub was not reached: ${nameOf(thrown)}.` });
  }
}

type Head = Pick<HttpAnswer, 'status' | 'headers'>;

function classify(response: Head): CallerFailure {
  const { status, headers } = response;
  if (status === 401) return { kind: 'unauthorized' };
  const isLimited = headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0';
  if (status >= 500 || status === 429 || (status === 403 && isLimited)) return later(response);
  return { kind: 'refused', message: `GitHub answered ${status} to this token.` };
}

function later({ status, headers }: Head): CallerFailure {
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  const wait = Number.isFinite(seconds) ? { retryAfterMs: seconds * 1000 } : {};
  return { kind: 'later', message: `GitHub answered ${status}.`, ...wait };
}

function toSeen({ permissions, archived, ...all }: z.infer<typeof seen>): SeenRepository {
  return {
    payload: repository.parse(all),
    id: all.id,
    fullName: all.full_name,
    defaultBranch: all.default_branch,
    isArchived: archived,
    permission: permissionOf(permissions),
  };
}

function permissionOf(permissions: z.infer<typeof seen>['permissions']): SeenRepository['permission'] {
  if (permissions?.admin === true) return 'admin';
  if (permissions?.push === true) return 'write';
  return permissions?.pull === true ? 'read' : 'none';
}

function headersOf(token: string): Record<string, string> {
  return {
    authorization: `Bearer ${token}`,
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
    'user-agent': 'argo-events-app',
  };
}

function pathOf(fullName: string): string {
  return fullName.split('/').map(encodeURIComponent).join('/');
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : 'an unknown error';
}

function fail(failure: CallerFailure): { ok: false; failure: CallerFailure } {
  return { ok: false, failure };
}
