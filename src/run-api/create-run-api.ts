import type { IncomingMessage, ServerResponse } from 'node:http';
import { problem } from '../problem/problem.ts';
import type { RequestHandler } from '../webhook/create-webhook-receiver.ts';
import { createBodyRoom, readBody } from '../webhook/read-body.ts';
import { type Answered, answerWith, type Refusal, sendContent, sendRefusal } from './answer.ts';
import { judgeCaller } from './ask/judge-caller.ts';
import { createMinuteLimit, networkOf } from './ask/limit-asking.ts';
import { readIdempotencyKey, readToken } from './ask/read-headers.ts';
import { type RunAsk, readRunAsk } from './ask/read-run-ask.ts';
import type { RunApiTools } from './run-api.ts';
import { describeStarted } from './start/describe-started.ts';
import { storeRun } from './start/store-run.ts';
import { type RunState, readRunState } from './state/read-state.ts';

const path = '/api/v1/runs';
const maxBytes = 64 * 1024;
/** Requests that are under way at the same time: each waits for GitHub. */
const atOnce = 16;
const askedPerMinute = 60;
const refusedPerMinute = 30;
/** A state is asked of GitHub once in so long, however many wait for it. */
const stateKeptMs = 3000;
const maxStates = 1000;

/**
 * Runs that people start by hand: `POST /api/v1/runs` with a GitHub token of theirs, and `GET /api/v1/runs/<repository id>/<id>` for the
 * state, with the token that the first one's answer names.
 *
 * 202: stored; 200: asked for before with this Idempotency-Key; 400: cannot be read; 401: no token, or none that GitHub takes; 403: may not;
 * 404: no such repository, or the app is not there; 405; 409: the key was used for something else; 413; 422: cannot run; 429; 503.
 */
export function createRunApi(tools: RunApiTools): RequestHandler {
  const { now } = tools;
  const room = createBodyRoom(atOnce * maxBytes);
  const asked = createMinuteLimit(askedPerMinute, now);
  const refused = createMinuteLimit(refusedPerMinute, now);
  const states = new Map<string, { at: number; state: Promise<Answered<RunState>> }>();
  let underWay = 0;

  return (request, response) => {
    const [address = ''] = (request.url ?? '').split('?');
    if (address === path) return bounded(request, response, () => start(request, response));
    if (!address.startsWith(`${path}/`)) return false;
    return bounded(request, response, () => tellState(request, response, address.slice(path.length + 1)));
  };

  async function bounded(
    request: IncomingMessage,
    response: ServerResponse,
    answer: () => Promise<Answered<unknown>>,
  ): Promise<boolean> {
    const from = networkOf(request.socket.remoteAddress ?? '');
    const waitMs = refused.waitMs(from);
    const answered = waitMs > 0 ? answerWith(tooMany(waitMs)) : await answer();
    if (answered.ok || response.headersSent || response.destroyed) return true;
    // Guessing is bounded; what a person gets wrong in a request that they may make is not counted.
    if ([401, 403, 404].includes(answered.refusal.status)) refused.count(from);
    sendRefusal(request, response, answered.refusal);
    return true;
  }

  /** Whoever sends slowly holds up nobody: only what waits for GitHub is counted. */
  async function inTurn<Value>(ask: () => Promise<Answered<Value>>): Promise<Answered<Value>> {
    if (underWay >= atOnce) return answerWith(busy);
    underWay += 1;
    try {
      return await ask();
    } finally {
      underWay -= 1;
    }
  }

  async function start(request: IncomingMessage, response: ServerResponse): Promise<Answered<unknown>> {
    if (request.method !== 'POST') return answerWith(wrongMethod('POST'));
    const token = readToken(request);
    if (!token.ok) return token;
    const key = readIdempotencyKey(request);
    if (!key.ok) return key;
    const read = await readAsk(request);
    if (!read.ok) return read;
    const wanted = { ask: read.value, key: key.value, token: token.value };
    const started = await inTurn(() => startFor(wanted));
    if (started.ok) sendContent(request, response, started.value);
    return started;
  }

  async function startFor({ ask, key, token }: Wanted): Promise<Answered<{ status: 200 | 202; content: object }>> {
    const judged = await judgeCaller(token, ask.repository, tools.asCaller);
    if (!judged.ok) return judged;
    const caller = judged.value;
    const { id, login } = caller.person;
    const waitMs = asked.waitMs(String(id));
    if (waitMs > 0) return answerWith(tooMany(waitMs));
    asked.count(String(id));
    const started = await storeRun({ ask, key, caller }, tools);
    if (!started.ok) return started;
    const { repeated, delivery } = started.value;
    tools.log.info({ run: delivery.id, pipeline: ask.pipeline, login, repeated }, 'took a run by hand');
    const content = describeStarted(started.value, caller, tools);
    return { ok: true, value: { status: repeated ? 200 : 202, content } };
  }

  async function readAsk(request: IncomingMessage): Promise<Answered<RunAsk>> {
    const tooLarge = answerWith({ status: 413, problems: [problem('run-api.too-large', { limit: maxBytes })] });
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) return tooLarge;
    const reading = await readBody(request, maxBytes, room);
    if (reading.kind === 'too-large') return tooLarge;
    if (reading.kind !== 'read') return answerWith(busy);
    try {
      const read = readRunAsk(reading.body);
      return read.ok ? { ok: true, value: read.ask } : answerWith({ status: 400, problems: [read.problem] });
    } finally {
      room.release(reading.body.byteLength);
    }
  }

  async function tellState(
    request: IncomingMessage,
    response: ServerResponse,
    rest: string,
  ): Promise<Answered<unknown>> {
    if (request.method !== 'GET') return answerWith(wrongMethod('GET'));
    const [, tenant = '', id = ''] = /^(\d{1,20})\/([a-z0-9-]{1,80})$/.exec(rest) ?? [];
    const token = /^Bearer ([\w.-]{1,200})$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (id === '' || !tools.status.accepts(tenant, id, token)) {
      return answerWith({ status: 404, problems: [problem('run-api.no-run', {})] });
    }
    const state = await inTurn(() => rememberState({ tenant, id }));
    if (!state.ok) return state;
    sendContent(request, response, { status: 200, content: state.value });
    return state;
  }

  function rememberState(run: { tenant: string; id: string }): Promise<Answered<RunState>> {
    const known = states.get(run.id);
    if (known !== undefined && now() - known.at < stateKeptMs) return known.state;
    const state = readRunState(run, tools);
    states.delete(run.id);
    states.set(run.id, { at: now(), state });
    const [oldest] = states.keys();
    if (states.size > maxStates && oldest !== undefined) states.delete(oldest);
    return state;
  }
}

interface Wanted {
  ask: RunAsk;
  key: string | undefined;
  token: string;
}

const busy: Refusal = { status: 503, problems: [problem('run-api.busy', {})], retryAfterMs: 5000 };

function tooMany(waitMs: number): Refusal {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return { status: 429, problems: [problem('run-api.too-many', { seconds })], retryAfterMs: waitMs };
}

function wrongMethod(allowed: string): Refusal {
  return { status: 405, problems: [problem('run-api.method', { allowed })], allow: allowed };
}
