import type { Delivery, DeliveryHandler } from '../bus/event-bus.ts';
import { giveUpDelivery } from '../flow/give-up-delivery.ts';
import { handleDelivery } from '../flow/handle-delivery.ts';
import type { Problem } from '../problem/problem.ts';
import { giveUpWish, handleWish } from './again/handle-wish.ts';
import { wishName } from './again/hear-wishes.ts';
import type { CommandTools } from './command-tools.ts';

/** What is done with deliveries of the source `manual`: pipelines that people start, and runs that they want once more. */
export function handleManual(tools: CommandTools): {
  handle: DeliveryHandler;
  onDead(delivery: Delivery, reason: Problem): Promise<void>;
} {
  return {
    handle(delivery, context) {
      if (delivery.name === wishName) return handleWish(delivery, tools);
      return handleDelivery(delivery, context, tools);
    },
    onDead(delivery, reason) {
      if (delivery.name === wishName) return giveUpWish(delivery, reason.message, tools);
      return giveUpDelivery(delivery, reason, tools);
    },
  };
}
