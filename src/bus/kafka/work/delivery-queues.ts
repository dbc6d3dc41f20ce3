import type { Problem } from '../../../problem/problem.ts';
import { mayTake } from '../../share-places.ts';
import type { LoggedDelivery } from '../ledger/state-entry.ts';

/** A delivery that is not finished, in a partition that this process works on. */
export interface QueuedDelivery extends LoggedDelivery {
  /** Tries so far. */
  attempts: number;
  failingSince?: number;
  /** Why it failed last. */
  problem?: Problem;
  dying?: { problem: Problem; farewells: number };
  /** Its state is in the log of states, so that nobody has to read the log of events again to find it. */
  isNoted: boolean;
}

export interface TakeQuestion {
  now: number;
  slots: number;
  /** How many may be in hand at a time, those that are in hand already included. */
  places: number;
  /** Bodies at most, all together; a single larger one is taken alone. */
  maxBytes: number;
}

/** The queues of the partitions that this process works on: one for each key, of which only the first delivery is ever in hand. */
export interface DeliveryQueues {
  /** Puts it behind those of its key that come before it in the log; with `dueAt` the queue waits until then. */
  add(delivery: QueuedDelivery, dueAt?: number): void;
  /** Takes what is due, one of a key; shares take turns, and so do the keys of a share. */
  take(question: TakeQuestion): QueuedDelivery[];
  /** It is done or dead; what follows under its key goes on. */
  finish(delivery: QueuedDelivery): void;
  /** It waits until `dueAt`, and what follows with it. */
  pause(delivery: QueuedDelivery, dueAt: number): void;
  /** It is due again as if it had not been taken. */
  putBack(delivery: QueuedDelivery): void;
  /** What waits behind a delivery under its key. */
  followers(delivery: QueuedDelivery): readonly QueuedDelivery[];
  isPaused(key: string): boolean;
  /** Makes due what is paused; gives what is first in the queue. */
  resume(key: string): QueuedDelivery | undefined;
  find(name: string): QueuedDelivery | undefined;
  /** Forgets all of a partition; gives what was queued. */
  dropPartition(partition: number): QueuedDelivery[];
  /** When the next paused queue is due. */
  nextDueAt(): number | undefined;
  /** Of all that is queued, in hand included; `parked`: queues that are paused. `unnoted`: those that only memory knows of. */
  counts(): { waiting: number; parked: number; unnoted: number };
  countPartition(partition: number): { waiting: number; parked: number };
}

interface Queue {
  key: string;
  share: string;
  partition: number;
  deliveries: QueuedDelivery[];
  state: 'ready' | 'in-hand' | 'paused';
  dueAt: number;
}

