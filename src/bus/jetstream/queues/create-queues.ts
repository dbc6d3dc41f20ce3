import type { DeliveryState, QueueNote } from '../journal/message-notes.ts';
import { partitionOf } from '../layout.ts';
import { createShares, type TakeLimits } from './create-shares.ts';
import {
  addItem,
  findItem,
  headOf,
  type KeyQueue,
  lengthOf,
  type Progress,
  removeItem,
  type Waiting,
} from './key-queue.ts';
import { readProgress } from './read-progress.ts';

/** A delivery in hand: nothing else of its key is handed out until it is finished or put back. */
export interface InHand {
  key: string;
  share: string;
  item: Waiting;
}

/** `loading`: not everything that happened before is known. `draining`: about to be given away. Both hand out nothing. */
export type Phase = 'loading' | 'serving' | 'draining';

interface Partition {
  keys: Map<string, KeyQueue>;
  /** The last message of the stream that was applied to it. */
  appliedUpTo: number;
  phase: Phase;
}

export interface Queues {
  /** Begins a partition that is loading: every message from `floor` on will be applied to it. */
  open(partition: number, floor: number): void;
  /** Forgets a partition. What is in hand of it stays in hand. */
  drop(partition: number): void;
  setPhase(partition: number, phase: Phase): void;
  phaseOf(partition: number): Phase | undefined;
  /** Nothing of it is in hand. */
  isIdle(partition: number): boolean;
  addEvent(sequence: number, note: QueueNote): void;
  /** `revision` is the sequence of the state's message. */
  applyState(revision: number, state: DeliveryState): void;
  /** The last message that was applied to a partition. */
  lastAppliedTo(partition: number): number;
  /** Every message up to this one was applied. */
  noteApplied(sequence: number): void;
  take(limits: TakeLimits, now: number): InHand[];
  /** The delivery is done or dead. */
  finish(inHand: InHand): void;
  putBack(inHand: InHand, progress?: Progress): void;
  /**
   * Lets those heads of a partition wait until `dueAt` that have been tried `fromAttempts` times and were in hand when their
   * replica died: they may be why.
   */
  delayInterrupted(partition: number, fromAttempts: number, dueAt: number): void;
  /** When the next paused queue is due; undefined: none is paused. */
  nextDueAt(): number | undefined;
  /** No message before this one matters to the partition any more. */
  floorOf(partition: number): number;
  counts(): { waiting: number; parked: number };
}

/**
 * The unfinished deliveries of the partitions of a replica, built from the headers of the stream of events and kept up to date
 * by them. Pure bookkeeping: time comes in, nothing goes out. Messages may be applied again.
 */
