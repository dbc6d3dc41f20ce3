import type { ConsumeOptions, Consumption } from '../../event-bus.ts';
import { waitAtMost } from '../../wait-at-most.ts';
import { describeKafkaError } from '../client/explain-kafka-error.ts';
import type { GroupMember, GroupParts } from '../client/join-group.ts';
import type { FollowerParts, PartitionFollower } from '../log/follow-partitions.ts';
import { acquirePartition, type OwnParts, queueUnfinished } from './own-partitions.ts';
import type { OwnedPartition } from './owned-partition.ts';
import { takeRead } from './read-partition.ts';
import { tendPartitions } from './tend-partitions.ts';
import { createWorker, type Worker, type WorkParts } from './work-on-deliveries.ts';

export interface ConsumptionParts extends Omit<WorkParts, 'member' | 'owner' | 'lose' | 'wakeReader'> {
  join: (parts: Pick<GroupParts, 'onAssigned' | 'onAlive'>) => GroupMember;
  follow: (parts: Pick<FollowerParts, 'wantsMore' | 'onRead' | 'onGone'>) => PartitionFollower;
  /** Names of the group's members. */
  members: () => Promise<Set<string>>;
  committed: OwnParts['committed'];
  firstOffset: OwnParts['firstOffset'];
  monotonicNow: () => number;
  mostHeld?: number | undefined;
}

export interface RunningConsumption extends Consumption {
  /** Up to where a partition of this process has been read; undefined of one that is not. */
  reached(partition: number): number | undefined;
}

/** Deliveries that memory holds as they are; of what is read beyond it the states are stored. */
const defaultMostHeld = 2000;
/** While so many of these are being stored, the log is not read any further. */
const mostNoting = 200;
const commitEveryMs = 1000;
const releaseWithinMs = 10_000;
const restoreEveryMs = 60_000;
const renewEveryMs = 24 * 60 * 60 * 1000;

/** Takes part in the work on the topic of events: reads the partitions that the group assigns, and hands their deliveries out. */
export function startConsumption(options: ConsumeOptions, parts: ConsumptionParts): RunningConsumption {
  const { states, queues, log, mostHeld = defaultMostHeld } = parts;
  let stopped: Promise<void> | undefined;

  const follower = parts.follow({
    // Where they could not be stored, they stay in memory until they are handled.
    wantsMore: () => worker.noting() < mostNoting && queues.held() < 2 * mostHeld,
    onRead(read) {
      const owned = partitions.get(read.partition);
      if (owned !== undefined)
        takeRead(read, owned, { queues, states, mostHeld, bodies: parts.bodies, log, ...worker.notes });
      worker.wake();
    },
    onGone(partition, offset, next) {
      const what =
        next < offset
          ? 'the log of events begins anew'
          : 'events were gone from the event bus before they were handled';
      log.error({ partition, offset, next }, what);
      partitions.get(partition)?.tracker.readUpTo(next);
    },
  });
  const member = parts.join({
    onAssigned: (assigned) => {
      if (stopped === undefined) partitions.assign(assigned);
    },
    onAlive: () => worker.wake(),
  });
  const worker: Worker = createWorker(options, {
    ...parts,
    member,
    owner: (partition) => partitions.get(partition),
    lose,
    wakeReader: () => follower.wake(),
  });
  const partitions = tendPartitions<OwnedPartition>({
    async acquire(partition, signal) {
      const claims = {
        ...{ memberName: member.name, members: parts.members, monotonicNow: parts.monotonicNow },
        ...{ patienceMs: 2 * releaseWithinMs, pollMs: 200 },
      };
      return acquirePartition(partition, { ...parts, claims }, signal);
    },
    begin(owned) {
      queueUnfinished(owned, states, queues);
      follower.add(owned.partition, owned.committed);
      worker.wake();
      log.info({ partition: owned.partition, from: owned.committed }, 'works on a partition of the event bus');
    },
    release,
    log,
    retryMs: parts.storeRetryMs,
  });

  function drop(partition: number): void {
    queues.dropPartition(partition);
    parts.bodies.dropPartition(partition);
  }

  async function release(owned: OwnedPartition): Promise<void> {
    const { partition } = owned;
    follower.remove(partition);
    owned.leaving.abort();
    drop(partition);
    await worker.handedBack(owned, releaseWithinMs);
    if (!owned.isLost) {
      await commit([owned]);
      await states.writeClaim(partition, { id: owned.claimId, member: member.name(), isReleased: true });
    }
    owned.isLost = true;
    log.info({ partition }, 'let go of a partition of the event bus');
  }

  function lose(owned: OwnedPartition): void {
    if (partitions.get(owned.partition) !== owned) return;
    owned.isLost = true;
    owned.leaving.abort();
    follower.remove(owned.partition);
    drop(owned.partition);
    partitions.lose(owned.partition);
    log.warn({ partition: owned.partition }, 'lost a partition of the event bus to another process');
  }

  states.onClaim((partition, { id, isReleased }) => {
    const owned = partitions.get(partition);
    if (owned !== undefined && owned.claimId !== id && !isReleased) lose(owned);
  });

  async function commit(list: readonly OwnedPartition[]): Promise<void> {
    const offsets = new Map<number, number>();
    for (const owned of list) {
      for (const offset of owned.parts.expire(parts.now())) owned.tracker.finish(offset);
      const position = owned.tracker.position();
      if (!owned.isLost && position > owned.committed) offsets.set(owned.partition, position);
    }
    try {
      await member.commit(offsets);
      for (const owned of list) owned.committed = Math.max(owned.committed, offsets.get(owned.partition) ?? 0);
    } catch (thrown) {
      // What is not committed is read again, and known then.
      log.warn({ reason: describeKafkaError(thrown) }, 'could not commit offsets');
    }
  }

  async function renewClaims(): Promise<void> {
    for (const { partition, claimId: id, isLost } of partitions.all())
      if (!isLost) await states.writeClaim(partition, { id, member: member.name(), isReleased: false });
  }

  /** Says again what holds of deliveries about which others wrote after they had lost the partition. */
  async function restoreHidden(): Promise<void> {
    for (const { partition, claimId } of partitions.all())
      for (const state of states.hidden(partition)) await states.write(state, claimId);
  }

  let committing: Promise<void> | undefined;
  const committer = setInterval(() => {
    committing ??= commit(partitions.all()).finally(() => {
      committing = undefined;
    });
  }, commitEveryMs);
  // Claims are to stay in a log of which the oldest part is cut off one day.
  const renewer = setInterval(() => {
    renewClaims().catch((thrown: unknown) =>
      log.warn({ reason: describeKafkaError(thrown) }, 'could not renew claims'),
    );
  }, renewEveryMs);
  const restorer = setInterval(() => {
    restoreHidden().catch((thrown: unknown) =>
      log.warn({ reason: describeKafkaError(thrown) }, 'could not say again what holds of deliveries'),
    );
  }, restoreEveryMs);
  restorer.unref();
  renewer.unref();
  committer.unref();

  async function stop(graceMs: number): Promise<void> {
    await worker.stop(graceMs);
    clearInterval(committer);
    clearInterval(renewer);
    clearInterval(restorer);
    await committing;
    await waitAtMost(releaseWithinMs, partitions.stop());
    await Promise.all([member.leave(), follower.stop()]);
  }

  return {
    reached: (partition) => partitions.get(partition)?.tracker.reached(),
    stop(graceMs) {
      stopped ??= stop(graceMs);
      return stopped;
    },
  };
}