export function createDeliveryQueues(): DeliveryQueues {
  const queues = new Map<string, Queue>();
  const byName = new Map<string, QueuedDelivery>();
  // Shares and, within one, queues that have something ready, in the order in which they get their turn.
  const ready = new Map<string, Map<string, Queue>>();
  const paused = new Set<Queue>();
  const inHand = new Map<string, number>();
  let earliestDueAt = Number.POSITIVE_INFINITY;

  function enter(queue: Queue, state: Queue['state'], dueAt = 0): void {
    leave(queue);
    queue.state = state;
    queue.dueAt = dueAt;
    if (state === 'ready') {
      const ofShare = ready.get(queue.share) ?? new Map<string, Queue>();
      ready.set(queue.share, ofShare);
      ofShare.set(queue.key, queue);
    } else if (state === 'paused') {
      paused.add(queue);
      earliestDueAt = Math.min(earliestDueAt, dueAt);
    } else {
      inHand.set(queue.share, (inHand.get(queue.share) ?? 0) + 1);
    }
  }

  function leave(queue: Queue): void {
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
  function queueOf(delivery: QueuedDelivery): Queue | undefined {
    const queue = queues.get(delivery.key);
    return queue?.deliveries[0] === delivery ? queue : undefined;
  }

  function resumeDue(now: number): void {
    if (now < earliestDueAt) return;
    for (const queue of [...paused]) if (queue.dueAt <= now) enter(queue, 'ready');
    earliestDueAt = Number.POSITIVE_INFINITY;
    for (const { dueAt } of paused) earliestDueAt = Math.min(earliestDueAt, dueAt);
  }

  /** The next share in turn that may take something more. */
  function chooseShare(places: { free: number; all: number }): Map<string, Queue> | undefined {
    for (const [share, ofShare] of ready) {
      if (mayTake(inHand.get(share) ?? 0, places)) {
        ready.delete(share);
        ready.set(share, ofShare);
        return ofShare;
      }
    }
    return undefined;
  }

  function removeFirst(queue: Queue): void {
    const [first] = queue.deliveries.splice(0, 1);
    if (first !== undefined) byName.delete(first.name);
    if (queue.deliveries.length > 0) {
      enter(queue, 'ready');
    } else {
      leave(queue);
      queues.delete(queue.key);
    }
  }

  function count(matches: (queue: Queue) => boolean): { waiting: number; parked: number; unnoted: number } {
    const counts = { waiting: 0, parked: 0, unnoted: 0 };
    for (const queue of queues.values()) {
      if (!matches(queue)) continue;
      counts.waiting += queue.deliveries.length;
      counts.parked += queue.state === 'paused' ? 1 : 0;
      for (const { isNoted } of queue.deliveries) counts.unnoted += isNoted ? 0 : 1;
    }
    return counts;
  }

  return {
    add(delivery, dueAt) {
      byName.set(delivery.name, delivery);
      const known = queues.get(delivery.key);
      if (known === undefined) {
        const { key, share, partition } = delivery;
        const queue: Queue = { key, share, partition, deliveries: [delivery], state: 'ready', dueAt: 0 };
        queues.set(key, queue);
        enter(queue, dueAt === undefined ? 'ready' : 'paused', dueAt);
        return;
      }
      insertInOrder(known.deliveries, delivery, known.state === 'in-hand' ? 1 : 0);
      if (dueAt !== undefined && known.state !== 'in-hand') enter(known, 'paused', dueAt);
    },
    take({ now, slots, places, maxBytes }) {
      resumeDue(now);
      const taken: QueuedDelivery[] = [];
      let bytes = 0;
      while (taken.length < slots) {
        const ofShare = chooseShare({ free: slots - taken.length, all: places });
        const queue = ofShare?.values().next().value;
        const first = queue?.deliveries[0];
        if (queue === undefined || first === undefined) break;
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
      if (queue !== undefined) enter(queue, 'paused', dueAt);
    },
    putBack(delivery) {
      const queue = queueOf(delivery);
      if (queue !== undefined) enter(queue, 'ready');
    },
    followers: (delivery) => queueOf(delivery)?.deliveries.slice(1) ?? [],
    isPaused: (key) => queues.get(key)?.state === 'paused',
    resume(key) {
      const queue = queues.get(key);
      if (queue?.state === 'paused') enter(queue, 'ready');
      return queue?.deliveries[0];
    },
    find: (name) => byName.get(name),
    dropPartition(partition) {
      const dropped = [...queues.values()].filter((queue) => queue.partition === partition);
      for (const queue of dropped) {
        leave(queue);
        queues.delete(queue.key);
        for (const { name } of queue.deliveries) byName.delete(name);
      }
      return dropped.flatMap(({ deliveries }) => deliveries);
    },
    nextDueAt() {
      let next = Number.POSITIVE_INFINITY;
      for (const { dueAt } of paused) next = Math.min(next, dueAt);
      return Number.isFinite(next) ? next : undefined;
    },
    counts: () => count(() => true),
    countPartition: (partition) => count((queue) => queue.partition === partition),
  };
}

/** From `start` on in the order of the log; what comes last in it, as nearly all does, is not compared with the rest. */
function insertInOrder(deliveries: QueuedDelivery[], delivery: QueuedDelivery, start: number): void {
  const offset = delivery.offsets[0] ?? 0;
  let index = deliveries.length;
  while (index > start && (deliveries[index - 1]?.offsets[0] ?? 0) > offset) index -= 1;
  deliveries.splice(index, 0, delivery);
}
