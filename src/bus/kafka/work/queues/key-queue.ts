import type { LoggedDelivery } from '../../ledger/state-entry.ts';
import type { QueuedDelivery } from './queued-delivery.ts';

/** A delivery in its queue; of one whose state is stored, only where it begins in the log of events. */
type Entry = QueuedDelivery | number;

/** What is unfinished under a key, in the order of the log. */
export interface KeyQueue {
  readonly key: string;
  readonly share: string;
  readonly partition: number;
  readonly entries: Entry[];
  state: 'ready' | 'in-hand' | 'paused';
  dueAt: number;
}

/** Of those that wait in a queue, as many are worth reading ahead. */
const wantedAhead = 32;

export function makeQueue({ key, share, partition }: LoggedDelivery): KeyQueue {
  return { key, share, partition, entries: [], state: 'ready', dueAt: 0 };
}

/** Puts it in its place; what comes last in the log, as nearly all does, is not compared with the rest. */
export function insert(queue: KeyQueue, delivery: QueuedDelivery): void {
  const { entries, state } = queue;
  const start = state === 'in-hand' ? 1 : 0;
  const offset = offsetOf(delivery);
  let index = entries.length;
  while (index > start && offsetOf(entries[index - 1]) > offset) index -= 1;
  entries.splice(index, 0, delivery.isNoted ? offset : delivery);
}

/** Keeps of a delivery whose state is stored only where it is, unless it is in hand. False where it is not in this queue. */
export function shorten({ entries, state }: KeyQueue, delivery: QueuedDelivery): boolean {
  const index = entries.indexOf(delivery, state === 'in-hand' ? 1 : 0);
  if (index === -1) return false;
  entries[index] = offsetOf(delivery);
  return true;
}

export function holds(queue: KeyQueue | undefined, offset: number): boolean {
  return queue?.entries.some((entry) => offsetOf(entry) === offset) === true;
}

/** It is to be handled soon. */
export function holdsInFront(queue: KeyQueue | undefined, offset: number): boolean {
  return queue?.entries.slice(0, wantedAhead).some((entry) => offsetOf(entry) === offset) === true;
}

/** Those that are in memory as they are. */
export function inMemory(queue: KeyQueue | undefined): QueuedDelivery[] {
  return queue?.entries.filter((entry) => typeof entry !== 'number') ?? [];
}

function offsetOf(entry: Entry | undefined): number {
  return typeof entry === 'number' ? entry : (entry?.offsets[0] ?? 0);
}
