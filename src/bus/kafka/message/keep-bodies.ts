import type { Delivery } from '../../event-bus.ts';
import type { LogReader } from '../client/create-log-reader.ts';
import type { LoggedDelivery } from '../ledger/state-entry.ts';
import type { LogRecord } from '../log/log-message.ts';
import { readLabel, readPart, unpackDelivery } from './pack-delivery.ts';

type Place = Pick<LoggedDelivery, 'name' | 'partition' | 'offsets'>;

export interface Bodies {
  /** Keeps a copy of what has been read anyway, while there is room for it. */
  offer(name: string, record: LogRecord): void;
  /** The delivery as it was published; undefined when the log holds it no more. Rejects when the broker cannot be asked. */
  load(place: Place): Promise<LoadedDelivery | undefined>;
  /** The same, and what is kept stays. */
  read(place: Place): Promise<LoadedDelivery | undefined>;
  drop(name: string): void;
  dropPartition(partition: number): void;
  close(): Promise<void>;
}

export interface LoadedDelivery {
  delivery: Delivery;
  /** When the broker stored it. Milliseconds since 1970. */
  storedAt: number;
}

export interface BodyParts {
  topic: string;
  /** Used by these bodies alone. */
  reader: LogReader;
  /** Bytes to keep at most. */
  maxBytes: number;
  /** True when a delivery that was read beside another is wanted soon: its key and the offset of its message. */
  isWanted: (key: string, offset: number) => boolean;
}

type KeptRecord = Pick<LogRecord, 'partition' | 'value' | 'headers' | 'timestamp'>;

/** A few neighbours come along; of all partitions together no more than are kept. */
const limits = { maxWaitMs: 100, maxBytes: 128 * 1024 };

/**
 * The bodies of deliveries: few of them in memory, the rest read from the log when it is their turn. Reading one brings its
 * neighbours along, which are kept when they are wanted: a backlog is read about as fast as from its beginning to its end.
 */
export function keepBodies({ topic, reader, maxBytes, isWanted }: BodyParts): Bodies {
  const kept = new Map<string, KeptRecord>();
  let keptBytes = 0;
  let reading: Promise<unknown> = Promise.resolve();

  function offer(name: string, record: LogRecord): void {
    const bytes = record.value?.byteLength ?? 0;
    if (kept.has(name) || keptBytes + bytes > maxBytes) return;
    kept.set(name, copyRecord(record));
    keptBytes += bytes;
  }

  function take(name: string): KeptRecord | undefined {
    const record = kept.get(name);
    kept.delete(name);
    keptBytes -= record?.value?.byteLength ?? 0;
    return record;
  }

  function offerNeighbour(record: LogRecord): void {
    const label = readPart(record) === undefined ? readLabel(record) : undefined;
    if (label !== undefined && isWanted(record.key.toString(), record.offset)) offer(label.name, record);
  }

  /** The records at these offsets; undefined when one of them is gone. */
  async function readAt(partition: number, offsets: readonly number[]): Promise<KeptRecord[] | undefined> {
    const found: KeptRecord[] = [];
    while (found.length < offsets.length) {
      const next = await readSome(partition, offsets.slice(found.length));
      if (next.length === 0) return undefined;
      found.push(...next);
    }
    return found;
  }

  /** As many of the records at these offsets as one answer holds, from the first on; none when the first is gone. */
  async function readSome(partition: number, offsets: readonly number[]): Promise<KeptRecord[]> {
    const [offset = 0] = offsets;
    for (const isRetried of [false, true]) {
      const node = (await reader.leaders(topic, isRetried))[partition] ?? -1;
      const [read] = await reader.read(node, [{ topic, partition, offset }], limits);
      if (read?.isGone === true) return [];
      if (read !== undefined && read.records.length > 0) return pick(read.records, offsets);
    }
    throw new Error(`Offset ${offset} of ${topic}/${partition} could not be read.`);
  }

  function pick(records: readonly LogRecord[], offsets: readonly number[]): KeptRecord[] {
    const found: KeptRecord[] = [];
    for (const record of records) {
      if (record.offset === offsets[found.length]) found.push(copyRecord(record));
      else offerNeighbour(record);
    }
    return found;
  }

  async function readOne({ partition, offsets }: Place): Promise<LoadedDelivery | undefined> {
    const records = await readAt(partition, offsets);
    return records && unpack(records);
  }

  /** One at a time: what one brings along may be what the next is after. */
  function inTurn<Value>(read: () => Promise<Value>): Promise<Value> {
    const result = reading.then(read);
    reading = result.catch(() => undefined);
    return result;
  }

  function takeOrRead(place: Place): Promise<LoadedDelivery | undefined> {
    const record = take(place.name);
    return record === undefined ? readOne(place) : Promise.resolve(unpack([record]));
  }

  return {
    offer,
    load: (place) => (kept.has(place.name) ? takeOrRead(place) : inTurn(() => takeOrRead(place))),
    read: (place) => inTurn(() => readOne(place)),
    drop: (name) => {
      take(name);
    },
    dropPartition(partition) {
      for (const [name, record] of [...kept]) if (record.partition === partition) take(name);
    },
    close: () => reader.close(),
  };
}

function unpack(records: readonly KeptRecord[]): LoadedDelivery {
  return { delivery: unpackDelivery(records), storedAt: records.at(-1)?.timestamp ?? 0 };
}

/**
 * In memory of its own: a small record does not hold on to the large answer that it came in, nor to a piece of the pool that Node cuts small
 * buffers from and frees as a whole.
 */
function copyRecord({ partition, value, headers, timestamp }: LogRecord): KeptRecord {
  const copies = [...headers].map(([name, content]) => [name, copyBytes(content)] as const);
  return { partition, value: value === null ? null : copyBytes(value), headers: new Map(copies), timestamp };
}

function copyBytes(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.byteLength);
  bytes.copy(copy);
  return copy;
}
