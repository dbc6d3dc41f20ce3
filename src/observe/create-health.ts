import type { IncomingMessage, ServerResponse } from 'node:http';

/** Resolves when all is well; rejects when not. */
export type HealthCheck = () => Promise<unknown>;

export interface HealthOptions {
  /** What readiness depends on, by name. */
  checks: Readonly<Record<string, HealthCheck>>;
  timeoutMs?: number;
  /** An answer is kept this long, so that frequent probes cost nothing. */
  cacheMs?: number;
  now?: () => number;
  /** Told why a check failed; the answer itself only names it. */
  onFailed?: (name: string, error: unknown) => void;
}

export interface Health {
  /** Answers `/healthz` and `/readyz`; false: the request is for someone else. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** From now on the app is not ready, because it stops. */
  startStopping(): void;
}

type CheckState = 'ok' | 'failed' | 'timeout';

/**
 * `/healthz`: the process answers, nothing else is asked. `/readyz`: every check passes; 503 with the names of those that do not.
 * Checks run side by side, each with its own time limit, and never twice at once.
 */
export function createHealth(options: HealthOptions): Health {
  const { timeoutMs = 2000, cacheMs = 2000, now = () => Date.now(), onFailed = () => undefined } = options;
  const checks = Object.entries(options.checks).map(([name, check]) => {
    const ask = createCachedCheck(check, { timeoutMs, cacheMs, now }, (error) => onFailed(name, error));
    return { name, ask };
  });
  let isStopping = false;

  async function answerReadiness(response: ServerResponse): Promise<void> {
    const states = await Promise.all(checks.map(async ({ name, ask }) => [name, await ask()] as const));
    const isReady = !isStopping && states.every(([, state]) => state === 'ok');
    const status = isStopping ? 'stopping' : isReady ? 'ready' : 'not ready';
    answer(response, isReady ? 200 : 503, { status, checks: Object.fromEntries(states) });
  }

  return {
    handle(request, response) {
      const path = (request.url ?? '').split('?', 1)[0];
      if (path !== '/healthz' && path !== '/readyz') {
        return false;
      }
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        answer(response, 405, { status: 'method not allowed' });
      } else if (path === '/healthz') {
        answer(response, 200, { status: 'ok' });
      } else {
        void answerReadiness(response);
      }
      return true;
    },
    startStopping() {
      isStopping = true;
    },
  };
}

/** Asks a check at most once in `cacheMs`, and not again while the last time is still unanswered. */
function createCachedCheck(
  check: HealthCheck,
  limits: { timeoutMs: number; cacheMs: number; now: () => number },
  onFailed: (error: unknown) => void,
): () => Promise<CheckState> {
  let last: { at: number; state: Promise<CheckState> } | undefined;
  let inHand: Promise<CheckState> | undefined;

  async function runCheck(): Promise<CheckState> {
    try {
      await check();
      return 'ok';
    } catch (error) {
      onFailed(error);
      return 'failed';
    } finally {
      inHand = undefined;
    }
  }

  async function runWithin(): Promise<CheckState> {
    inHand ??= runCheck();
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<'timeout'>((resolve) => {
      timer = setTimeout(resolve, limits.timeoutMs, 'timeout');
    });
    const state = await Promise.race([inHand, limit]);
    clearTimeout(timer);
    if (state === 'timeout') {
      onFailed(new Error(`no answer within ${limits.timeoutMs} ms`));
    }
    return state;
  }

  return () => {
    if (last === undefined || limits.now() - last.at >= limits.cacheMs) {
      last = { at: limits.now(), state: runWithin() };
    }
    return last.state;
  };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}
