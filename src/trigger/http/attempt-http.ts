import { findHostEntries } from '../../policy/trigger/host-entry.ts';
import { type Problem, problem } from '../../problem/problem.ts';
import type { RunRequest } from '../../run/run-request.ts';
import { constructPayload } from '../../sensor/parameters/construct-payload.ts';
import type { PolicyPlan } from '../../sensor/plan/plan-trigger.ts';
import type { TriggerTemplate } from '../../sensor/sensor.ts';
import { type Attempt, refuse } from '../attempt.ts';
import { resolveHost } from '../host/resolve-host.ts';
import { judgeTrigger } from '../judge-trigger.ts';
import { nameOf } from '../object/object-task.ts';
import type { AttemptTools } from '../trigger-tools.ts';
import { buildHeaders, type Header } from './build-headers.ts';
import { callHost, findTlsFault, type HostAnswer, type HostCall } from './call-host.ts';
import { type HttpTrigger, readHttpTrigger } from './http-trigger.ts';
import { httpWords } from './http-words.ts';
import { type CallSecrets, readSecrets } from './read-secrets.ts';
import { readUrl } from './read-url.ts';
import { resolveDynamicHeaders } from './resolve-dynamic-headers.ts';

const methods: readonly HostCall['method'][] = ['GET', 'DELETE', 'PATCH', 'POST', 'PUT'];
const maxTimeoutSeconds = 60;

/** The same for every try at one firing, so that a host that knows it does nothing twice. */
const idempotencyHeader = 'Idempotency-Key';

/**
 * An `http` trigger (Argo Events 1.9): every answer is a success unless `policy.status` lists which are. Beyond Argo Events: only to
 * hosts that the policy lists, without redirects, to addresses of the public Internet unless the policy says otherwise, within
 * 60 s at most, and with an `Idempotency-Key`. What is not allowed is refused before any Secret is read or any name resolved.
 */
export async function attemptHttp(
  template: TriggerTemplate,
  request: RunRequest,
  tools: AttemptTools,
): Promise<Attempt> {
  const trigger = nameOf(request);
  const refused = judgeTrigger('http', request);
  if (refused !== undefined) return refuse(refused);
  const read = readHttpTrigger(template, request);
  if (!read.ok) return refuse(read.problem);
  const { http } = read;
  const parts = readParts(http, request, tools.hash);
  if ('problem' in parts) return refuse(parts.problem);

  const hosts = request.policy.unrestricted === true ? 'any' : request.policy.hosts;
  const allowed = await resolveHost(parts.url, { hosts, words: httpWords(trigger), resolve: tools.resolve });
  if (allowed.kind === 'refused') return refuse(allowed.problem);
  if (allowed.kind === 'failed') return { kind: 'failed', problems: [allowed.problem] };
  const known = await readSecrets(http, request, tools);
  if (known.kind !== 'read') return known;
  const call = assembleCall(http, parts, known.secrets, request);
  if ('problem' in call) return refuse(call.problem);
  const answer = await callHost({ ...call, addresses: allowed.addresses });
  return judgeAnswer(answer, parts.url, request);
}

interface Parts {
  url: URL;
  method: HostCall['method'];
  body: string | undefined;
  headers: Header[];
}

/** All that does not need the world. */
function readParts(http: HttpTrigger, request: RunRequest, hash: string): Parts | { problem: Problem } {
  const trigger = nameOf(request);
  const { events } = request.firing;
  const read = readUrl(http.url, trigger);
  if (!read.ok) return read;
  const { url } = read;
  const method = methods.find((each) => each === (http.method || 'POST'));
  if (method === undefined) {
    const reason = 'only GET, DELETE, PATCH, POST and PUT methods are supported';
    return { problem: problem('trigger.http-shape', { trigger, reason }) };
  }
  const host = http.host || undefined;
  if (host !== undefined && !isListedHost(host, url, request)) {
    return { problem: problem('trigger.http-host', { trigger, host }) };
  }
  if (http.tls?.insecureSkipVerify === true) {
    const reason = 'insecureSkipVerify would take any server for the one that is meant';
    return { problem: problem('trigger.http-tls', { trigger, reason }) };
  }
  const payload = constructPayload(http.payload ?? [], events);
  if (!payload.ok) return { problem: payload.problem };
  const dynamic = resolveDynamicHeaders(http.dynamicHeaders ?? [], events);
  if (!dynamic.ok) return { problem: dynamic.problem };
  const headers: Header[] = [[idempotencyHeader, hash], ...Object.entries(http.headers ?? {})];
  return { url, method, body: payload.payload, headers: [...headers, ...dynamic.headers] };
}

/** Behind one address many hosts may be served; the policy is about the one that is asked for. */
function isListedHost(host: string, { protocol }: URL, { policy }: RunRequest): boolean {
  if (!/^[A-Za-z0-9._:[\]-]{1,255}$/.test(host)) return false;
  const url = URL.parse(`${protocol}//${host}`);
  if (policy.unrestricted === true) return url !== null;
  return url !== null && findHostEntries(policy.hosts, url).length > 0;
}

/** Argo Events' order: headers, dynamic ones, secure ones, and the credentials last. */
function assembleCall(
  http: HttpTrigger,
  { url, method, body, headers }: Parts,
  secrets: CallSecrets,
  request: RunRequest,
): Omit<HostCall, 'addresses'> | { problem: Problem } {
  const trigger = nameOf(request);
  const { username, password, ca, cert, key } = secrets;
  const credentials = Buffer.from(`${username}:${password}`).toString('base64');
  const authorization: Header[] = http.basicAuth ? [['Authorization', `Basic ${credentials}`]] : [];
  const built = buildHeaders([...headers, ...secrets.headers, ...authorization], trigger);
  if (!built.ok) return built;
  const tls = {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
  const fault = findTlsFault(tls);
  if (fault !== undefined) return { problem: problem('trigger.http-tls', { trigger, reason: fault }) };
  const seconds = http.timeout && http.timeout > 0 ? Math.min(http.timeout, maxTimeoutSeconds) : maxTimeoutSeconds;
  const host: Header[] = http.host ? [['Host', http.host]] : [];
  return { url, method, body, headers: [...host, ...built.headers], tls, timeoutMs: Math.ceil(seconds * 1000) };
}

function judgeAnswer(answer: HostAnswer, url: URL, request: RunRequest): Attempt {
  const trigger = nameOf(request);
  const { host } = url;
  if (!answer.ok) {
    return { kind: 'failed', problems: [problem('trigger.http-failed', { trigger, host, reason: answer.reason })] };
  }
  const { status } = answer;
  const allow = allowedBy(request.firing.plan.policy);
  if (allow?.includes(status) === true) return { kind: 'done' };
  if (status >= 300 && status < 400 && status !== 304) {
    return { kind: 'failed', problems: [problem('trigger.http-redirect', { trigger, host, status })] };
  }
  if (allow === undefined) return { kind: 'done' };
  const values = { trigger, host, status, allowed: allow.join(', ') || 'none' };
  return { kind: 'failed', problems: [problem('trigger.http-status', values)] };
}

function allowedBy(policy: PolicyPlan | undefined): number[] | undefined {
  return policy?.kind === 'status' ? policy.allow : undefined;
}