export function createQueues(): Queues {
  const partitions = new Map<number, Partition>();
  const paused = new Set<KeyQueue>();
  const shares = createShares();
  /** By key; outlives the partition, so that one process never handles two of a key at a time. */
  const busy = new Map<string, InHand>();

  function find(key: string): KeyQueue | undefined {
    return partitions.get(partitionOf(key))?.keys.get(key);
  }

  /** Puts a queue where it belongs. One with a pause stays paused until `take` finds it due. */
  function place(queue: KeyQueue, now = 0): void {
    const partition = partitions.get(queue.partition);
    const head = headOf(queue);
    paused.delete(queue);
    shares.remove(queue);
    if (partition === undefined || busy.has(queue.key)) return;
    if (head === undefined) partition.keys.delete(queue.key);
    else if ((head.progress?.dueAt ?? 0) > now) paused.add(queue);
    else if (partition.phase === 'serving') shares.add(queue);
  }

  /** The partition of a message that has not been applied to it before. */
  function applyOnce(sequence: number, key: string): Partition | undefined {
    const partition = partitions.get(partitionOf(key));
    if (partition === undefined || sequence <= partition.appliedUpTo) return undefined;
    partition.appliedUpTo = sequence;
    return partition;
  }

  function queueFor({ keys }: Partition, { key, share }: QueueNote): KeyQueue {
    const known = keys.get(key);
    if (known !== undefined) return known;
    const made: KeyQueue = { key, share, partition: partitionOf(key), items: [], start: 0 };
    keys.set(key, made);
    return made;
  }

  function applyOpen(queue: KeyQueue, revision: number, state: DeliveryState): void {
    if (busy.get(queue.key)?.item.sequence === state.sequence) return;
    const { sequence, queue: note } = state;
    const item = findItem(queue, sequence) ?? addItem(queue, { sequence, bytes: note.bytes });
    if ((item.progress?.revision ?? 0) >= revision) return;
    item.progress = readProgress(revision, state);
    const head = headOf(queue);
    // What is due again resumes its queue, whichever of its deliveries was meant.
    if (state.dueAt === 0 && head?.progress !== undefined) head.progress.dueAt = 0;
    place(queue);
  }

  function release({ key }: InHand): void {
    busy.delete(key);
    const queue = find(key);
    if (queue !== undefined) place(queue);
  }

  return {
    open(number, floor) {
      partitions.set(number, { keys: new Map(), appliedUpTo: floor - 1, phase: 'loading' });
    },
    drop(number) {
      for (const queue of partitions.get(number)?.keys.values() ?? []) {
        paused.delete(queue);
        shares.remove(queue);
      }
      partitions.delete(number);
    },
    setPhase(number, phase) {
      const partition = partitions.get(number);
      if (partition === undefined || partition.phase === phase) return;
      partition.phase = phase;
      for (const queue of partition.keys.values()) place(queue);
    },
    phaseOf: (number) => partitions.get(number)?.phase,
    isIdle(number) {
      return ![...busy.keys()].some((key) => partitionOf(key) === number);
    },
    addEvent(sequence, note) {
      const partition = applyOnce(sequence, note.key);
      if (partition === undefined) return;
      const queue = queueFor(partition, note);
      addItem(queue, { sequence, bytes: note.bytes });
      if (lengthOf(queue) === 1) place(queue);
    },
    applyState(revision, state) {
      const partition = applyOnce(revision, state.queue.key);
      if (partition === undefined) return;
      const queue = queueFor(partition, state.queue);
      if (state.kind === 'open') {
        applyOpen(queue, revision, state);
      } else {
        removeItem(queue, state.sequence);
        place(queue);
      }
    },
    lastAppliedTo: (number) => partitions.get(number)?.appliedUpTo ?? 0,
    noteApplied(sequence) {
      for (const partition of partitions.values()) {
        if (partition.phase !== 'loading') partition.appliedUpTo = Math.max(partition.appliedUpTo, sequence);
      }
    },
    take(limits, now) {
      for (const queue of paused) if ((headOf(queue)?.progress?.dueAt ?? 0) <= now) place(queue, now);
      const inHand = new Map<string, number>();
      for (const { share } of busy.values()) inHand.set(share, (inHand.get(share) ?? 0) + 1);
      return shares.take(limits, inHand).flatMap((queue) => {
        const item = headOf(queue);
        if (item === undefined) return [];
        const taken: InHand = { key: queue.key, share: queue.share, item };
        busy.set(queue.key, taken);
        return [taken];
      });
    },
    finish(inHand) {
      const queue = find(inHand.key);
      if (queue !== undefined) removeItem(queue, inHand.item.sequence);
      release(inHand);
    },
    putBack(inHand, progress) {
      const queue = find(inHand.key);
      const item = queue === undefined ? undefined : findItem(queue, inHand.item.sequence);
      if (item !== undefined && progress !== undefined) item.progress = progress;
      release(inHand);
    },
    delayInterrupted(number, fromAttempts, dueAt) {
      for (const queue of partitions.get(number)?.keys.values() ?? []) {
        const progress = headOf(queue)?.progress;
        if (progress?.isStarted !== true || progress.attempts < fromAttempts) continue;
        progress.dueAt = dueAt;
        place(queue);
      }
    },
    nextDueAt() {
      let next: number | undefined;
      for (const queue of paused)
        next = Math.min(next ?? Number.POSITIVE_INFINITY, headOf(queue)?.progress?.dueAt ?? 0);
      return next;
    },
    floorOf(number) {
      const partition = partitions.get(number);
      let floor = (partition?.appliedUpTo ?? 0) + 1;
      for (const queue of partition?.keys.values() ?? []) floor = Math.min(floor, headOf(queue)?.sequence ?? floor);
      return floor;
    },
    counts() {
      let waiting = 0;
      for (const { keys } of partitions.values()) for (const queue of keys.values()) waiting += lengthOf(queue);
      return { waiting, parked: paused.size };
    },
  };
}
