import { request } from 'undici';
import type { ClusterConnection } from './connect-cluster.ts';
import { describeNetworkError } from './describe-network-error.ts';

export interface ClusterCall {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the server's address, with its query. */
  path: string;
  accept?: string;
  body?: { type: string; json: unknown };
  timeoutMs: number;
  signal?: AbortSignal;
}

/** What came back, whatever its status; `body` is undefined where it is no JSON. `unreachable`: nothing came back. */
export type ClusterAnswer =
  | { kind: 'answered'; status: number; body: unknown; retryAfter: string | null }
  | { kind: 'unreachable'; message: string };

/** One request, tried once. Never throws. */
export async function sendToCluster(connection: ClusterConnection, call: ClusterCall): Promise<ClusterAnswer> {
  const deadline = AbortSignal.timeout(call.timeoutMs);
  try {
    const { headers, dispatcher } = await connection.authorize();
    // Not `fetch`, which costs half as much again as the rest of a call.
    const response = await request(`${connection.server}${call.path}`, {
      method: call.method,
      headers: {
        ...headers,
        accept: call.accept ?? 'application/json',
        ...(call.body === undefined ? {} : { 'content-type': call.body.type }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body.json) }),
      signal: call.signal === undefined ? deadline : AbortSignal.any([deadline, call.signal]),
      ...(dispatcher === undefined ? {} : { dispatcher }),
    });
    const { statusCode: status } = response;
    const body = parseJson(await response.body.text());
    if (status >= 300 && status < 400) {
      return { kind: 'unreachable', message: `The Kubernetes API's address answers with a redirect (${status}).` };
    }
    const retryAfter = response.headers['retry-after'];
    return { kind: 'answered', status, body, retryAfter: typeof retryAfter === 'string' ? retryAfter : null };
  } catch (error) {
    const message = deadline.aborted
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
