import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { RequestHandler } from '../webhook/create-webhook-receiver.ts';
import { createBodyRoom } from '../webhook/read-body.ts';
import { addOwnBindings } from './binding/add-own-bindings.ts';
import { createBindingReader } from './binding/read-bindings.ts';
import { createWatchedBindings } from './binding/watched-bindings.ts';
import { createTemplateReader } from './dispatch/read-template.ts';
import type { EventApiOptions } from './event-api.ts';
import { answerError, answerHttp } from './http/answer-gateway.ts';
import { grpc } from './http/gateway-status.ts';
import { isNamespace } from './http/is-namespace.ts';
import { type EventApiRoute, routeRequest } from './http/route-request.ts';
import { createBoundedQueue } from './limits/bounded-queue.ts';
import { limitAccounts } from './limits/limit-accounts.ts';
import { listBindings } from './list-bindings.ts';
import { createMadeRecords } from './once/made-records.ts';
import { createEventReceiver } from './receive/receive-event.ts';
import type { Sender } from './receive/sender.ts';
import { createBindingErrorRecorder } from './trouble/record-binding-errors.ts';
import { createWebhookAuthentication } from './webhook-clients/authenticate-webhook.ts';

export interface EventApi {
  /** Takes what is below `/api/v1/events` and `/api/v1/workflow-event-bindings`. */
  handle: RequestHandler;
  stop(): Promise<void>;
}

const mebibyte = 1024 * 1024;
/** Questions to the cluster about callers that it has not answered lately: beside the queue, so that strangers do not fill that. */
const askingAtOnce = 16;
const sweepEveryMs = 5 * 60_000;

/**
 * Argo's Event API and its webhook clients. The cluster decides about every request: what is asked and created is asked and created
 * with the sender's own token, before the answer.
 */
export function createEventApi(options: EventApiOptions): EventApi {
  const { kubernetes, metrics, log, now } = options;
  const operations = createBoundedQueue({ size: options.queueSize, workers: options.workerCount });
  const asking = createBoundedQueue({ size: options.queueSize, workers: askingAtOnce });
  const watched = createWatchedBindings({
    watch: kubernetes.watchBindings,
    onTrouble: (trouble, reason) => log.debug({ trouble, reason }, 'the watch of workflow event bindings starts again'),
    now,
  });
  const made = createMadeRecords(options.records, now);
  const maxBytes = options.maxBytes ?? 25 * mebibyte;
  const receive = createEventReceiver({
    ...options,
    operations,
    readBindings: addOwnBindings(
      createBindingReader({ asCaller: kubernetes.asCaller, watched, limit: asking.run, now }),
      options.ownBindings,
    ),
    webhooks: createWebhookAuthentication({
      accounts: limitAccounts(kubernetes, asking),
      mode: options.matchingMode,
      now,
    }),
    dispatch: {
      asCaller: kubernetes.asCaller,
      readTemplate: createTemplateReader(kubernetes.asCaller, now),
      getWorkflow: kubernetes.getWorkflow,
      sleep: (ms) => sleep(ms),
      now,
      random: Math.random,
      giveWay: () => setImmediate(),
    },
    made,
    recordError: createBindingErrorRecorder({
      cluster: kubernetes,
      onTrouble: (reason) => log.warn({ reason }, 'could not write the Kubernetes Event of a binding’s error'),
      now,
    }),
    room: createBodyRoom(Math.max(options.maxBytesInHand ?? 64 * mebibyte, maxBytes)),
    maxBytes,
  });
  metrics.watchEventQueue(operations.waiting);
  const sweeping = setInterval(() => {
    made.sweep().catch((error: unknown) => log.warn({ error }, 'could not clear old records of events'));
  }, sweepEveryMs);
  sweeping.unref();

  async function answer(request: IncomingMessage, response: ServerResponse, route: EventApiRoute): Promise<Sender> {
    const { method } = request;
    switch (route.kind) {
      case 'malformed':
        answerError(request, response, { code: grpc.invalidArgument, message: 'malformed address' });
        return 'nobody';
      case 'unknown':
        answerError(request, response, { code: grpc.notFound, message: 'Not Found' });
        return 'nobody';
      case 'bindings':
        if (method !== 'GET') return refuseMethod(request, response, 'GET');
        if (!isNamespace(route.namespace)) return refuseNamespace(request, response);
        return await listBindings(request, response, route, kubernetes);
      case 'event':
        if (method !== 'POST') return refuseMethod(request, response, 'POST');
        if (!isNamespace(route.namespace)) return refuseNamespace(request, response);
        return await receive(request, response, route);
    }
  }

  return {
    handle(request, response) {
      const route = routeRequest(request.url ?? '');
      if (route === undefined) return false;
      const startedAt = performance.now();
      return answer(request, response, route).then((by) => {
        const status = response.headersSent ? response.statusCode : 499;
        metrics.eventApiAnswered({ status, by }, (performance.now() - startedAt) / 1000);
        return true;
      });
    },
    async stop() {
      clearInterval(sweeping);
      await watched.stop();
    },
  };
}

function refuseMethod(request: IncomingMessage, response: ServerResponse, allow: string): 'nobody' {
  const error = { code: grpc.unimplemented, message: 'Method Not Allowed' };
  answerHttp(request, response, { status: 405, error, headers: { allow } });
  return 'nobody';
}

function refuseNamespace(request: IncomingMessage, response: ServerResponse): 'nobody' {
  answerError(request, response, { code: grpc.invalidArgument, message: 'invalid namespace' });
  return 'nobody';
}
