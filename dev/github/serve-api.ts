import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { answerQuery } from './graphql/answer-query.ts';
import type { CallLog } from './limits/call-log.ts';
import type { Fault, Faults } from './limits/faults.ts';
import { primaryLimitFault } from './limits/known-faults.ts';
import { type RateLimits, rateLimitHeaders } from './limits/rate-limits.ts';
import { type Answer, ok } from './rest/answer.ts';
import { answerCall } from './rest/answer-call.ts';
import { type Authentication, authenticate, type Principal } from './rest/authenticate.ts';
import type { World } from './world.ts';

/** What one API call needs beside the world: what goes wrong, what is counted, what is written down. */
export interface Api {
  world: World;
  faults: Faults;
  rateLimits: RateLimits;
  calls: CallLog;
  /** Ends the waiting of slow answers when the stand-in closes. */
  closing: AbortSignal;
}

export type ApiOutcome = { kind: 'answer'; answer: Answer } | { kind: 'reset' };

interface ApiCall {
  method: string;
  /** Behind `/api/v3`, with its query; GraphQL is `/graphql`. */
  path: string;
  isGraphql: boolean;
  url: URL;
  request: IncomingMessage;
  body: Buffer;
}

function installationOf({ path }: ApiCall, principal: Principal): number | undefined {
  if (principal.kind === 'installation') return principal.token.installation.id;
  const asked = /^\/app\/installations\/(\d+)/.exec(path)?.[1];
  return asked === undefined ? undefined : Number(asked);
}

const queryShape = z.object({ variables: z.object({ owner: z.string(), name: z.string() }) });

/** `owner/name` of what is asked about. */
function repositoryOf({ isGraphql, path, body }: ApiCall): string | undefined {
  if (!isGraphql) return /^\/repos\/([^/]+\/[^/?]+)/.exec(path)?.[1];
  const query = queryShape.safeParse(parseQuery(body));
  return query.success ? `${query.data.variables.owner}/${query.data.variables.name}` : undefined;
}

function parseQuery(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

function limitKeyOf(principal: Principal, isGraphql: boolean): string {
  if (principal.kind === 'nobody') return 'nobody';
  if (principal.kind === 'app') return `app/${principal.app.id}`;
  if (principal.kind === 'user') return `user/${principal.user.account.id}`;
  return `${isGraphql ? 'graphql' : 'core'}/${principal.token.installation.id}`;
}

async function answerUnlimited(api: Api, call: ApiCall, principal: Principal, key: string): Promise<Answer> {
  const { store } = api.world;
  if (call.isGraphql) return answerQuery(store, principal, call.body, api.rateLimits.read(key));
  if (call.path === '/rate_limit') {
    const core = api.rateLimits.read(key);
    return ok({ resources: { core, graphql: api.rateLimits.read(key.replace('core', 'graphql')) }, rate: core });
  }
  return answerCall(api.world, {
    method: call.method,
    url: call.url,
    headers: call.request.headers,
    body: call.body,
    principal,
  });
}

/** Counts the call against its limit and answers it, with the headers that say what is left. */
async function answerWithinLimits(api: Api, call: ApiCall, principal: Principal): Promise<Answer> {
  const key = limitKeyOf(principal, call.isGraphql);
  if (call.path === '/rate_limit') return answerUnlimited(api, call, principal, key);
  const counted = api.rateLimits.count(key);
  const headers = rateLimitHeaders(counted, call.isGraphql ? 'graphql' : 'core');
  if (counted.isExceeded) {
    const { body, status = 403 } = primaryLimitFault({}, new Date(counted.reset * 1000), counted.limit);
    return { status, body, headers };
  }
  const answer = await answerUnlimited(api, call, principal, key);
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

function faultOutcome(fault: Fault): ApiOutcome | undefined {
  if (fault.reset === true) return { kind: 'reset' };
  if (fault.status === undefined) return undefined;
  const body = fault.body ?? { message: `${fault.status}`, documentation_url: '', status: `${fault.status}` };
  return { kind: 'answer', answer: { status: fault.status, body, headers: fault.headers ?? {} } };
}

async function carryOut(
  api: Api,
  call: ApiCall,
  authentication: Authentication,
  fault: Fault | undefined,
): Promise<ApiOutcome> {
  const answer = authentication.ok
    ? await answerWithinLimits(api, call, authentication.principal)
    : authentication.answer;
  const spoiled = fault?.after === true ? faultOutcome(fault) : undefined;
  return spoiled ?? { kind: 'answer', answer };
}

/** A closing stand-in answers at once. */
async function delay({ closing }: Api, fault: Fault | undefined): Promise<void> {
  if (fault?.delayMs !== undefined) await wait(fault.delayMs, undefined, { signal: closing }).catch(() => undefined);
}

/** Answers a call of the REST or GraphQL API, or spoils it as a fault says; every call is written down. */
export async function serveApi(api: Api, request: IncomingMessage, url: URL, body: Buffer): Promise<ApiOutcome> {
  const { store } = api.world;
  const isGraphql = url.pathname === '/api/graphql';
  const path = isGraphql ? '/graphql' : `${url.pathname.slice('/api/v3'.length)}${url.search}`;
  const method = request.method ?? 'GET';
  const call: ApiCall = { method, path, isGraphql, url, request, body };
  const authentication = authenticate(store, request.headers.authorization);
  const installationId = installationOf(call, authentication.ok ? authentication.principal : { kind: 'nobody' });
  const fault = api.faults.take({ method, path, installationId, repository: repositoryOf(call) });
  const isDoneFirst = fault?.after === true;
  if (!isDoneFirst) await delay(api, fault);
  const early = fault === undefined || isDoneFirst ? undefined : faultOutcome(fault);
  const outcome = early ?? (await carryOut(api, call, authentication, fault));
  if (isDoneFirst) await delay(api, fault);
  const status = outcome.kind === 'reset' ? 0 : outcome.answer.status;
  const at = new Date().toISOString();
  api.calls.add({ method, path, ...(installationId === undefined ? {} : { installationId }), status, at });
  return outcome;
}

/** Headers that every API answer carries. */
export function apiHeaders(): Record<string, string> {
  return { 'x-github-request-id': randomUUID(), 'x-github-media-type': 'github.v3; format=json' };
}
