import type { Probot } from 'probot';
import type { Delivery, DeliveryHandler, HandlingContext, Outcome } from './bus/event-bus.ts';
import { parseBody } from './event/payload/parse-body.ts';

/** Hands one delivery to the App and resolves to what came of it. */
export type Dispatch = DeliveryHandler;

interface InHand {
  delivery: Delivery;
  context: HandlingContext;
  outcome?: Outcome;
}

/**
 * The Probot application function: one handler for every event. Deliveries are already verified and durable when they come
 * here; the handler's outcome decides whether the bus is done with one, tries it again, or gives it up.
 *
 * @returns the dispatch that feeds Probot's `receive`
 */
export default function app(probot: Probot, handle: DeliveryHandler): Dispatch {
  const inHand = new Map<string, InHand>();

  probot.onAny(async ({ id }) => {
    const current = inHand.get(id);
    if (current !== undefined) current.outcome = await handle(current.delivery, current.context);
  });

  return async (delivery, context) => {
    const current: InHand = { delivery, context };
    inHand.set(delivery.id, current);
    try {
      await probot.receive({ id: delivery.id, name: delivery.name as never, payload: payloadOf(delivery) as never });
    } finally {
      inHand.delete(delivery.id);
    }
    if (current.outcome === undefined) throw new Error('Probot did not hand the delivery to the handler.');
    return current.outcome;
  };
}

/** What cannot be read as an object still reaches the handler, which knows what to say about it. */
function payloadOf(delivery: Delivery): object {
  const parsed = parseBody(delivery);
  return parsed.ok ? parsed.body : {};
}
