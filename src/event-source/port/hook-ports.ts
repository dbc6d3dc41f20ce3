import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createSecureContext } from 'node:tls';
import { type Problem, problem } from '../../problem/problem.ts';
import type { ReceiverLog } from '../../webhook/bound-log.ts';
import { createHttpServer, type ServerTimes } from '../../webhook/create-http-server.ts';
import { closeServer, listen } from '../../webhook/listen.ts';

/** One endpoint on one port. */
export interface HookRoute {
  port: number;
  /** Without a slash at its end. */
  path: string;
  /** PEM texts; several endpoints of a port share one certificate. */
  tls?: { cert: string; key: string };
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export type OpenedRoute = { ok: true; close: () => Promise<void> } | { ok: false; problem: Problem };

/** The ports that EventSources listen on: one server for each, shared by all endpoints that name it. */
export interface HookPorts {
  /** Problems: `source.tls`, `source.port-shared`, `source.endpoint-taken`, `source.cannot-listen`. */
  open(route: HookRoute): Promise<OpenedRoute>;
  stop(): Promise<void>;
}

interface OpenPort {
  server: Server;
  /** Both texts of the certificate; empty without. */
  tls: string;
  routes: Map<string, HookRoute>;
}

/** What is under way on an endpoint that goes away may end within this time. */
const graceMs = 5000;

export function createHookPorts(options: {
  host: string;
  log: Pick<ReceiverLog, 'error'>;
  /** How long senders may take; those of the public server unless told. */
  times?: Partial<ServerTimes>;
}): HookPorts {
  const ports = new Map<number, OpenPort>();
  /** One thing at a time: a port that is being closed has to be free before it is opened again. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Value>(job: () => Promise<Value>): Promise<Value> => {
    const turn = last.then(job, job);
    last = turn.catch(() => undefined);
    return turn;
  };

  async function open(route: HookRoute): Promise<OpenedRoute> {
    const { port, path, tls } = route;
    const found = ports.get(port);
    const identity = tls === undefined ? '' : `${tls.cert}\n${tls.key}`;
    if (found !== undefined && found.tls !== identity) return refuse(problem('source.port-shared', { port }));
    if (found?.routes.has(path)) return refuse(problem('source.endpoint-taken', { port, endpoint: path }));
    const opened = found === undefined ? await openPort(route, identity) : { ok: true as const, port: found };
    if (!opened.ok) return opened;
    opened.port.routes.set(path, route);
    return { ok: true, close: () => inTurn(() => close(route)) };
  }

  async function openPort(
    { port, tls }: HookRoute,
    identity: string,
  ): Promise<{ ok: true; port: OpenPort } | { ok: false; problem: Problem }> {
    const fault = tls === undefined ? undefined : findTlsFault(tls);
    if (fault !== undefined) return refuse(problem('source.tls', { port, reason: fault }));
    const routes = new Map<string, HookRoute>();
    const handler = (request: IncomingMessage, response: ServerResponse) => answer(routes, request, response);
    const server = createHttpServer([handler], options.log, {
      ...options.times,
      ...(tls === undefined ? {} : { tls }),
    });
    const listening = await listen(server, { host: options.host, port });
    if (!listening.ok) return refuse(problem('source.cannot-listen', { port, reason: listening.problem.message }));
    const made: OpenPort = { server, tls: identity, routes };
    ports.set(port, made);
    return { ok: true, port: made };
  }

  async function close(route: HookRoute): Promise<void> {
    const found = ports.get(route.port);
    if (found?.routes.get(route.path) !== route) return;
    found.routes.delete(route.path);
    if (found.routes.size > 0) return;
    ports.delete(route.port);
    await closeServer(found.server, graceMs);
  }

  return {
    open: (route) => inTurn(() => open(route)),
    async stop() {
      await inTurn(async () => {
        await Promise.all([...ports.values()].map((each) => closeServer(each.server, graceMs)));
        ports.clear();
      });
    },
  };
}

/** Argo Events answers `OK` to `/health` on every port. */
async function answer(
  routes: ReadonlyMap<string, HookRoute>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const [given = ''] = (request.url ?? '').split('?', 1);
  const path = given.length > 1 && given.endsWith('/') ? given.slice(0, -1) : given;
  const route = routes.get(path);
  if (route !== undefined) {
    await route.handle(request, response);
    return true;
  }
  if (path !== '/health') return false;
  response.writeHead(200, { 'content-type': 'text/plain' }).end('OK');
  return true;
}

function findTlsFault(tls: { cert: string; key: string }): string | undefined {
  try {
    createSecureContext(tls);
    return undefined;
  } catch (thrown) {
    // Its own sentence may hold parts of the key.
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
    return `they are not PEM, or do not belong together (${code})`;
  }
}

function refuse(reason: Problem): { ok: false; problem: Problem } {
  return { ok: false, problem: reason };
}
