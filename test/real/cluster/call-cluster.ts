import { Agent, fetch } from 'undici';

export interface ClusterCall {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  body?: object;
  /** Server-side apply, instead of a body. */
  apply?: object;
  /** A JSON merge patch, instead of a body. */
  merge?: object;
}

/** The server makes its own certificate at every start. */
const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });

/** Asks an API server directly, beside the app; resolves to the JSON (or text) of a 2xx answer and fails on any other. */
export async function callCluster(server: { url: string; token: string }, call: ClusterCall): Promise<unknown> {
  const { method, apply, merge, body } = call;
  const content = apply ?? merge ?? body;
  const path = apply === undefined ? call.path : `${call.path}?fieldManager=tests&force=true`;
  const response = await fetch(`${server.url}${path}`, {
    method,
    dispatcher,
    headers: { authorization: `Bearer ${server.token}`, 'content-type': contentType(call) },
    ...(content === undefined ? {} : { body: JSON.stringify(content) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${call.path}: ${response.status} ${text.slice(0, 500)}`);
  return response.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : text;
}

function contentType({ apply, merge }: ClusterCall): string {
  if (apply !== undefined) return 'application/apply-patch+yaml';
  return merge === undefined ? 'application/json' : 'application/merge-patch+json';
}
