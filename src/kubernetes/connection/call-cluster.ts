import { fetch } from 'undici';
import type { ClusterResult } from '../kubernetes.ts';
import { classifyStatus, readStatus } from './classify-status.ts';
import type { ClusterConnection } from './connect-cluster.ts';

export interface ClusterCall {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the server's address, with its query. */
  path: string;
  accept?: string;
  body?: { type: string; json: unknown };
  timeoutMs: number;
  signal?: AbortSignal;
}

/** One request with one JSON answer, tried once. Never throws: what the network or the server did is a failure by kind. */
export async function callCluster(connection: ClusterConnection, call: ClusterCall): Promise<ClusterResult<unknown>> {
  const deadline = AbortSignal.timeout(call.timeoutMs);
  try {
    const { headers, dispatcher } = await connection.authorize();
    const response = await fetch(`${connection.server}${call.path}`, {
      method: call.method,
      headers: {
        ...headers,
        accept: call.accept ?? 'application/json',
        ...(call.body === undefined ? {} : { 'content-type': call.body.type }),
      },
      body: call.body === undefined ? null : JSON.stringify(call.body.json),
      signal: call.signal === undefined ? deadline : AbortSignal.any([deadline, call.signal]),
      redirect: 'error',
      ...(dispatcher === undefined ? {} : { dispatcher }),
    });
    const body = parseJson(await response.text());
    if (!response.ok) {
      return {
        ok: false,
        failure: classifyStatus(response.status, readStatus(body), response.headers.get('retry-after')),
      };
    }
    if (body === undefined) {
      return {
        ok: false,
        failure: { kind: 'later', message: 'The Kubernetes API answered with something else than JSON.' },
      };
    }
    return { ok: true, value: body };
  } catch (error) {
    const message = deadline.aborted
      ? `The Kubernetes API did not answer within ${call.timeoutMs} ms.`
      : `The Kubernetes API could not be reached (${describeNetworkError(error)}).`;
    return { ok: false, failure: { kind: 'later', message } };
  }
}

/** `fetch` says only "fetch failed"; what happened is in the cause. */
export function describeNetworkError(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  return code ?? (cause instanceof Error ? cause.message : error.message);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
