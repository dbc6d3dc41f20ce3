import { type Dispatcher, getGlobalDispatcher } from 'undici';

/** One HTTP request whose whole answer is wanted at once. */
export interface HttpRequest {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  body?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** `headers` by lower-case name. */
export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** How long all of it may take, the answer's body included, and how large that may be. */
export interface ExchangeLimits {
  timeoutMs: number;
  maxBytes: number;
}

export interface Exchange extends HttpRequest, ExchangeLimits {
  /** Default: undici's own, which keeps connections for a few seconds. */
  dispatcher?: Dispatcher | undefined;
  /** False: by HTTP/1.1, whatever the dispatcher does else. */
  allowH2?: false | undefined;
}

/**
 * Sends a request once, follows nothing, and resolves to the whole answer. Rejects with a `TimeoutError`, with what the signal was
 * aborted for, or with what happened to the connection; half an answer is never taken for one.
 *
 * It speaks to undici's dispatcher itself: the streams, signals and headers that `fetch` and `request` make for each call cost more
 * than the call. Bodies are asked for as they are, because unpacking costs more than the bytes, and a bound on what is unpacked too.
 */
export function sendRequest(exchange: Exchange): Promise<HttpAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const { url, method, body, signal } = exchange;
  const origin = originOf(url);
  let controller: Dispatcher.DispatchController | undefined;
  let failure: Error | undefined;
  let head: Omit<HttpAnswer, 'text'> = { status: 0, headers: {} };
  let chunks: Buffer[] = [];
  let size = 0;

  const deadline = setTimeout(() => {
    fail(new DOMException(`No whole answer came within ${exchange.timeoutMs} ms.`, 'TimeoutError'));
  }, exchange.timeoutMs);
  const giveUp = (): void => fail(errorOf(signal?.reason));

  function fail(error: Error): void {
    if (failure !== undefined) return;
    failure = error;
    settle();
    reject(error);
    controller?.abort(error);
  }

  function settle(): void {
    clearTimeout(deadline);
    signal?.removeEventListener('abort', giveUp);
  }

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(started) {
      controller = started;
      if (failure !== undefined) started.abort(failure);
    },
    onResponseStart(_, status, headers) {
      // Something comes before the answer, such as 103.
      if (status < 200) return;
      head = { status, headers: flatten(headers) };
      chunks = [];
      size = 0;
    },
    onResponseData(_, chunk) {
      size += chunk.byteLength;
      if (size > exchange.maxBytes) fail(new Error(`The answer is larger than ${exchange.maxBytes} bytes.`));
      else chunks.push(chunk);
    },
    onResponseEnd() {
      if (failure !== undefined) return;
      settle();
      resolve({ ...head, text: textOf(chunks, size) });
    },
    onResponseError(_, error) {
      fail(error);
    },
  };

  if (signal?.aborted) giveUp();
  else {
    signal?.addEventListener('abort', giveUp);
    const dispatcher = exchange.dispatcher ?? getGlobalDispatcher();
    const headers = { 'accept-encoding': 'identity', ...exchange.headers };
    // The deadline is this one's own.
    const { allowH2 } = exchange;
    const options = {
      ...{ body: body ?? null, headersTimeout: 0, bodyTimeout: 0 },
      ...(allowH2 === undefined ? {} : { allowH2 }),
    };
    try {
      dispatcher.dispatch({ origin, path: url.slice(origin.length) || '/', method, headers, ...options }, handler);
    } catch (error) {
      fail(errorOf(error));
    }
  }
  return promise;
}

/** The part of an address before its path; undici refuses what is no address. */
function originOf(url: string): string {
  const end = url.indexOf('/', url.indexOf('://') + 3);
  return end < 0 ? url : url.slice(0, end);
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return flat;
}

function textOf(chunks: readonly Buffer[], size: number): string {
  const [only] = chunks;
  if (only === undefined) return '';
  return chunks.length === 1 ? only.toString() : Buffer.concat(chunks, size).toString();
}

function errorOf(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
