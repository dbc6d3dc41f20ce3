import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import type { PodLogs } from '../executor/process/pod-log.ts';
import { badRequest, unknownPath } from '../store/failure.ts';
import { isRecord } from '../store/kube-object.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { serviceAccounts } from '../store/resource.ts';
import type { Accounts } from './access/accounts.ts';
import { identifyRequester, type Requester, refuseRequester } from './access/authorize-request.ts';
import { requestToken } from './access/request-token.ts';
import { discover } from './discovery.ts';
import { type Answer, answerFailure, answerJson, type Exchange, parseBody, readBody, sendAnswer } from './exchange.ts';
import type { Faults, SeenRequest, SpoilingFault } from './inject-faults.ts';
import { parseResourcePath, type ResourceAddress, verbOf } from './parse-request.ts';
import { getObject, type ListPages, listObjects } from './read-objects.ts';
import { readRepresentation, representText } from './represent-object.ts';
import { sendPodLog } from './send-pod-log.ts';
import { type OpenWatches, watchObjects } from './watch-objects.ts';
import { writeObjects } from './write-objects.ts';

export interface ApiSettings {
  store: ObjectStore;
  logs: PodLogs;
  faults: Faults;
  watches: OpenWatches;
  bookmarkMs: number;
  /** The administrator's token; the others' are the accounts'. */
  token: string;
  accounts: Accounts;
  /** Told of every request when it arrives; gives back what to tell its answer's code, right before it is sent. */
  onRequest(request: SeenRequest): (code: number) => void;
}

/** The HTTP server, not listening yet. */
export function createApiServer(settings: ApiSettings): Server {
  const pages: ListPages = new Map();
  return createServer((request, response) => {
    void answer(settings, pages, request, response).catch((error: unknown) => {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (response.headersSent) response.destroy();
      else {
        response.writeHead(500, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code: 500, message }));
      }
    });
  });
}

async function answer(
  settings: ApiSettings,
  pages: ListPages,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://cluster');
  const exchange: Exchange = { request, response, path: url.pathname, query: url.searchParams };
  const seen = describeRequest(exchange);
  const tellCode = settings.onRequest(seen);
  const fault = settings.faults.take(seen);
  const spoiling = fault !== undefined && !('delayMs' in fault) ? fault : undefined;
  if (fault !== undefined && 'delayMs' in fault) {
    await new Promise((resolve) => setTimeout(resolve, fault.delayMs).unref());
  }
  const isCarriedOut = spoiling === undefined || spoiling.afterEffect === true;
  const honest = isCarriedOut ? await route(settings, pages, exchange) : undefined;
  request.resume();
  const given = spoiling === undefined ? honest : spoil(exchange, spoiling);
  if (given === undefined) return;
  tellCode(given === 'streaming' ? 200 : given.code);
  sendAnswer(exchange, given);
}

function describeRequest(exchange: Exchange): SeenRequest {
  const { request, path, query } = exchange;
  const method = request.method ?? 'GET';
  const address = parseResourcePath(path);
  const verb = address === undefined ? undefined : verbOf(method, address, query);
  return {
    method,
    path,
    query: query.toString(),
    userAgent: request.headers['user-agent'] ?? '',
    ...(verb === undefined ? {} : { verb }),
    ...(address === undefined ? {} : { resource: address.resource.plural }),
    ...(address?.namespace === undefined ? {} : { namespace: address.namespace }),
    ...(address?.name === undefined ? {} : { name: address.name }),
    ...(address?.subresource === undefined ? {} : { subresource: address.subresource }),
  };
}

/** The answer in the honest one's place; none for a request that is left hanging or whose connection is reset. */
function spoil(exchange: Exchange, fault: SpoilingFault): Answer | undefined {
  if ('reset' in fault) exchange.request.socket.resetAndDestroy();
  if (!('status' in fault)) return undefined;
  const { status, reason, message, retryAfterSeconds } = fault;
  const failure = { code: status, reason: reason ?? reasonOf(status), message: message ?? `injected fault: ${status}` };
  const details = retryAfterSeconds === undefined ? {} : { details: { retryAfterSeconds } };
  return answerFailure({ ...failure, ...details });
}

function reasonOf(code: number): string {
  const reasons: Record<number, string> = {
    401: 'Unauthorized',
    403: 'Forbidden',
    404: 'NotFound',
    409: 'Conflict',
    410: 'Expired',
    429: 'TooManyRequests',
    500: 'InternalError',
    503: 'ServiceUnavailable',
    504: 'Timeout',
  };
  return reasons[code] ?? '';
}

