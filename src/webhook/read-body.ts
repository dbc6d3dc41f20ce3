import type { IncomingMessage } from 'node:http';

export type BodyReading =
  | { kind: 'read'; body: Uint8Array }
  /** More bytes than allowed; the rest was not read. */
  | { kind: 'too-large' }
  /** All bodies together hold more bytes than the process has room for; the rest was not read. */
  | { kind: 'no-room' }
  /** The sender went away. */
  | { kind: 'aborted' };

/** Bytes of bodies in memory at this moment, over all requests. Whoever reads a body gives its bytes back by `release`. */
export interface BodyRoom {
  /** `total`: what the body has come to with these bytes. */
  take(bytes: number, total: number): boolean;
  release(bytes: number): void;
}

/** What nearly all webhooks are smaller than. */
const ordinaryBytes = 1024 * 1024;

/** The last quarter of the room is for ordinary bodies: a few senders of large ones, who need no secret for that, cannot have it all. */
export function createBodyRoom(maxBytes: number): BodyRoom {
  let used = 0;
  return {
    take(bytes, total) {
      if (used + bytes > (total > ordinaryBytes ? maxBytes * 0.75 : maxBytes)) {
        return false;
      }
      used += bytes;
      return true;
    },
    release(bytes) {
      used -= bytes;
    },
  };
}

/**
 * Reads a body of at most `maxBytes`. Stops reading, and leaves the request paused, as soon as it is too large. Room is taken for
 * what has arrived, not for what is announced; it is kept only when the body was read.
 */
export function readBody(request: IncomingMessage, maxBytes: number, room: BodyRoom): Promise<BodyReading> {
  return new Promise((resolve) => {
    const collected = collectChunks();
    let isFinished = false;
    const finish = (reading: BodyReading): void => {
      if (isFinished) {
        return;
      }
      isFinished = true;
      request.off('data', add).off('end', end);
      if (reading.kind !== 'read') {
        room.release(collected.byteLength());
      }
      resolve(reading);
    };
    const stop = (kind: 'too-large' | 'no-room'): void => {
      request.pause();
      finish({ kind });
    };
    const add = (chunk: Buffer): void => {
      if (collected.byteLength() + chunk.byteLength > maxBytes) {
        stop('too-large');
      } else if (room.take(chunk.byteLength, collected.byteLength() + chunk.byteLength)) {
        collected.add(chunk);
      } else {
        stop('no-room');
      }
    };
    const end = (): void => finish({ kind: 'read', body: collected.body() });
    const abort = (): void => finish({ kind: 'aborted' });
    request.on('data', add).on('end', end).on('close', abort).on('error', abort);
  });
}

interface Chunks {
  add(chunk: Buffer): void;
  byteLength(): number;
  body(): Uint8Array;
}

/**
 * Chunks side by side. A single one is kept as it came. From the second on they are copied into a buffer that doubles, because a
 * sender that drips single bytes would make a list of chunks many times larger than what they hold.
 */
function collectChunks(): Chunks {
  const smallest = 64 * 1024;
  let bytes: Uint8Array = Buffer.alloc(0);
  let length = 0;
  return {
    add(chunk) {
      if (length === 0) {
        bytes = chunk;
        length = chunk.byteLength;
        return;
      }
      const needed = length + chunk.byteLength;
      if (needed > bytes.byteLength) {
        const grown = Buffer.allocUnsafeSlow(Math.max(needed, 2 * bytes.byteLength, smallest));
        grown.set(bytes.subarray(0, length));
        bytes = grown;
      }
      bytes.set(chunk, length);
      length = needed;
    },
    byteLength: () => length,
    body: () => bytes.subarray(0, length),
  };
}
