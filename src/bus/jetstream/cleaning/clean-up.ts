import { AckPolicy, DeliverPolicy, ReplayPolicy } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { GroupRecord } from '../group/group-record.ts';
import { type ErasingParts, eraseOutlived } from './erase-outlived.ts';
import { type RemovingParts, removeUnowned } from './remove-unowned.ts';

export interface CleaningParts extends ErasingParts, RemovingParts {
  retentionMs: number;
}

/** Delivery ids are known for at least this long, so that a redelivery is recognised. */
export const idsKeptMs = 8 * 24 * 60 * 60 * 1000;

/**
 * Forgets deliveries whose time is over, drops the bodies of finished ones that outlived `retentionMs` where ids are known for
 * longer than that, and removes large bodies that nothing refers to. What is unfinished stays, however old. `erasedUpTo` is where
 * the last call stopped erasing; resolves to where this one did.
 */
export async function cleanUp(parts: CleaningParts, group: GroupRecord, erasedUpTo: number): Promise<number> {
  const { broker, layout, retentionMs, now } = parts;
  const floor = Math.min(...group.partitions.map((partition) => partition.floor));
  const forgotten = Math.min(floor, await findSequenceAt(parts, now() - Math.max(retentionMs, idsKeptMs)));
  if (forgotten > 1) await broker.manager.streams.purge(layout.streams.events, { seq: forgotten });
  const outlived = Math.min(floor, await findSequenceAt(parts, now() - retentionMs));
  if (outlived > forgotten) await eraseOutlived(parts, { from: Math.max(erasedUpTo, 1), before: outlived });
  await removeUnowned(parts);
  return outlived;
}

/** The first message that was stored at this time or later. */
async function findSequenceAt({ broker, layout }: CleaningParts, time: number): Promise<number> {
  const stream = layout.streams.events;
  const consumer = await broker.manager.consumers.add(stream, {
    ack_policy: AckPolicy.None,
    deliver_policy: DeliverPolicy.StartTime,
    opt_start_time: new Date(time).toISOString(),
    replay_policy: ReplayPolicy.Instant,
    headers_only: true,
    mem_storage: true,
    num_replicas: 1,
    inactive_threshold: nanos(10_000),
  });
  const next = consumer.delivered.stream_seq + 1;
  broker.manager.consumers.delete(stream, consumer.name).catch(() => undefined);
  return next;
}
