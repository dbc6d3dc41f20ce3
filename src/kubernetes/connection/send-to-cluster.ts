import type { ClusterConnection } from './connect-cluster.ts';
import { describeNetworkError } from './describe-network-error.ts';
import { exchangeTexts, tookTooLong } from './exchange-texts.ts';

export interface ClusterCall {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the server's address, with its query. */
  path: string;
  accept?: string;
  body?: { type: string; json: unknown };
  timeoutMs: number;
  signal?: AbortSignal;
  /** A status that says all there is to know: the body that comes with it is not parsed. */
  unreadStatus?: number;
}

/** What came back, whatever its status; `body` is undefined where it is no JSON or not read. `unreachable`: nothing came back. */
export type ClusterAnswer =
  | { kind: 'answered'; status: number; body: unknown; retryAfter: string | null }
  | { kind: 'unreachable'; message: string };

/** One request, tried once. Never throws. */
export async function sendToCluster(connection: ClusterConnection, call: ClusterCall): Promise<ClusterAnswer> {
  try {
    const { headers, dispatcher, allowH2 } = await connection.authorize();
    const { origin, pathname, search } = new URL(`${connection.server}${call.path}`);
    const answer = await exchangeTexts(
      {
        method: call.method,
        origin,
        path: pathname + search,
        headers: {
          ...headers,
          accept: call.accept ?? 'application/json',
          ...(call.body === undefined ? {} : { 'content-type': call.body.type }),
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body.json) }),
        timeoutMs: call.timeoutMs,
        signal: call.signal,
      },
      { dispatcher, allowH2 },
    );
    const { status } = answer;
    if (status >= 300 && status < 400) {
      return { kind: 'unreachable', message: `The Kubernetes API's address answers with a redirect (${status}).` };
    }
    const retryAfter = answer.headers['retry-after'];
    return {
      kind: 'answered',
      status,
      body: status === call.unreadStatus ? undefined : parseJson(answer.text),
      retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
    };
  } catch (error) {
    const message =
      error === tookTooLong
        ? `The Kubernetes API did not answer within ${call.timeoutMs} ms.`
        : `The Kubernetes API could not be reached (${describeNetworkError(error)}).`;
    return { kind: 'unreachable', message };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
