import type { Logger } from 'pino';
import { describeFailure } from '../../describe-failure.ts';
import type { PartitionRead } from '../client/create-log-reader.ts';
import type { StateLedger } from '../ledger/create-state-ledger.ts';
import type { LogRecord } from '../log/log-message.ts';
import type { CollectedDelivery } from '../message/collect-parts.ts';
import type { Bodies } from '../message/keep-bodies.ts';
import type { OwnedPartition } from './owned-partition.ts';
import type { DeliveryQueues } from './queues/delivery-queues.ts';
import { judgeDelivery } from './queues/judge-delivery.ts';
import type { QueuedDelivery } from './queues/queued-delivery.ts';

export interface ReadParts {
  queues: DeliveryQueues;
  states: Pick<StateLedger, 'find'>;
  bodies: Pick<Bodies, 'offer'>;
  /** Deliveries that memory may hold as they are. */
  mostHeld: number;
  /** Stores that a delivery waits. */
  noteWaiting: (delivery: QueuedDelivery, owned: OwnedPartition) => void;
  /** Stores that what is first in the queue of this delivery is due now, then calls `done`. */
  noteDue: (delivery: Pick<QueuedDelivery, 'key'>, owned: OwnedPartition, done: () => void) => void;
  log: Pick<Logger, 'error'>;
}

/**
 * Takes what was read from a partition into its queues, each delivery once. Beyond `mostHeld` its state is stored at once, so that the
 * log can be read on: what comes behind the events of others has its turn all the same. Never throws.
 */
export function takeRead({ records, nextOffset }: PartitionRead, owned: OwnedPartition, parts: ReadParts): void {
  for (const record of records) {
    owned.tracker.begin(record.offset);
    try {
      takeRecord(record, owned, parts);
    } catch (thrown) {
      const { topic, partition, offset } = record;
      parts.log.error({ topic, partition, offset, reason: describeFailure(thrown) }, 'skipped what is no delivery');
      owned.tracker.finish(offset);
    }
  }
  owned.tracker.readUpTo(nextOffset);
}

function takeRecord(record: LogRecord, owned: OwnedPartition, parts: ReadParts): void {
  const { delivery, dropped } = owned.parts.add(record);
  for (const offset of dropped) owned.tracker.finish(offset);
  if (delivery !== undefined) takeDelivery(delivery, owned, parts);
}

function takeDelivery(delivery: CollectedDelivery, owned: OwnedPartition, parts: ReadParts): void {
  const { queues, states, bodies } = parts;
  const { name, offsets, key, record } = delivery;
  const finish = (): void => {
    for (const offset of offsets) owned.tracker.finish(offset);
  };
  const held = queues.find(name);
  const state = states.find(name);
  const queued = held ?? (state !== undefined && queues.holds(state) ? state : undefined);
  switch (judgeDelivery(delivery, queued, state)) {
    case 'known':
      // What is queued and not noted came from here a moment ago, and is not dealt with yet.
      if (held === undefined || held.isNoted) finish();
      break;
    case 'copy':
      finish();
      break;
    case 'due':
      if (queued !== undefined && queues.isPaused(queued.key)) parts.noteDue(queued, owned, finish);
      else finish();
      break;
    case 'new': {
      const { share, bytes } = delivery;
      const entry: QueuedDelivery = {
        ...{ name, partition: owned.partition, offsets, key, share, bytes },
        ...{ attempts: 0, isNoted: false },
      };
      queues.add(entry);
      if (queues.isPaused(key) || queues.held() > parts.mostHeld) parts.noteWaiting(entry, owned);
      else if (record !== undefined) bodies.offer(name, record);
    }
  }
}
