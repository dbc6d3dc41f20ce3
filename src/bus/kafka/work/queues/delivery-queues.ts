import { mayTake } from '../../../share-places.ts';
import type { LoggedDelivery } from '../../ledger/state-entry.ts';
import { holds, holdsInFront, inMemory, insert, type KeyQueue, makeQueue, shorten } from './key-queue.ts';
import type { QueuedDelivery } from './queued-delivery.ts';

export interface TakeQuestion {
  now: number;
  slots: number;
  /** How many may be in hand at a time, those that are in hand already included. */
  places: number;
  /** Bodies at most, all together; a single larger one is taken alone. */
  maxBytes: number;
}

/**
 * The queues of the partitions that this process works on: one for each key, of which only the first delivery is ever in hand. What is
 * known of a delivery is kept in memory until its state is stored, and taken from there when it is its turn: so a backlog of any length
 * takes a number for each delivery, and a little for each key.
 */
export interface DeliveryQueues {
  /** Puts it behind those of its key that come before it in the log; with `dueAt` the queue waits until then. */
  add(delivery: QueuedDelivery, dueAt?: number): void;
  /** Its state is stored now. */
  shorten(delivery: QueuedDelivery): void;
  /** Takes what is due, one of a key; shares take turns, and so do the keys of a share. */
  take(question: TakeQuestion): QueuedDelivery[];
  /** It is done or dead; what follows under its key goes on. */
  finish(delivery: QueuedDelivery): void;
  /** It waits until `dueAt`, and what follows with it. */
  pause(delivery: QueuedDelivery, dueAt: number): void;
  /** It is due again as if it had not been taken. */
  putBack(delivery: QueuedDelivery): void;
  /** What waits behind a delivery under its key and has no state yet. */
  followers(delivery: QueuedDelivery): readonly QueuedDelivery[];
  isPaused(key: string): boolean;
  /** Makes due what is paused; gives what is first in the queue. */
  resume(key: string): QueuedDelivery | undefined;
  /** One that is in memory. */
  find(name: string): QueuedDelivery | undefined;
  /** Whether the delivery that begins there is queued under the key. */
  holds(place: Pick<LoggedDelivery, 'key' | 'offsets'>): boolean;
  /** … and its turn is near. */
  isWantedSoon(key: string, offset: number): boolean;
  /** Forgets all of a partition. */
  dropPartition(partition: number): void;
  /** When the next paused queue may be due. */
  nextDueAt(): number | undefined;
  /** How many are in memory as they are. */
  held(): number;
  /** Of all that is queued, in hand included; `parked`: queues that are paused. */
  counts(): { waiting: number; parked: number };
  countPartition(partition: number): { waiting: number; parked: number };
}

