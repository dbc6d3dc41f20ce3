import { type Problem, problem } from '../problem/problem.ts';
import type { Delivery, DeliveryHandler, DeliverySource, HandlingContext, Outcome } from './event-bus.ts';

/** What is done with the deliveries of one source. */
export interface SourceHandler {
  handle: DeliveryHandler;
  /** Called before a delivery becomes a dead letter: the place to make it visible. */
  onDead(delivery: Delivery, reason: Problem): Promise<void>;
}

/** A source without a handler is one that this version does not listen to: a delivery of it was stored by another. */
export type SourceHandlers = Readonly<{ github: SourceHandler } & Partial<Record<DeliverySource, SourceHandler>>>;

/** Hands each delivery to the handler of its source. */
export function dispatchDelivery(handlers: SourceHandlers): SourceHandler {
  return {
    async handle(delivery: Delivery, context: HandlingContext): Promise<Outcome> {
      const handler = handlers[delivery.source];
      if (handler !== undefined) return await handler.handle(delivery, context);
      return { kind: 'give-up', problem: problem('flow.unknown-source', { source: delivery.source }) };
    },
    async onDead(delivery, reason) {
      await handlers[delivery.source]?.onDead(delivery, reason);
    },
  };
}
