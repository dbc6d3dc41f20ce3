import type { MsgHdrs } from '@nats-io/transport-node';
import type { Delivery } from '../../event-bus.ts';
import type { Broker } from '../broker/connect-broker.ts';
import { isWrongLastSequence } from '../broker/explain-broker-error.ts';
import { hashToken, type Layout } from '../layout.ts';
import { decodeDelivery, encodeDelivery } from './encode-delivery.ts';
import type { Bodies } from './keep-bodies.ts';
import {
  type DeliveryState,
  type LetterNote,
  type QueueNote,
  readBody,
  readQueue,
  readState,
  writeNotes,
} from './message-notes.ts';

/** A stored delivery, with what its message says beside it. */
export interface StoredDelivery {
  delivery: Delivery;
  sequence: number;
  queue: QueueNote | undefined;
  headers: MsgHdrs;
  /** Its large body is not there any more; that of `delivery` is empty. */
  isBodyGone: boolean;
}

/** The stream of events: what came, and what became of it. Errors are the broker's; nothing is tried again here. */
export interface Journal {
  /** Stores a delivery once; false when its id is known. */
  append(token: string, delivery: Delivery, queue: QueueNote): Promise<boolean>;
  findByToken(token: string): Promise<StoredDelivery | undefined>;
  findBySequence(sequence: number): Promise<StoredDelivery | undefined>;
  readState(token: string): Promise<{ state: DeliveryState; revision: number } | undefined>;
  /** Writes the latest state over the one of `expectedRevision` (0: none; undefined: any) and gives its revision. */
  writeState(token: string, state: DeliveryState, expectedRevision?: number): Promise<number | 'conflict'>;
  /** Puts the large body of a stored delivery there again where it is gone. */
  restoreBody(token: string, body: Uint8Array): Promise<void>;
  /** Leaves nothing of a finished delivery but that its id is known. */
  eraseBody(token: string): Promise<void>;
  writeLetter(token: string, delivery: Delivery, letter: LetterNote): Promise<void>;
  removeLetter(token: string): Promise<void>;
}

/** What the headers and the frame of a message may take. */
const frameBytes = 8192;

export function tokenOf({ source, tenant, id }: Pick<Delivery, 'source' | 'tenant' | 'id'>): string {
  return hashToken(source, tenant, id);
}

export function createJournal(broker: Broker, layout: Layout, bodies: Bodies): Journal {
  const { js, manager } = broker;
  const { streams, subjects } = layout;

  /** Publishes without waiting for anything before, so that deliveries are stored in the order in which they were published. */
  async function publish(
    subject: string,
    delivery: Delivery,
    notes: { queue?: QueueNote; letter?: LetterNote; expectedRevision?: number },
  ): Promise<boolean> {
    const { expectedRevision, ...written } = notes;
    const isLarge = delivery.body.byteLength + frameBytes > broker.maxMessageBytes();
    const body = isLarge ? await bodies.put(subject, delivery.body) : undefined;
    const payload = encodeDelivery(delivery, isLarge ? undefined : delivery.body);
    const expect = expectedRevision === undefined ? {} : { expect: { lastSubjectSequence: expectedRevision } };
    try {
      await js.publish(subject, payload, { headers: writeNotes({ ...written, body }), ...expect, ...patience });
      return true;
    } catch (thrown) {
      if (!isWrongLastSequence(thrown)) throw thrown;
      if (body !== undefined) await bodies.remove(body.name);
      return false;
    }
  }

  async function complete(
    found: { data: Uint8Array; header?: MsgHdrs; headers?: MsgHdrs; seq: number } | null,
  ): Promise<StoredDelivery | undefined> {
    const headers = found?.header ?? found?.headers;
    if (found === null || headers === undefined || found.data.byteLength === 0) return undefined;
    const delivery = decodeDelivery(found.data);
    const elsewhere = readBody(headers);
    const body = elsewhere === undefined ? delivery.body : await bodies.get(elsewhere);
    return {
      delivery: { ...delivery, body: body ?? new Uint8Array() },
      ...{ sequence: found.seq, queue: readQueue(headers), headers, isBodyGone: body === undefined },
    };
  }

  async function findByToken(token: string): Promise<StoredDelivery | undefined> {
    return complete(await manager.streams.getMessage(streams.events, { last_by_subj: subjects.event(token) }));
  }

  return {
    append: (token, delivery, queue) => publish(subjects.event(token), delivery, { queue, expectedRevision: 0 }),
    findByToken,
    async findBySequence(sequence) {
      const query = { seq: sequence };
      // A message never changes, so that any replica of the stream may answer; one that is behind does not have it yet.
      return complete(
        (await manager.direct.getMessage(streams.events, query)) ??
          (await manager.streams.getMessage(streams.events, query)),
      );
    },
    async readState(token) {
      const found = await manager.streams.getMessage(streams.events, { last_by_subj: subjects.state(token) });
      const state = readState(found?.header);
      return found === null || state === undefined ? undefined : { state, revision: found.seq };
    },
    async writeState(token, state, expectedRevision) {
      const expect = expectedRevision === undefined ? {} : { expect: { lastSubjectSequence: expectedRevision } };
      try {
        const { seq } = await js.publish(subjects.state(token), '', { headers: writeNotes({ state }), ...expect });
        return seq;
      } catch (thrown) {
        if (isWrongLastSequence(thrown)) return 'conflict';
        throw thrown;
      }
    },
    async restoreBody(token, body) {
      const found = await findByToken(token);
      const note = readBody(found?.headers);
      if (found?.isBodyGone === true && note?.bytes === body.byteLength) {
        await bodies.restore(subjects.event(token), note, body);
      }
    },
    async eraseBody(token) {
      await js.publish(subjects.event(token), '');
    },
    async writeLetter(token, delivery, letter) {
      await publish(subjects.dead(token), delivery, { letter });
    },
    async removeLetter(token) {
      await manager.streams.purge(streams.dead, { filter: subjects.dead(token) });
    },
  };
}

/** The broker may be choosing a new leader; asking twice is safe, because the second is told that the first was stored. */
const patience = { retries: 2 };
