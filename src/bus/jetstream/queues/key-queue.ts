import type { Problem } from '../../../problem/problem.ts';

/** A delivery that is not done, as it is remembered: its body stays in the broker. */
export interface Waiting {
  /** Of its message in the stream of events; the order of a queue. */
  sequence: number;
  bytes: number;
  /** What its state says when it has one. */
  progress?: Progress;
}

/** What is known of the tries of a delivery. */
export interface Progress {
  /** Of the state's message: what comes later carries a higher one. 0: only remembered here. */
  revision: number;
  attempts: number;
  dueAt: number;
  failingSince?: number;
  dying?: { problem: Problem; farewells: number };
  /** It was dead before. */
  isRevived: boolean;
  /** It was written before the try began, not after. */
  isStarted: boolean;
}

/** The unfinished deliveries of one key, in order. */
export interface KeyQueue {
  key: string;
  share: string;
  partition: number;
  /** Ascending by sequence from `start` on; what lies before is done. */
  items: Waiting[];
  start: number;
}

/** Beyond this many done ones in front, the list is cut: cutting it each time would cost by its length. */
const doneKept = 512;

export function headOf(queue: KeyQueue): Waiting | undefined {
  return queue.items[queue.start];
}

export function lengthOf(queue: KeyQueue): number {
  return queue.items.length - queue.start;
}

export function findItem(queue: KeyQueue, sequence: number): Waiting | undefined {
  return queue.items[indexOf(queue, sequence)];
}

/** Adds in order, once; nearly always that is at the end. */
export function addItem(queue: KeyQueue, item: Waiting): Waiting {
  const { items } = queue;
  let index = items.length;
  while (index > queue.start && (items[index - 1]?.sequence ?? 0) > item.sequence) index -= 1;
  items.splice(index, 0, item);
  return item;
}

export function removeItem(queue: KeyQueue, sequence: number): void {
  const index = indexOf(queue, sequence);
  if (index === -1) return;
  if (index === queue.start) {
    queue.start += 1;
    if (queue.start > doneKept && queue.start * 2 > queue.items.length) {
      queue.items = queue.items.slice(queue.start);
      queue.start = 0;
    }
  } else {
    queue.items.splice(index, 1);
  }
}

function indexOf({ items, start }: KeyQueue, sequence: number): number {
  let low = start;
  let high = items.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = items[middle]?.sequence ?? 0;
    if (found === sequence) return middle;
    if (found < sequence) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
