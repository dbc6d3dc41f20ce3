import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Metrics } from './create-metrics.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

/** The same handler, with the status and the time of each answer counted; what it leaves to others is not. */
export function measureAnswers(handle: Handler, metrics: Pick<Metrics, 'webhookAnswered'>): Handler {
  return (request, response) => {
    const startedAt = performance.now();
    const taken = handle(request, response);
    if (taken === false) return false;
    response.once('close', () => {
      if (response.headersSent) metrics.webhookAnswered(response.statusCode, (performance.now() - startedAt) / 1000);
    });
    return taken;
  };
}