async function route(settings: ApiSettings, pages: ListPages, exchange: Exchange): Promise<Answer> {
  const { request, path } = exchange;
  if (path === '/livez' || path === '/readyz' || path === '/healthz') {
    return { code: 200, body: 'ok', mediaType: 'text/plain' };
  }
  const requester = identifyRequester(request.headers.authorization, settings);
  if (requester === undefined) {
    return answerFailure({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' });
  }
  const address = parseResourcePath(path);
  if (address !== undefined) return routeAllowed(settings, pages, exchange, { address, requester });
  if (path === '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews') {
    return reviewAccess(settings.accounts, exchange, requester);
  }
  const discovered = request.method === 'GET' ? discover(path) : undefined;
  return discovered === undefined ? answerFailure(unknownPath()) : answerJson(200, discovered);
}

async function routeAllowed(
  settings: ApiSettings,
  pages: ListPages,
  exchange: Exchange,
  { address, requester }: { address: ResourceAddress; requester: Requester },
): Promise<Answer> {
  const verb = verbOf(exchange.request.method ?? 'GET', address, exchange.query);
  const failure = verb === undefined ? undefined : refuseRequester(requester, settings.accounts, { address, verb });
  return failure === undefined ? await routeResource(settings, pages, exchange, address) : answerFailure(failure);
}

async function routeResource(
  settings: ApiSettings,
  pages: ListPages,
  exchange: Exchange,
  address: ResourceAddress,
): Promise<Answer> {
  const { store, logs } = settings;
  const { request, query } = exchange;
  const verb = verbOf(request.method ?? 'GET', address, query);
  if (address.subresource !== undefined) {
    if (address.resource === serviceAccounts && address.subresource === 'token' && verb === 'create') {
      return requestToken(settings, exchange, address);
    }
    const isLog = address.resource.subresources.includes(address.subresource) && verb === 'get';
    return isLog ? sendPodLog({ store, logs }, exchange, address) : answerFailure(unknownPath());
  }
  const representation = readRepresentation(request.headers.accept);
  if (representation === undefined) {
    const message = 'only the following media types are accepted: application/json';
    return answerFailure({ code: 406, reason: 'NotAcceptable', message });
  }
  if (verb === 'get') {
    const object = getObject(store, address);
    if (!object.ok) return answerFailure(object.failure);
    return { code: 200, body: representText(object.value, representation) };
  }
  if (verb === 'list') {
    const list = listObjects(store, { address, query, representation }, pages);
    return list.ok ? { code: 200, body: list.value } : answerFailure(list.failure);
  }
  if (verb === 'watch') return watchObjects(settings, exchange, { address, representation });
  if (verb !== undefined && isAddressed(address, verb)) {
    return writeObjects(store, exchange, { verb, address, representation });
  }
  const message = 'the server does not allow this method on the requested resource';
  return answerFailure({ code: 405, reason: 'MethodNotAllowed', message });
}

/** A new object of a namespaced kind names its namespace. */
function isAddressed(address: ResourceAddress, verb: string): boolean {
  return verb !== 'create' || !address.resource.namespaced || address.namespace !== undefined;
}

const reviewBody = z.looseObject({
  spec: z.looseObject({
    resourceAttributes: z
      .looseObject({
        namespace: z.string().default(''),
        verb: z.string().default(''),
        group: z.string().default(''),
        resource: z.string().default(''),
        name: z.string().default(''),
      })
      .optional(),
  }),
});

async function reviewAccess(accounts: Accounts, exchange: Exchange, requester: Requester): Promise<Answer> {
  const text = await readBody(exchange.request);
  const body = text.ok ? parseBody(text.value, 'application/json') : text;
  if (!body.ok) return answerFailure(body.failure);
  if (exchange.request.method !== 'POST' || !isRecord(body.value)) {
    return answerFailure(badRequest('expected a SelfSubjectAccessReview'));
  }
  if (requester.kind === 'admin') {
    return answerJson(201, { ...body.value, status: { allowed: true, reason: 'the administrator may do everything' } });
  }
  const asked = reviewBody.safeParse(body.value).data?.spec.resourceAttributes;
  const { namespace = '', name = '', ...rest } = asked ?? {};
  const question = {
    verb: '',
    group: '',
    resource: '',
    ...rest,
    namespace: namespace || undefined,
    name: name || undefined,
  };
  const allowed = asked !== undefined && accounts.mayDo(requester.account, question);
  return answerJson(201, { ...body.value, status: { allowed } });
}
