import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import type { SeenCall } from './serve-http.ts';

/** The requests of Argo Workflows 4's `workflow.proto`, which its gateway reads strictly: a field that is none is refused. */
const requests = {
  retry: z.strictObject({
    namespace: z.string(),
    name: z.string(),
    restartSuccessful: z.boolean().optional(),
    nodeFieldSelector: z.string().optional(),
    parameters: z.array(z.string()).optional(),
  }),
  resume: z.strictObject({ namespace: z.string(), name: z.string(), nodeFieldSelector: z.string().optional() }),
};

/** The codes of gRPC that Argo's API answers with, and what its gateway makes of them. */
const statusOf = { 3: 400, 5: 404, 6: 409, 12: 501, 13: 500 } as const;

/**
 * Answers as Argo's API does to a retry or resume of a Workflow in this phase (`RetryWorkflow` and `FormulateRetryWorkflow` of its source): the same
 * paths, fields, rules and errors. Every path below `prefix` is its own.
 */
export function answerAsArgo(phase: string, prefix = ''): (response: ServerResponse, call: SeenCall) => void {
  return (response, call) => {
    const refuse = (code: keyof typeof statusOf, message: string) => {
      response.writeHead(statusOf[code], { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: message, code, message }));
    };
    const [, namespace = '', name = '', operation = ''] =
      /^\/api\/v1\/workflows\/([^/]+)\/([^/]+)\/(retry|resume)$/.exec(call.path.slice(prefix.length)) ?? [];
    if (call.method !== 'PUT' || (operation !== 'retry' && operation !== 'resume'))
      return refuse(12, 'Not Implemented');
    const read = requests[operation].safeParse(JSON.parse(call.body));
    if (!read.success) return refuse(3, read.error.message);
    const refusal = operation === 'retry' ? refuseRetry(phase, requests.retry.parse(read.data)) : undefined;
    if (refusal !== undefined) return refuse(3, refusal);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ metadata: { namespace, name }, spec: {}, status: { phase: 'Running' } }));
  };
}

function refuseRetry(phase: string, request: z.infer<(typeof requests)['retry']>): string | undefined {
  const { restartSuccessful, nodeFieldSelector = '', parameters = [] } = request;
  if (phase === 'Succeeded' && (restartSuccessful !== true || nodeFieldSelector === '')) {
    return 'To retry a succeeded workflow, set the options restartSuccessful and nodeFieldSelector';
  }
  if (!['Succeeded', 'Failed', 'Error'].includes(phase)) return `Cannot retry a workflow in phase ${phase}`;
  const wrong = parameters.find((each) => !each.includes('='));
  return wrong === undefined ? undefined : `expected parameter of the form: NAME=VALUE. Received: ${wrong}`;
}
