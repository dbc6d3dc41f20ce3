import type { SourceHandler } from '../../bus/dispatch-delivery.ts';
import type { Delivery, Outcome } from '../../bus/event-bus.ts';
import { problem } from '../../problem/problem.ts';
import { handleOperatorEvent } from './handle-operator-event.ts';
import type { OperatorTools } from './operator-tools.ts';
import { readSourceDelivery } from './read-source-delivery.ts';

/** Handles what EventSources published: the operator's, and through `ofRepository` those of repositories. */
export function handleSourceDeliveries(tools: OperatorTools, ofRepository?: SourceHandler): SourceHandler {
  return {
    async handle(delivery, context): Promise<Outcome> {
      if (isOfRepository(delivery) && ofRepository !== undefined) return await ofRepository.handle(delivery, context);
      const read = readSourceDelivery(delivery);
      if (read === undefined) {
        return { kind: 'give-up', problem: problem('flow.unknown-source', { source: delivery.source }) };
      }
      return await handleOperatorEvent(read.event, read.namespace, tools);
    },
    async onDead(delivery, reason) {
      if (isOfRepository(delivery) && ofRepository !== undefined) return await ofRepository.onDead(delivery, reason);
      const { source, tenant, id, name } = delivery;
      tools.log.error({ source, tenant, id, event: name, code: reason.code }, `gave up an event: ${reason.message}`);
    },
  };
}

function isOfRepository({ tenant }: Delivery): boolean {
  return tenant.startsWith('repository/');
}
