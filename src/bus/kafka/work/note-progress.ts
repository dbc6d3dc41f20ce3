import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { describeKafkaError } from '../client/explain-kafka-error.ts';
import type { StateLedger } from '../ledger/create-state-ledger.ts';
import type { DeliveryState, Progress } from '../ledger/state-entry.ts';
import type { OwnedPartition } from './owned-partition.ts';
import type { QueuedDelivery } from './queues/queued-delivery.ts';

export interface NoteParts {
  states: Pick<StateLedger, 'write'>;
  now: () => number;
  log: Pick<Logger, 'error'>;
  storeRetryMs: number;
}

/**
 * Stores how far a delivery has come, as often as it takes: its key waits until it is stored. False when it is of no use any more:
 * the partition has been lost, or `isOver` says so.
 */
export async function noteProgress(
  delivery: QueuedDelivery,
  progress: Progress,
  owned: OwnedPartition,
  { isOver, ...parts }: NoteParts & { isOver: () => boolean },
): Promise<boolean> {
  const { name, partition, offsets, key, share, bytes } = delivery;
  const state: DeliveryState = { name, partition, offsets, key, share, bytes, at: parts.now(), ...progress };
  while (!owned.isLost && !isOver()) {
    try {
      if ((await parts.states.write(state, owned.claimId)) === 'ignored') {
        owned.isLost = true;
        return false;
      }
      delivery.isNoted = true;
      for (const offset of offsets) owned.tracker.finish(offset);
      return true;
    } catch (thrown) {
      parts.log.error({ reason: describeKafkaError(thrown) }, 'could not store what became of a delivery');
      await wait(parts.storeRetryMs, undefined, { ref: false });
    }
  }
  return false;
}
