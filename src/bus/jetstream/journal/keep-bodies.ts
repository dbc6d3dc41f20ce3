import { randomBytes } from 'node:crypto';
import type { Broker } from '../broker/connect-broker.ts';
import { hashToken, type Layout } from '../layout.ts';
import { type BodyNote, writeNotes } from './message-notes.ts';

/** Bodies that are larger than a message may be. */
export interface Bodies {
  /** Stores a body for the message that `owner`, a subject, will name. */
  put(owner: string, body: Uint8Array): Promise<BodyNote>;
  /** Stores a body that is gone where its message says it is. */
  restore(owner: string, note: BodyNote, body: Uint8Array): Promise<void>;
  /** Undefined: it is not there any more. */
  get(note: BodyNote): Promise<Uint8Array | undefined>;
  remove(name: string): Promise<void>;
}

const largestPiece = 512 * 1024;
/** What a piece's headers and its message's frame may take. */
const frameBytes = 4096;

/**
 * Keeps bodies in pieces, each a message of its own. Every `put` writes under a new name, so that what is being read never changes;
 * a name that no message refers to is swept away later.
 */
export function createBodies(broker: Broker, layout: Layout): Bodies {
  const stream = layout.streams.bodies;

  async function getPiece(subject: string): Promise<Uint8Array | undefined> {
    const query = { last_by_subj: subject };
    // Any replica of the stream may answer; one that is behind does not have it yet.
    const found =
      (await broker.manager.direct.getMessage(stream, query)) ??
      (await broker.manager.streams.getMessage(stream, query));
    return found?.data;
  }

  async function putPieces(owner: string, { name, pieces }: BodyNote, body: Uint8Array): Promise<void> {
    const pieceBytes = Math.ceil(body.byteLength / pieces);
    for (let piece = 0; piece < pieces; piece += 1) {
      const part = body.subarray(piece * pieceBytes, (piece + 1) * pieceBytes);
      await broker.js.publish(layout.subjects.body(name, piece), part, { headers: writeNotes({ owner }) });
    }
  }

  return {
    async put(owner, body) {
      const name = hashToken(owner, randomBytes(16).toString('hex'));
      const pieceBytes = Math.min(largestPiece, broker.maxMessageBytes() - frameBytes);
      const note = { name, pieces: Math.ceil(body.byteLength / pieceBytes), bytes: body.byteLength };
      await putPieces(owner, note, body);
      return note;
    },
    restore: putPieces,
    async get({ name, pieces, bytes }) {
      const body = new Uint8Array(bytes);
      let length = 0;
      for (let piece = 0; piece < pieces; piece += 1) {
        const part = await getPiece(layout.subjects.body(name, piece));
        if (part === undefined) return undefined;
        body.set(part, length);
        length += part.byteLength;
      }
      return body;
    },
    async remove(name) {
      await broker.manager.streams.purge(stream, { filter: layout.subjects.body(name, '*') });
    },
  };
}
