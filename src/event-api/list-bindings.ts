import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Callers } from '../kubernetes/callers/callers.ts';
import { readCaller } from './caller/read-caller.ts';
import { answerContent, answerError } from './http/answer-gateway.ts';
import { codeOfStatus } from './http/gateway-status.ts';
import { notAuthenticated, type Sender } from './receive/sender.ts';

/** What of `metav1.ListOptions` a list can be asked with, as Argo's gateway takes it. */
const listOptions = ['labelSelector', 'fieldSelector', 'limit', 'continue', 'resourceVersion', 'resourceVersionMatch'];

/** `GET /api/v1/workflow-event-bindings/{namespace}`: the cluster's list, as the caller may see it. */
export async function listBindings(
  request: IncomingMessage,
  response: ServerResponse,
  { namespace, query }: { namespace: string; query: URLSearchParams },
  { asCaller }: Callers,
): Promise<Sender> {
  const caller = readCaller(request.headers.authorization);
  if (caller === undefined) {
    answerError(request, response, notAuthenticated);
    return 'nobody';
  }
  const asked = listOptions.flatMap((name) => {
    const value = query.get(`listOptions.${name}`);
    return value === null ? [] : [[name, value] as const];
  });
  const listed = await asCaller(caller.authorization).listBindings(namespace, Object.fromEntries(asked));
  if (listed.ok) {
    answerContent(request, response, listed.value);
    return 'token';
  }
  const { status, message, retryAfterMs } = listed.failure;
  const later = retryAfterMs === undefined ? {} : { retryAfterMs };
  answerError(request, response, { code: codeOfStatus(status), message, ...later });
  return status === 401 ? 'nobody' : 'token';
}
