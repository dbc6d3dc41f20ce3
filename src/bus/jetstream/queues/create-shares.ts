import { mayTake } from '../../share-places.ts';
import { headOf, type KeyQueue } from './key-queue.ts';

export interface TakeLimits {
  /** Deliveries to take at most. */
  slots: number;
  /** How many may be in hand at a time, those that are in hand already included. */
  places: number;
  /** Bodies at most, all together; a single larger one is taken alone. */
  maxBytes: number;
}

/** Queues whose head can be handled now, by share. */
export interface Shares {
  add(queue: KeyQueue): void;
  remove(queue: KeyQueue): void;
  /** Shares take turns, and go on next time where they stopped; within a share, who has waited longest comes first. */
  take(limits: TakeLimits, inHand: ReadonlyMap<string, number>): KeyQueue[];
}

export function createShares(): Shares {
  const ready = new Map<string, Set<KeyQueue>>();

  function remove(queue: KeyQueue): void {
    const queues = ready.get(queue.share);
    queues?.delete(queue);
    if (queues?.size === 0) ready.delete(queue.share);
  }

  /** A share that was served goes to the end of the map, where whoever goes through it comes by again. */
  function serve(queue: KeyQueue): void {
    const queues = ready.get(queue.share);
    ready.delete(queue.share);
    queues?.delete(queue);
    if (queues !== undefined && queues.size > 0) ready.set(queue.share, queues);
  }

  return {
    add(queue) {
      const queues = ready.get(queue.share);
      if (queues === undefined) ready.set(queue.share, new Set([queue]));
      else queues.add(queue);
    },
    remove,
    take({ slots, places, maxBytes }, inHand) {
      const taken: KeyQueue[] = [];
      const held = new Map(inHand);
      let bytes = 0;
      for (const [share, [queue]] of ready) {
        const holds = held.get(share) ?? 0;
        if (taken.length >= slots) break;
        if (queue === undefined || !mayTake(holds, { free: slots - taken.length, all: places })) continue;
        bytes += headOf(queue)?.bytes ?? 0;
        if (taken.length > 0 && bytes > maxBytes) break;
        taken.push(queue);
        held.set(share, holds + 1);
        serve(queue);
      }
      return taken;
    },
  };
}