/** `restore`: a delivery by its stored state; undefined when it is finished. */
export function createDeliveryQueues(
  restore: (partition: number, offset: number) => QueuedDelivery | undefined,
): DeliveryQueues {
  const queues = new Map<string, KeyQueue>();
  const byName = new Map<string, QueuedDelivery>();
  // Shares and, within one, queues that have something ready, in the order in which they get their turn.
  const ready = new Map<string, Map<string, KeyQueue>>();
  const paused = new Set<KeyQueue>();
  const inHand = new Map<string, number>();
  let earliestDueAt = Number.POSITIVE_INFINITY;

  function enter(queue: KeyQueue, state: KeyQueue['state'], dueAt = 0): void {
    leave(queue);
    queue.state = state;
    queue.dueAt = dueAt;
    if (state === 'ready') {
      const ofShare = ready.get(queue.share) ?? new Map<string, KeyQueue>();
      ready.set(queue.share, ofShare);
      ofShare.set(queue.key, queue);
    } else if (state === 'paused') {
      paused.add(queue);
      earliestDueAt = Math.min(earliestDueAt, dueAt);
    } else {
      inHand.set(queue.share, (inHand.get(queue.share) ?? 0) + 1);
    }
  }

  function leave(queue: KeyQueue): void {
    const ofShare = ready.get(queue.share);
    if (ofShare?.get(queue.key) === queue) {
      ofShare.delete(queue.key);
      if (ofShare.size === 0) ready.delete(queue.share);
    }
    paused.delete(queue);
    if (queue.state === 'in-hand') {
      const left = (inHand.get(queue.share) ?? 1) - 1;
      if (left === 0) inHand.delete(queue.share);
      else inHand.set(queue.share, left);
    }
  }

  /** The queue of a delivery that is in hand; undefined when its partition was dropped meanwhile. */
  function queueOf(delivery: QueuedDelivery): KeyQueue | undefined {
    const queue = queues.get(delivery.key);
    return queue?.entries[0] === delivery ? queue : undefined;
  }

  /** What is first in a queue, brought back into memory. */
  function openFirst(queue: KeyQueue): QueuedDelivery | undefined {
    const [first] = queue.entries;
    if (typeof first !== 'number') return first;
    const restored = restore(queue.partition, first);
    if (restored === undefined) return undefined;
    queue.entries[0] = restored;
    byName.set(restored.name, restored);
    return restored;
  }

  function shortenIn(queue: KeyQueue, delivery: QueuedDelivery): void {
    if (delivery.isNoted && shorten(queue, delivery)) byName.delete(delivery.name);
  }

  function resumeDue(now: number): void {
    if (now < earliestDueAt) return;
    earliestDueAt = Number.POSITIVE_INFINITY;
    // What is taken out of a set while it is gone through does no harm; a copy of ten thousand each time would.
    for (const queue of paused) {
      if (queue.dueAt <= now) enter(queue, 'ready');
      else earliestDueAt = Math.min(earliestDueAt, queue.dueAt);
    }
  }

  /** The next share in turn that may take something more. */
  function chooseShare(places: { free: number; all: number }): Map<string, KeyQueue> | undefined {
    for (const [share, ofShare] of ready) {
      if (mayTake(inHand.get(share) ?? 0, places)) {
        ready.delete(share);
        ready.set(share, ofShare);
        return ofShare;
      }
    }
    return undefined;
  }

  function removeFirst(queue: KeyQueue): void {
    const [first] = queue.entries.splice(0, 1);
    if (typeof first === 'object') byName.delete(first.name);
    if (queue.entries.length > 0) {
      enter(queue, 'ready');
    } else {
      leave(queue);
      queues.delete(queue.key);
    }
  }

  function count(matches: (queue: KeyQueue) => boolean): { waiting: number; parked: number } {
    const counts = { waiting: 0, parked: 0 };
    for (const queue of queues.values()) {
      if (!matches(queue)) continue;
      counts.waiting += queue.entries.length;
      counts.parked += queue.state === 'paused' ? 1 : 0;
    }
    return counts;
  }

  return {
    add(delivery, dueAt) {
      const known = queues.get(delivery.key);
      const queue = known ?? makeQueue(delivery);
      queues.set(queue.key, queue);
      insert(queue, delivery);
      if (!delivery.isNoted) byName.set(delivery.name, delivery);
      if (dueAt !== undefined && queue.state !== 'in-hand') enter(queue, 'paused', dueAt);
      else if (known === undefined) enter(queue, 'ready');
    },
    shorten(delivery) {
      const queue = queues.get(delivery.key);
      if (queue !== undefined) shortenIn(queue, delivery);
    },
    take({ now, slots, places, maxBytes }) {
      resumeDue(now);
      const taken: QueuedDelivery[] = [];
      let bytes = 0;
      while (taken.length < slots) {
        const ofShare = chooseShare({ free: slots - taken.length, all: places });
        const queue = ofShare?.values().next().value;
        if (queue === undefined) break;
        const first = openFirst(queue);
        if (first === undefined) {
          removeFirst(queue);
          continue;
        }
        bytes += first.bytes;
        if (taken.length > 0 && bytes > maxBytes) break;
        enter(queue, 'in-hand');
        taken.push(first);
      }
      return taken;
    },
    finish(delivery) {
      const queue = queueOf(delivery);
      if (queue !== undefined) removeFirst(queue);
    },
    pause(delivery, dueAt) {
      const queue = queueOf(delivery);
      if (queue === undefined) return;
      enter(queue, 'paused', dueAt);
      shortenIn(queue, delivery);
    },
    putBack(delivery) {
      const queue = queueOf(delivery);
      if (queue !== undefined) enter(queue, 'ready');
    },
    followers: (delivery) => inMemory(queueOf(delivery)).filter((each) => each !== delivery && !each.isNoted),
    isPaused: (key) => queues.get(key)?.state === 'paused',
    resume(key) {
      const queue = queues.get(key);
      if (queue === undefined) return undefined;
      if (queue.state === 'paused') enter(queue, 'ready');
      return openFirst(queue);
    },
    find: (name) => byName.get(name),
    holds: ({ key, offsets }) => holds(queues.get(key), offsets[0] ?? 0),
    isWantedSoon: (key, offset) => holdsInFront(queues.get(key), offset),
    dropPartition(partition) {
      for (const queue of [...queues.values()]) {
        if (queue.partition !== partition) continue;
        leave(queue);
        queues.delete(queue.key);
        for (const { name } of inMemory(queue)) byName.delete(name);
      }
    },
    nextDueAt: () => (paused.size > 0 ? earliestDueAt : undefined),
    held: () => byName.size,
    counts: () => count(() => true),
    countPartition: (partition) => count((queue) => queue.partition === partition),
  };
}
