import type { DeliveryState, QueueNote } from '../journal/message-notes.ts';
import { partitionOf } from '../layout.ts';
import { createShares, type TakeLimits } from './create-shares.ts';
import { addItem, hasItem, headOf, type KeyQueue, makeQueue, removeItem, type Waiting } from './key-queue.ts';
import { type Progress, readProgress } from './read-progress.ts';

/** A delivery in hand: nothing else of its key is handed out until it is finished or put back. */
export interface InHand extends Waiting {
  key: string;
  share: string;
  progress: Progress | undefined;
  /** Its state may not have been read yet: whoever handles it has to ask. */
  isUnsure: boolean;
}

interface Partition {
  keys: Map<string, KeyQueue>;
  /** The last message of the stream that was applied to it. */
  appliedUpTo: number;
  /** Everything is applied that happened before it was this replica's. */
  isLoaded: boolean;
  /** About to be given away: hands out nothing. */
  isDraining: boolean;
}

export interface Queues {
  /** Begins a partition: every message from `floor` on will be applied to it. */
  open(partition: number, floor: number): void;
  /** Forgets a partition. What is in hand of it stays in hand. */
  drop(partition: number): void;
  noteLoaded(partition: number): void;
  setDraining(partition: number, isDraining: boolean): void;
  isDraining(partition: number): boolean;
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
  /** When the next paused queue is due; undefined: none is paused. */
  nextDueAt(): number | undefined;
  /** No message before this one matters to the partition any more. */
  floorOf(partition: number): number;
  counts(): { waiting: number; parked: number };
  /** How many keys have something unfinished. */
  size(): number;
}

/**
 * The unfinished deliveries of the partitions of a replica, built from the headers of the stream of events and kept up to date
 * by them. Pure bookkeeping: time comes in, nothing goes out. Messages may be applied again. `adjust` may change what a state says
 * of a delivery before it counts.
 */
