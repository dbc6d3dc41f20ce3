import { sendRequest } from '../../exchange/send-request.ts';
import { parseJson } from '../../json/parse-json.ts';
import type { ClusterConnection } from './connect-cluster.ts';
import { describeNetworkError } from './describe-network-error.ts';

export interface ClusterCall {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the server's address, with its query. */
  path: string;
  accept?: string;
  /** `text` is JSON that is written already. */
  body?: { type: string } & ({ json: unknown } | { text: string });
  timeoutMs: number;
  signal?: AbortSignal;
  /** A status that says all there is to know: the body that comes with it is not parsed. */
  unreadStatus?: number;
}

/** What came back, whatever its status; `body` is undefined where it is no JSON or not read. `unreachable`: nothing came back. */
export type ClusterAnswer =
  | { kind: 'answered'; status: number; body: unknown; retryAfter: string | null }
  | { kind: 'unreachable'; message: string };

/** Of one answer; lists come in pages, and a Workflow has at most a few MiB. */
const maxBytes = 512 * 1024 * 1024;

/** One request, tried once. Never throws. */
export async function sendToCluster(connection: ClusterConnection, call: ClusterCall): Promise<ClusterAnswer> {
  const { method, path, timeoutMs, signal } = call;
  try {
    const { headers, dispatcher } = await connection.authorize();
    const answer = await sendRequest({
      ...{ method, url: `${connection.server}${path}`, timeoutMs, maxBytes, signal, dispatcher },
      headers: {
        ...headers,
        accept: call.accept ?? 'application/json',
        ...(call.body === undefined ? {} : { 'content-type': call.body.type }),
      },
      body: textOf(call.body),
    });
    const { status } = answer;
    if (status >= 300 && status < 400) {
      return { kind: 'unreachable', message: `The Kubernetes API's address answers with a redirect (${status}).` };
    }
    const retryAfter = answer.headers['retry-after'] ?? null;
    const body = status === call.unreadStatus ? undefined : parseJson(answer.text);
    return { kind: 'answered', status, body, retryAfter };
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    const message = isLate
      ? `The Kubernetes API did not answer within ${timeoutMs} ms.`
      : `The Kubernetes API could not be reached (${describeNetworkError(error)}).`;
    return { kind: 'unreachable', message };
  }
}

function textOf(body: ClusterCall['body']): string | undefined {
  if (body === undefined) return undefined;
  return 'text' in body ? body.text : JSON.stringify(body.json);
}
