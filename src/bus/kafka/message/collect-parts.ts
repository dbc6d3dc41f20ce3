import type { LogRecord } from '../log/log-message.ts';
import { type DeliveryLabel, type Part, readLabel, readPart } from './pack-delivery.ts';

/** A delivery all of whose messages have been read. */
export interface CollectedDelivery extends DeliveryLabel {
  key: string;
  offsets: number[];
  /** Only of one that is in one message. */
  record?: LogRecord;
}

/** `dropped`: offsets of parts that nothing will ever be made of. */
export interface Collected {
  delivery?: CollectedDelivery;
  dropped: number[];
}

export interface PartCollector {
  /** Takes the next record of the partition. Throws on one that is no delivery. */
  add(record: LogRecord): Collected;
  /** Offsets of parts whose rest has not come in time. */
  expire(now: number): number[];
}

interface Unfinished {
  label: DeliveryLabel;
  key: string;
  offsets: number[];
  startedAt: number;
}

/** A receiver that ends while it stores a delivery in parts leaves some of them behind; it has answered nobody by then. */
const patienceMs = 10 * 60_000;

/** Puts deliveries together whose messages come one after another, with others between them. `now` is the time of reading. */
export function collectParts(now: () => number): PartCollector {
  const unfinished = new Map<string, Unfinished>();

  function addPart(record: LogRecord, part: Part): Collected {
    const label = readLabel(record);
    const known = unfinished.get(part.set);
    if (known === undefined) {
      // A later part alone: the first was read before and given up, or is gone from the log.
      if (label === undefined) return { dropped: [record.offset] };
      const key = record.key.toString();
      unfinished.set(part.set, { label, key, offsets: [record.offset], startedAt: now() });
      return { dropped: [] };
    }
    // A copy of a part that was sent again after its answer was lost.
    if (part.index !== known.offsets.length) return { dropped: [record.offset] };
    known.offsets.push(record.offset);
    if (known.offsets.length < part.count) return { dropped: [] };
    unfinished.delete(part.set);
    return { delivery: { ...known.label, key: known.key, offsets: known.offsets }, dropped: [] };
  }

  return {
    add(record) {
      const part = readPart(record);
      if (part !== undefined) return addPart(record, part);
      const label = readLabel(record);
      if (label === undefined) throw new Error('A record of the topic of events is no delivery.');
      return { delivery: { ...label, key: record.key.toString(), offsets: [record.offset], record }, dropped: [] };
    },
    expire(time) {
      const expired = [...unfinished].filter(([, { startedAt }]) => time - startedAt > patienceMs);
      for (const [set] of expired) unfinished.delete(set);
      return expired.flatMap(([, { offsets }]) => offsets);
    },
  };
}
