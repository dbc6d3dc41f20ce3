import { type Dispatcher, getGlobalDispatcher } from 'undici';

export interface TextRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Of the server, without a path. */
  origin: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
  /** From the sending to the last byte of the answer. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

export interface TextAnswer {
  status: number;
  /** By names in lower case. */
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** What a request fails with that took longer than it may. */
export const tookTooLong = Symbol('took too long');

/**
 * One request with a text in each direction. It asks undici's dispatcher, because `request` makes a stream and two signals for each
 * answer, which cost as much as all else of a small one. Rejects with undici's error, the
 * signal's reason or `tookTooLong`.
 *
 * @param dispatcher undefined: the process's own
 */
export function exchangeTexts(
  { timeoutMs, signal, ...request }: TextRequest,
  {
    dispatcher = getGlobalDispatcher(),
    allowH2,
  }: { dispatcher?: Dispatcher | undefined; allowH2?: boolean | undefined },
): Promise<TextAnswer> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let isOver = false;
    const chunks: Buffer[] = [];
    let head: Omit<TextAnswer, 'text'> = { status: 0, headers: {} };

    const end = (): void => {
      isOver = true;
      clearTimeout(deadline);
      signal?.removeEventListener('abort', giveUp);
    };
    const stop = (reason: unknown): void => {
      end();
      reject(reason);
      controller?.abort(given);
    };
    const giveUp = (): void => stop(signal?.reason);
    const deadline = setTimeout(stop, timeoutMs, tookTooLong);
    signal?.addEventListener('abort', giveUp, { once: true });
    if (signal?.aborted === true) {
      giveUp();
      return;
    }

    const options = { ...request, headersTimeout: 0, bodyTimeout: 0, ...(allowH2 === false ? { allowH2 } : {}) };
    dispatcher.dispatch(options, {
      onRequestStart(started) {
        controller = started;
        // It waited for a connection for too long: what nobody waits for is not sent any more.
        if (isOver) started.abort(given);
      },
      onResponseStart(_, status, headers) {
        // Below 200 the answer is still to come.
        if (status >= 200) head = { status, headers };
      },
      onResponseData(_, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        end();
        resolve({ ...head, text: textOf(chunks) });
      },
      onResponseError(_, error) {
        end();
        reject(error);
      },
    });
  });
}

const given = new Error('Nobody waits for the answer any more.');

function textOf(chunks: readonly Buffer[]): string {
  const [first] = chunks;
  return (chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks)).toString('utf8');
}
