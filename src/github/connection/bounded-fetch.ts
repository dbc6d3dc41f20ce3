/** Limits of one request to GitHub. */
export interface FetchLimits {
  /** Whole request, answer's body included. */
  timeoutMs: number;
  maxBytes: number;
  maxRedirects: number;
}

export const defaultFetchLimits: FetchLimits = { timeoutMs: 20_000, maxBytes: 50 * 1024 * 1024, maxRedirects: 3 };

type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

const redirects = new Set([301, 302, 307, 308]);
const withoutBody = new Set([204, 205, 304]);

/**
 * A `fetch` that ends: it has a deadline, reads the whole body before it returns (so that a connection lost halfway is an
 * error and not half an answer) and stops at `maxBytes`. Redirects, which GitHub sends for renamed repositories, keep method
 * and body and never leave the host, because the request carries a token.
 */
export function createBoundedFetch(limits: FetchLimits = defaultFetchLimits, doFetch: Fetch = callGlobalFetch): Fetch {
  return async (url, init = {}) => {
    const deadline = AbortSignal.timeout(limits.timeoutMs);
    const signal = init.signal ? AbortSignal.any([deadline, init.signal]) : deadline;
    let target = url;
    for (let hop = 0; hop <= limits.maxRedirects; hop += 1) {
      const sent = await doFetch(target, { ...init, signal, redirect: 'manual' });
      const response = await readWhole(sent, limits.maxBytes);
      const location = redirects.has(response.status) ? response.headers.get('location') : null;
      if (location === null) {
        return response;
      }
      target = followWithinHost(target, location);
    }
    throw new Error(`More than ${limits.maxRedirects} redirects.`);
  };
}

function callGlobalFetch(url: string, init?: RequestInit): Promise<Response> {
  return globalThis.fetch(url, init);
}

function followWithinHost(from: string, location: string): string {
  const next = new URL(location, from);
  if (next.origin !== new URL(from).origin) {
    throw new Error('A redirect to another host was not followed.');
  }
  return next.href;
}

async function readWhole(response: Response, maxBytes: number): Promise<Response> {
  const head = { status: response.status, statusText: response.statusText, headers: response.headers };
  if (withoutBody.has(response.status) || response.body === null) {
    return new Response(null, head);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > maxBytes) {
      throw new Error(`The answer is larger than ${maxBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  return new Response(Buffer.concat(chunks, size), head);
}
