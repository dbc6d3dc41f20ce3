import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GithubControl } from './control/actions.ts';
import { createControl, runAction } from './control/create-control.ts';
import { createWaitForCheckRun, type WaitForCheckRun } from './control/wait-for-check-run.ts';
import { createCallLog } from './limits/call-log.ts';
import { createFaults } from './limits/faults.ts';
import { createRateLimits } from './limits/rate-limits.ts';
import { findPage } from './page/pages.ts';
import type { Answer } from './rest/answer.ts';
import { answerPushQuestion } from './rest/push-question.ts';
import { type Api, type ApiOutcome, apiHeaders, serveApi } from './serve-api.ts';
import { serveControl, servePress } from './serve-control.ts';
import { addressesAt, createStore } from './store/store.ts';
import { createWebhooks } from './webhook/webhooks.ts';
import { createWorld } from './world.ts';

export interface GithubOptions {
  /** 0 (the default) takes any free port. */
  port?: number;
  /** Where the bare repositories are made. */
  directory: string;
  /** Told in one line what went wrong inside. */
  log?: (line: string) => void;
  now?: () => Date;
  /** How long a receiver of webhooks may take; GitHub waits 10 seconds. */
  webhookTimeoutMs?: number;
}

export type Github = GithubControl & {
  /** `http://127.0.0.1:PORT`; REST is at `/api/v3`, GraphQL at `/api/graphql`. */
  url: string;
  /** `127.0.0.1:PORT`, what GHE_HOST takes. */
  host: string;
  waitForCheckRun: WaitForCheckRun;
  /** Cuts every connection, whatever is under way on it. */
  dropConnections(): void;
  /** Stops all of it; resolves when every process and socket is gone. */
  close(): Promise<void>;
};

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)));
  return Buffer.concat(chunks);
}

function writeAnswer(response: ServerResponse, { body, headers, status }: Answer): void {
  if (body === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  const content = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': content.length,
    ...headers,
  });
  response.end(content);
}

const htmlHeaders = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "script-src 'none'" };

async function servePage(api: Api, request: IncomingMessage, pathname: string): Promise<Answer> {
  if (request.method === 'POST') return (await servePress(api, pathname)) ?? { status: 404 };
  const page = await findPage(api.world.store, pathname);
  return page === undefined ? { status: 404 } : { status: 200, body: Buffer.from(page.markup), headers: htmlHeaders };
}

/** A page of another site, open in the same browser, may not press anything here. */
function isForeign({ headers }: IncomingMessage, web: string): boolean {
  return headers.origin !== undefined && headers.origin !== web;
}

async function serve(api: Api, request: IncomingMessage): Promise<ApiOutcome> {
  const { web } = api.world.store.addresses;
  const url = new URL(request.url ?? '/', web);
  const body = await readBody(request);
  const { pathname } = url;
  if (pathname.startsWith('/api/v3/') || pathname === '/api/graphql') {
    const outcome = await serveApi(api, request, url, body);
    if (outcome.kind === 'reset') return outcome;
    return { kind: 'answer', answer: { ...outcome.answer, headers: { ...apiHeaders(), ...outcome.answer.headers } } };
  }
  const pushed = answerPushQuestion(api.world.store, request, url);
  if (pushed !== undefined) return { kind: 'answer', answer: pushed };
  if (isForeign(request, web)) return { kind: 'answer', answer: { status: 403 } };
  if (pathname.startsWith('/__dev/'))
    return { kind: 'answer', answer: await serveControl(api, pathname.slice('/__dev/'.length), body) };
  return { kind: 'answer', answer: await servePage(api, request, pathname) };
}

function listen(api: Api, port: number, log: (line: string) => void) {
  const server = createServer((request, response) => {
    serve(api, request)
      .then((outcome) => {
        if (outcome.kind === 'reset') request.socket.destroy();
        else writeAnswer(response, outcome.answer);
      })
      .catch((error: unknown) => {
        log(`${request.method} ${request.url}: ${error instanceof Error ? error.stack : String(error)}`);
        writeAnswer(response, { status: 500, body: { message: 'Server Error' } });
      });
  });
  return new Promise<{ port: number; drop(): void; close(): Promise<void> }>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const { port: taken } = server.address() as AddressInfo;
      resolve({
        port: taken,
        drop: () => server.closeAllConnections(),
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}

/** Starts a stand-in for GitHub on 127.0.0.1, empty but for the repositories and Apps that its controls will make. */
export async function startGithub(options: GithubOptions): Promise<Github> {
  const { directory, log = () => undefined, now = () => new Date(), port = 0, webhookTimeoutMs = 10_000 } = options;
  const store = createStore(directory, now);
  const webhooks = createWebhooks({ now, timeoutMs: webhookTimeoutMs });
  const closing = new AbortController();
  const api: Api = {
    world: createWorld(store, webhooks),
    faults: createFaults(),
    rateLimits: createRateLimits(now),
    calls: createCallLog(),
    closing: closing.signal,
  };
  const server = await listen(api, port, log);
  const host = `127.0.0.1:${server.port}`;
  store.addresses = addressesAt(host);
  const control = createControl((name, input) => runAction(api, name, input));
  return {
    ...control,
    url: store.addresses.web,
    host,
    waitForCheckRun: createWaitForCheckRun(control),
    dropConnections: server.drop,
    async close() {
      closing.abort();
      await webhooks.close();
      await server.close();
      await Promise.all([...store.repositories.values()].map(({ git }) => git.close()));
    },
  };
}
