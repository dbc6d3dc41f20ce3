import { fetch } from 'undici';
import { parseJson } from '../../json/parse-json.ts';
import { readStatus } from '../connection/classify-status.ts';
import { describeNetworkError } from '../connection/describe-network-error.ts';
import type { ClusterFailure, ClusterResult } from '../kubernetes.ts';

export interface RetryOptions {
  restartSuccessful?: boolean;
  nodeFieldSelector?: string;
  /** `name=value` */
  parameters?: string[];
}

/** What only Argo's own API does rightly, because it needs the whole state of a Workflow. */
export interface ArgoServer {
  /** Runs the failed steps of an ended Workflow again. */
  retryWorkflow(namespace: string, name: string, options: RetryOptions): Promise<ClusterResult<undefined>>;
  /** Lets go on what waits, also where the nodes are compressed or kept elsewhere. */
  resumeWorkflow(namespace: string, name: string): Promise<ClusterResult<undefined>>;
}

export interface ArgoServerOptions {
  /** Address of Argo's API (`ARGO_SERVER_URL`). */
  url: string;
  timeoutMs: number;
  /** The cluster's credentials: Argo's API takes them for its own calls to Kubernetes. */
  authorize: () => Promise<{ headers: Record<string, string> }>;
}

/** Argo's API by HTTP, `PUT /api/v1/workflows/{namespace}/{name}/{operation}`. */
export function connectArgoServer(options: ArgoServerOptions): ArgoServer {
  return {
    retryWorkflow: (namespace, name, retry) => put(options, [namespace, name, 'retry'], { ...retry }),
    resumeWorkflow: (namespace, name) => put(options, [namespace, name, 'resume'], {}),
  };
}

async function put(
  { url, timeoutMs, authorize }: ArgoServerOptions,
  [namespace, name, operation]: [string, string, string],
  body: object,
): Promise<ClusterResult<undefined>> {
  const path = [namespace, name, operation].map(encodeURIComponent).join('/');
  try {
    const { headers } = await authorize();
    const response = await fetch(`${url.replace(/\/+$/, '')}/api/v1/workflows/${path}`, {
      method: 'PUT',
      headers: { ...(headers.authorization === undefined ? {} : { authorization: headers.authorization }), ...json },
      body: JSON.stringify({ namespace, name, ...body }),
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    });
    const answer = await response.text();
    if (response.ok) return { ok: true, value: undefined };
    return { ok: false, failure: classifyAnswer(response.status, readStatus(parseJson(answer)).message) };
  } catch (error) {
    const message = `Argo's API could not be reached (${describeNetworkError(error)}).`;
    return { ok: false, failure: { kind: 'later', message } };
  }
}

/**
 * Argo's API answers 400 or 500 to what it cannot do with this Workflow, so only what a proxy or an overload answers may pass; and 409, where
 * somebody changed the Workflow while a retry was written.
 */
export function classifyAnswer(status: number, reason: string): ClusterFailure {
  const message = `Argo's API answered ${status} (${reason}).`;
  if ([408, 409, 429, 502, 503, 504].includes(status)) return { kind: 'later', message };
  if (status === 401 || status === 403) return { kind: 'forbidden', message };
  return { kind: status === 404 ? 'absent' : 'invalid', message };
}

const json = { 'content-type': 'application/json', accept: 'application/json' };