export function createQueues(adjust: (progress: Progress, partition: number) => Progress = (same) => same): Queues {
  const partitions = new Map<number, Partition>();
  /** By sequence, of those few that have a state. */
  const progresses = new Map<number, Progress>();
  const paused = new Set<KeyQueue>();
  const shares = createShares();
  const shareNames = new Map<string, string>();
  /** By key; outlives the partition, so that one process never handles two of a key at a time. */
  const busy = new Map<string, InHand>();
  let earliestDueAt = Number.POSITIVE_INFINITY;
  let waiting = 0;
  let keyCount = 0;

  function find(key: string): KeyQueue | undefined {
    return partitions.get(partitionOf(key))?.keys.get(key);
  }

  function dueAtOf(queue: KeyQueue): number {
    return progresses.get(headOf(queue)?.sequence ?? 0)?.dueAt ?? 0;
  }

  /** Puts a queue where it belongs. One with a pause stays paused until `take` finds it due. */
  function place(queue: KeyQueue, now = 0): void {
    const partition = partitions.get(partitionOf(queue.key));
    const head = headOf(queue);
    paused.delete(queue);
    shares.remove(queue);
    if (partition === undefined || busy.has(queue.key)) return;
    const dueAt = dueAtOf(queue);
    if (head === undefined) {
      if (partition.keys.delete(queue.key)) keyCount -= 1;
    } else if (dueAt > now) {
      paused.add(queue);
      earliestDueAt = Math.min(earliestDueAt, dueAt);
    } else if (!partition.isDraining) {
      shares.add(queue);
    }
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
    const name = shareNames.get(share) ?? share;
    shareNames.set(name, name);
    const made = makeQueue(key, name);
    keys.set(key, made);
    keyCount += 1;
    return made;
  }

  function add(queue: KeyQueue, item: Waiting): void {
    if (addItem(queue, item)) waiting += 1;
  }

  function remove(queue: KeyQueue, sequence: number): void {
    if (removeItem(queue, sequence)) waiting -= 1;
    progresses.delete(sequence);
  }

  function setProgress(queue: KeyQueue, sequence: number, progress: Progress): void {
    if (hasItem(queue, sequence)) progresses.set(sequence, adjust(progress, partitionOf(queue.key)));
  }

  function applyOpen(queue: KeyQueue, revision: number, state: DeliveryState): void {
    const { sequence } = state;
    if (busy.get(queue.key)?.sequence === sequence) return;
    if ((progresses.get(sequence)?.revision ?? 0) >= revision) return;
    add(queue, { sequence, bytes: state.queue.bytes });
    setProgress(queue, sequence, readProgress(revision, state));
    // What is due again resumes its queue, whichever of its deliveries was meant.
    const head = progresses.get(headOf(queue)?.sequence ?? 0);
    if (state.dueAt === 0 && state.isStarted !== true && head !== undefined) head.dueAt = 0;
    place(queue);
  }

  function release({ key }: InHand): void {
    busy.delete(key);
    const queue = find(key);
    if (queue !== undefined) place(queue);
  }

  function takeHead(queue: KeyQueue): InHand[] {
    const head = headOf(queue);
    if (head === undefined) return [];
    const isUnsure = partitions.get(partitionOf(queue.key))?.isLoaded !== true;
    const { key, share } = queue;
    const taken: InHand = { ...head, key, share, isUnsure, progress: progresses.get(head.sequence) };
    busy.set(key, taken);
    return [taken];
  }

  function resumeDue(now: number): void {
    if (now < earliestDueAt) return;
    earliestDueAt = Number.POSITIVE_INFINITY;
    for (const queue of [...paused]) place(queue, now);
  }

  return {
    open(number, floor) {
      partitions.set(number, { keys: new Map(), appliedUpTo: floor - 1, isLoaded: false, isDraining: false });
    },
    drop(number) {
      for (const queue of partitions.get(number)?.keys.values() ?? []) {
        paused.delete(queue);
        shares.remove(queue);
        keyCount -= 1;
        for (let head = headOf(queue); head !== undefined; head = headOf(queue)) remove(queue, head.sequence);
      }
      partitions.delete(number);
    },
    noteLoaded(number) {
      const partition = partitions.get(number);
      if (partition !== undefined) partition.isLoaded = true;
    },
    setDraining(number, isDraining) {
      const partition = partitions.get(number);
      if (partition === undefined || partition.isDraining === isDraining) return;
      partition.isDraining = isDraining;
      for (const queue of partition.keys.values()) place(queue);
    },
    isDraining: (number) => partitions.get(number)?.isDraining === true,
    isIdle: (number) => ![...busy.keys()].some((key) => partitionOf(key) === number),
    addEvent(sequence, note) {
      const partition = applyOnce(sequence, note.key);
      if (partition === undefined) return;
      const queue = queueFor(partition, note);
      add(queue, { sequence, bytes: note.bytes });
      if (headOf(queue)?.sequence === sequence) place(queue);
    },
    applyState(revision, state) {
      const partition = applyOnce(revision, state.queue.key);
      if (partition === undefined) return;
      if (state.kind === 'open') {
        applyOpen(queueFor(partition, state.queue), revision, state);
        return;
      }
      const queue = partition.keys.get(state.queue.key);
      if (queue === undefined) return;
      remove(queue, state.sequence);
      place(queue);
    },
    lastAppliedTo: (number) => partitions.get(number)?.appliedUpTo ?? 0,
    noteApplied(sequence) {
      for (const partition of partitions.values()) {
        if (partition.isLoaded) partition.appliedUpTo = Math.max(partition.appliedUpTo, sequence);
      }
    },
    take(limits, now) {
      resumeDue(now);
      const inHand = new Map<string, number>();
      for (const { share } of busy.values()) inHand.set(share, (inHand.get(share) ?? 0) + 1);
      return shares.take(limits, inHand).flatMap(takeHead);
    },
    finish(inHand) {
      const queue = find(inHand.key);
      if (queue !== undefined) remove(queue, inHand.sequence);
      release(inHand);
    },
    putBack(inHand, progress) {
      const queue = find(inHand.key);
      if (queue !== undefined && progress !== undefined) setProgress(queue, inHand.sequence, progress);
      release(inHand);
    },
    nextDueAt: () => (paused.size === 0 ? undefined : earliestDueAt),
    floorOf(number) {
      const partition = partitions.get(number);
      let floor = (partition?.appliedUpTo ?? 0) + 1;
      for (const queue of partition?.keys.values() ?? []) floor = Math.min(floor, headOf(queue)?.sequence ?? floor);
      return floor;
    },
    counts: () => ({ waiting, parked: paused.size }),
    size: () => keyCount,
  };
}
