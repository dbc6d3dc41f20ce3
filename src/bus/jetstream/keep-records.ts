import type { MsgHdrs } from '@nats-io/transport-node';
import { z } from 'zod';
import type { Records, StoredRecord } from '../event-bus.ts';
import type { Broker } from './broker/connect-broker.ts';
import { isWrongLastSequence } from './broker/explain-broker-error.ts';
import { readMessages } from './broker/read-messages.ts';
import type { Bodies } from './journal/keep-bodies.ts';
import { readBody, writeNotes } from './journal/message-notes.ts';
import { hashToken, type Layout } from './layout.ts';

const rowSchema = z.object({ key: z.string(), value: z.unknown() });

/** What a message's frame and headers may take. */
const frameBytes = 4096;

/**
 * Rows in a stream that keeps the last message of each subject, as NATS' own key-value buckets are made. Collections and keys may
 * be any text, so their subjects are hashes and the row holds its key. The version is the message's sequence. A removed row
 * leaves nothing behind. A value that is larger than a message may be lies among the large bodies.
 */
export function createRecords(broker: Broker, { streams, subjects }: Layout, bodies: Bodies): Records {
  const stream = streams.records;
  const { js, manager } = broker;
  const subjectOf = (collection: string, key: string): string => subjects.record(hashToken(collection), hashToken(key));

  async function readRow(message: RowMessage): Promise<StoredRecord | undefined> {
    const elsewhere = readBody(message.headers);
    const data = elsewhere === undefined ? message.data : await bodies.get(elsewhere);
    if (data === undefined) return undefined;
    const { key, value } = rowSchema.parse(JSON.parse(Buffer.from(data).toString()));
    return { key, value, version: message.version };
  }

  async function get(subject: string, versionBefore?: number): Promise<StoredRecord | undefined> {
    const found = await manager.streams.getMessage(stream, { last_by_subj: subject });
    if (found === null) return undefined;
    const row = await readRow({ data: found.data, headers: found.header, version: found.seq });
    if (row !== undefined) return row;
    // Its large value was replaced while it was being read; or it is gone for good, and the row must not be in the way of a new one.
    if (found.seq !== versionBefore) return get(subject, found.seq);
    await manager.streams.purge(stream, { filter: subject, seq: found.seq + 1 });
    return undefined;
  }

  async function put(subject: string, row: Uint8Array, expectedVersion?: number): Promise<number | 'conflict'> {
    const isLarge = row.byteLength + frameBytes > broker.maxMessageBytes();
    const body = isLarge ? await bodies.put(subject, row) : undefined;
    const expect = expectedVersion === undefined ? {} : { expect: { lastSubjectSequence: expectedVersion } };
    try {
      const { seq } = await js.publish(subject, isLarge ? '' : row, { headers: writeNotes({ body }), ...expect });
      return seq;
    } catch (thrown) {
      if (!isWrongLastSequence(thrown)) throw thrown;
      if (body !== undefined) await bodies.remove(body.name);
      return 'conflict';
    }
  }

  async function list(collection: string): Promise<StoredRecord[]> {
    const rows: StoredRecord[] = [];
    const filter = subjects.record(hashToken(collection), '*');
    for await (const message of readMessages(broker, { stream, filter, withBodies: true })) {
      const row = await readRow({ data: message.data, headers: message.headers, version: message.seq });
      if (row !== undefined) rows.push(row);
    }
    return rows;
  }

  return {
    get: (collection, key) => broker.ask(() => get(subjectOf(collection, key))),
    async put(collection, key, value, expectedVersion) {
      if (JSON.stringify(value) === undefined) {
        throw new TypeError('A record holds JSON; this value has none.');
      }
      const row = Buffer.from(JSON.stringify({ key, value }));
      return broker.ask(() => put(subjectOf(collection, key), row, expectedVersion));
    },
    async remove(collection, key) {
      await broker.ask(() => manager.streams.purge(stream, { filter: subjectOf(collection, key) }));
    },
    async list(collection, prefix) {
      const rows = await broker.ask(() => list(collection));
      return rows.filter(({ key }) => key.startsWith(prefix)).toSorted((left, right) => compare(left.key, right.key));
    },
  };
}

interface RowMessage {
  data: Uint8Array;
  headers: MsgHdrs | undefined;
  version: number;
}

/** By code units, as every bus sorts. */
function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
