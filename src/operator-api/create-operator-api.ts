import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { describeFailure } from '../bus/describe-failure.ts';
import type { EventBus } from '../bus/event-bus.ts';
import { listDecisionNotes } from '../flow/operator/latest-decisions.ts';
import { parseJson } from '../json/parse-json.ts';
import { answerJson } from '../webhook/answer-request.ts';
import type { RequestHandler } from '../webhook/create-webhook-receiver.ts';
import { createBodyRoom, readBody } from '../webhook/read-body.ts';
import { type OperatorSignature, operatorHeader } from './operator-signature.ts';

export interface OperatorApiTools {
  bus: Pick<EventBus, 'find' | 'records'>;
  signature: Pick<OperatorSignature, 'verify'>;
  log: { warn(fields: object, message: string): void };
}

export const unknownDeliveriesPath = '/api/v1/deliveries/unknown';
export const decisionsPath = '/api/v1/operator/decisions';
export const maxIds = 200;

const maxBytes = 32 * 1024;
/** Requests under way at the same time; people make them, one after another. */
const atOnce = 4;
/** A delivery is read whole to see whether it is there. */
const findsTogether = 4;

const question = z.object({ ids: z.array(z.string().min(1).max(200)).max(maxIds) });
const place = z.object({ namespace: z.string().min(1).max(63) });

/** Reads a body and answers it; a text says what the body must be. */
type Route = (body: unknown) => Promise<object> | string;

/**
 * `POST /api/v1/deliveries/unknown` `{"ids": [GUID, …]}` → 200 `{"unknown": [GUID, …]}`: which of the App's deliveries this bus never
 * stored. `POST /api/v1/operator/decisions` `{"namespace": …}` → 200 `{"decisions": {…}}`: what the operator's Sensors there said to the
 * newest event of each name. Both are signed (see `createOperatorSignature`). 400: cannot be read; 401: not signed, or not by this App's key; 405; 413; 503: the bus
 * cannot say, or too much is under way.
 */
export function createOperatorApi({ bus, signature, log }: OperatorApiTools): RequestHandler {
  const room = createBodyRoom(atOnce * maxBytes);
  let underWay = 0;
  const routes: ReadonlyMap<string, Route> = new Map<string, Route>([
    [
      unknownDeliveriesPath,
      (body) => {
        const read = question.safeParse(body);
        if (!read.success) return `The body must be {"ids": […]} with at most ${maxIds} ids.`;
        return findUnknown(read.data.ids).then((unknown) => ({ unknown }));
      },
    ],
    [
      decisionsPath,
      (body) => {
        const read = place.safeParse(body);
        if (!read.success) return 'The body must be {"namespace": …}.';
        return listDecisionNotes(bus.records, read.data.namespace).then((decisions) => ({ decisions }));
      },
    ],
  ]);

  return async (request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const route = routes.get(path);
    if (route === undefined) return false;
    if (request.method !== 'POST') refuse(405, 'Use POST.', { request, response });
    else if (underWay >= atOnce) refuse(503, 'Too much is under way.', { request, response });
    else {
      underWay += 1;
      try {
        await answer({ path, route }, request, response);
      } finally {
        underWay -= 1;
      }
    }
    return true;
  };

  async function answer(
    { path, route }: { path: string; route: Route },
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const to = { request, response };
    const reading = await readBody(request, maxBytes, room);
    if (reading.kind === 'too-large') return refuse(413, `The body is larger than ${maxBytes} bytes.`, to);
    if (reading.kind === 'aborted') return;
    if (reading.kind !== 'read') return refuse(503, 'Too much is under way.', to);
    room.release(reading.body.byteLength);
    const signed = { path, body: reading.body };
    if (!signature.verify(request.headers[operatorHeader], signed)) {
      return refuse(401, 'The request is not signed with the key of this App.', to);
    }
    const asked = route(parseJson(Buffer.from(reading.body).toString()));
    if (typeof asked === 'string') return refuse(400, asked, to);
    try {
      answerJson(request, response, { status: 200, body: JSON.stringify(await asked), headers: {} });
    } catch (thrown) {
      log.warn({ reason: describeFailure(thrown) }, 'could not answer the operator');
      refuse(503, 'The event bus cannot be asked now.', to);
    }
  }

  async function findUnknown(ids: readonly string[]): Promise<string[]> {
    const unknown = new Set<string>();
    const left = [...ids];
    const work = async () => {
      for (let id = left.shift(); id !== undefined; id = left.shift()) {
        if ((await bus.find('github', '', id)) === undefined) unknown.add(id);
      }
    };
    await Promise.all(Array.from({ length: findsTogether }, work));
    return ids.filter((id) => unknown.has(id));
  }
}

function refuse(
  status: number,
  error: string,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): void {
  const headers: Record<string, string> = {
    ...(status === 405 ? { allow: 'POST' } : {}),
    ...(status === 503 ? { 'retry-after': '5' } : {}),
  };
  answerJson(request, response, { status, body: JSON.stringify({ error }), headers });
}
