import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallerFailure } from '../../kubernetes/callers/callers.ts';
import { boundLog } from '../../webhook/bound-log.ts';
import type { Binding } from '../binding/read-binding.ts';
import type { ReadBindings } from '../binding/read-bindings.ts';
import { type CarryOutTools, carryOutEvent } from '../dispatch/carry-out-event.ts';
import type { ApiEvent, BindingOutcome } from '../dispatch/event.ts';
import { answerContent, answerError } from '../http/answer-gateway.ts';
import { describeFailures, describeOutcomes } from '../http/describe-outcomes.ts';
import { codeOfStatus, type GatewayError, grpc } from '../http/gateway-status.ts';
import { readFirstJson } from '../http/read-first-json.ts';
import { readMetadata } from '../http/read-metadata.ts';
import { wantsRepresentation } from '../http/wants-representation.ts';
import type { BoundedQueue } from '../limits/bounded-queue.ts';
import { readDeliveryKey } from '../once/read-delivery-key.ts';
import { createRunOnce } from '../once/run-once.ts';
import {
  type AuthenticatedRequest,
  type AuthenticationTools,
  createRequestAuthentication,
} from './authenticate-request.ts';
import type { Sender } from './sender.ts';

export interface EventReceiverTools extends CarryOutTools, Omit<AuthenticationTools, 'onRefused'> {
  operations: BoundedQueue;
  readBindings: ReadBindings;
  now: () => number;
}

interface Place {
  namespace: string;
  discriminator: string;
}

export type EventReceiver = (request: IncomingMessage, response: ServerResponse, place: Place) => Promise<Sender>;

const queueFull: GatewayError = { code: grpc.unavailable, message: 'operation queue full' };
const linesPerMinute = 10;

/** `POST /api/v1/events/{namespace}/{discriminator}`: answered when everything is done. */
export function createEventReceiver(tools: EventReceiverTools): EventReceiver {
  const warn = boundLog(tools.log, linesPerMinute, tools.now);
  const authenticate = createRequestAuthentication({
    ...tools,
    onRefused(namespace, reason) {
      const fields = { namespace, reason };
      warn({ level: 'warn', subject: 'webhook', fields, message: 'could not authenticate a webhook' });
    },
  });
  const once = createRunOnce<BindingOutcome[] | 'full'>();

  return async (request, response, place) => {
    const sent = await authenticate(request, response, place.namespace);
    if (sent === undefined) return 'nobody';
    try {
      return await receive(request, response, { ...place, ...sent });
    } finally {
      tools.room.release(sent.body.byteLength);
    }
  };

  async function receive(
    request: IncomingMessage,
    response: ServerResponse,
    sent: Place & AuthenticatedRequest,
  ): Promise<Sender> {
    const bindings = await tools.readBindings(sent.caller, sent.namespace);
    if (bindings === 'busy') {
      answerError(request, response, queueFull);
      return 'nobody';
    }
    if (!bindings.ok) return refuseCaller(request, response, { sent, failure: bindings.failure });
    const event = readEvent(request, sent);
    if (event === undefined) {
      answerError(request, response, { code: grpc.invalidArgument, message: 'the body is not JSON' });
      return sent.by;
    }
    const outcomes = await carryOut(event, bindings.value);
    if (outcomes === 'full') answerError(request, response, queueFull);
    else answerOutcomes(request, response, { event, outcomes });
    return sent.by;
  }

  /** The cluster does not know this token, or does not let its owner list bindings. */
  function refuseCaller(
    request: IncomingMessage,
    response: ServerResponse,
    { sent, failure }: { sent: Place & AuthenticatedRequest; failure: CallerFailure },
  ): Sender {
    const { status, message, retryAfterMs } = failure;
    if (sent.serviceAccount !== undefined && status === 401) {
      tools.webhooks.forget(sent.namespace, sent.serviceAccount);
    }
    const later = retryAfterMs === undefined ? {} : { retryAfterMs };
    answerError(request, response, { code: codeOfStatus(status), message, ...later });
    return status === 401 ? 'nobody' : sent.by;
  }

  /** The same event at the same time is one. */
  async function carryOut(event: ApiEvent, bindings: readonly Binding[]): Promise<BindingOutcome[] | 'full'> {
    const startedAt = tools.now();
    const job = async () => {
      const outcomes = await tools.operations.run(() => carryOutEvent(event, bindings, tools));
      if (outcomes !== undefined) logOutcomes(event, outcomes, tools.now() - startedAt);
      return outcomes ?? 'full';
    };
    const { namespace, caller, deliveryKey } = event;
    return deliveryKey === undefined ? job() : once(JSON.stringify([namespace, caller.subject, deliveryKey]), job);
  }

  function logOutcomes({ namespace, caller }: ApiEvent, outcomes: readonly BindingOutcome[], ms: number): void {
    const failed = outcomes.filter((each) => each.kind === 'failed').length;
    const workflows = outcomes.flatMap((each) => (each.kind === 'started' ? [each.workflow] : [])).slice(0, 20);
    const fields = { namespace, by: caller.claims?.subject, bindings: outcomes.length, failed, workflows, ms };
    tools.log.info(fields, 'took an event');
    if (workflows.length > 0 || !tools.log.isLevelEnabled('debug')) return;
    const missed = outcomes.filter((each) => each.kind === 'not-matched').slice(0, 20);
    const reasons = missed.map(({ binding, because }) => `${binding}: ${because()}`);
    tools.log.debug({ namespace, reasons }, 'an event started nothing');
  }
}

/** Undefined for a body that is no JSON. */
function readEvent(request: IncomingMessage, sent: Place & AuthenticatedRequest): ApiEvent | undefined {
  const payload = readFirstJson(Buffer.from(sent.body).toString('utf8'));
  if (!payload.ok) return undefined;
  const { namespace, discriminator, caller } = sent;
  const metadata = readMetadata(request.rawHeaders, {
    host: request.headers.host,
    address: request.socket.remoteAddress,
  });
  const deliveryKey = readDeliveryKey(request.headers);
  const { byteLength: length } = sent.body;
  return { namespace, discriminator, metadata, payload: payload.value, length, caller, deliveryKey };
}

function answerOutcomes(
  request: IncomingMessage,
  response: ServerResponse,
  { event, outcomes }: { event: ApiEvent; outcomes: readonly BindingOutcome[] },
): void {
  const isWanted = wantsRepresentation(request.headers.prefer);
  const content = isWanted ? describeOutcomes(event, outcomes) : {};
  const headers: Record<string, string> = isWanted ? { 'preference-applied': 'return=representation' } : {};
  const message = describeFailures(outcomes);
  if (message === undefined) answerContent(request, response, content, headers);
  else answerError(request, response, { code: grpc.internal, message }, { content, headers });
}
