import type { Records, StoredRecord } from '../../bus/event-bus.ts';
import { type HeadPlace, keyOfHead, type Shown } from './head-place.ts';

/** Events of strangers' commits, to be handled once a person has approved the commit. */
const collection = 'waiting-events';

/** A commit gets few events; a flood of labels must not make the row grow for ever. */
const maxEvents = 50;

export interface WaitingEvent {
  /** The stored delivery. */
  delivery: string;
  /** The attempt whose checks wait. */
  attempt: number;
  /** What was done to the pull request; the delivery's own action, or one that it stands for. */
  action?: string;
}

export interface WaitingHead extends Shown {
  /** Oldest first; none once they were handled. */
  events: WaitingEvent[];
  /** Milliseconds since 1970. */
  at: number;
  version: number;
}

export async function readWaiting(records: Records, place: HeadPlace): Promise<WaitingHead | undefined> {
  return asWaiting(await records.get(collection, keyOfHead(place)));
}

/**
 * Notes that an event waits, and what is shown of it. Events that waited under another base branch are forgotten: they would be
 * decided by facts that nobody sees any more.
 */
export async function noteWaiting(
  records: Records,
  place: HeadPlace,
  { event, shown, now }: { event: WaitingEvent; shown: Shown; now: number },
): Promise<void> {
  for (;;) {
    const stored = await records.get(collection, keyOfHead(place));
    const known = asWaiting(stored);
    const others = known?.base === shown.base ? known.events.filter((each) => !isSame(each, event)) : [];
    const before = known?.events.find((each) => isSame(each, event));
    const attempt = Math.max(event.attempt, before?.attempt ?? 0);
    const next = { ...shown, events: [...others, { ...event, attempt }].slice(-maxEvents), at: now };
    if ((await records.put(collection, keyOfHead(place), next, stored?.version ?? 0)) !== 'conflict') return;
  }
}

/** Forgets the events, unless the row has changed since it was read. */
export async function finishWaiting(records: Records, place: HeadPlace, waiting: WaitingHead): Promise<boolean> {
  const { base, blob, at, version } = waiting;
  return (await records.put(collection, keyOfHead(place), { base, blob, at, events: [] }, version)) !== 'conflict';
}

/** Forgets what waits since before then: its events are not kept any longer. */
export async function forgetWaiting(records: Records, before: number): Promise<void> {
  for (const stored of await records.list(collection, '')) {
    if ((asWaiting(stored)?.at ?? 0) < before) await records.remove(collection, stored.key);
  }
}

function isSame(left: WaitingEvent, right: WaitingEvent): boolean {
  return left.delivery === right.delivery && left.action === right.action;
}

function asWaiting(stored: StoredRecord | undefined): WaitingHead | undefined {
  const value = stored?.value;
  const isOne = typeof value === 'object' && value !== null && 'base' in value && 'blob' in value && 'events' in value;
  return isOne && stored !== undefined
    ? { ...(value as Omit<WaitingHead, 'version'>), version: stored.version }
    : undefined;
}
