import { Agent, EnvHttpProxyAgent } from 'undici';
import { type ExchangeLimits, type HttpAnswer, type HttpRequest, sendRequest } from '../../exchange/send-request.ts';

/** Sends one request to GitHub and resolves to its whole answer, whatever its status. */
export type SendToGithub = (request: HttpRequest) => Promise<HttpAnswer>;

/** Limits of one request to GitHub, its redirects included. */
export interface GithubLimits extends ExchangeLimits {
  maxRedirects: number;
}

export const defaultGithubLimits: GithubLimits = { timeoutMs: 20_000, maxBytes: 50 * 1024 * 1024, maxRedirects: 3 };

const redirects = new Set([301, 302, 307, 308]);

/**
 * Requests to GitHub, within limits. Redirects, which GitHub sends for renamed repositories, keep method and body and never leave
 * the host, because the request carries a token.
 *
 * @param send takes the place of the network in tests
 */
export function createSendToGithub(
  limits: GithubLimits = defaultGithubLimits,
  send: (request: HttpRequest & ExchangeLimits) => Promise<HttpAnswer> = overConnections(),
): SendToGithub {
  return async (request) => {
    const until = performance.now() + limits.timeoutMs;
    let { url } = request;
    for (let hop = 0; hop <= limits.maxRedirects; hop += 1) {
      const answer = await send({ ...request, ...limits, timeoutMs: until - performance.now(), url });
      const location = redirects.has(answer.status) ? answer.headers.location : undefined;
      if (location === undefined) return answer;
      url = followWithinHost(url, location);
    }
    throw new Error(`More than ${limits.maxRedirects} redirects.`);
  };
}

/** HTTP/1.1: what this app asks at a time fits a few connections, and its streams cost Node more than those. */
function overConnections(): (request: HttpRequest & ExchangeLimits) => Promise<HttpAnswer> {
  const dispatcher = usesProxy(process) ? new EnvHttpProxyAgent({ allowH2: false }) : new Agent({ allowH2: false });
  return (request) => sendRequest({ ...request, dispatcher });
}

/** Whether Node itself is told to send its requests through the proxies of `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`. */
function usesProxy({ env, execArgv }: Pick<NodeJS.Process, 'env' | 'execArgv'>): boolean {
  return env.NODE_USE_ENV_PROXY === '1' || execArgv.includes('--use-env-proxy');
}

function followWithinHost(from: string, location: string): string {
  const next = new URL(location, from);
  if (next.origin !== new URL(from).origin) {
    throw new Error('A redirect to another host was not followed.');
  }
  return next.href;
}
