import { statfs } from 'node:fs/promises';
import type { Logger } from 'pino';
import { describeFailure } from '../describe-failure.ts';

export interface FreeSpace {
  /** False when the disk is so full that no new delivery of this size should be taken. */
  hasRoom(bytes: number): boolean;
  stop(): void;
}

export interface FreeSpaceParts {
  /** Bytes that the disk has left for this process. */
  readFreeBytes: () => Promise<number>;
  /** Bytes that new deliveries leave alone. */
  reserveBytes: number;
  everyMs: number;
  log: Pick<Logger, 'warn'>;
}

/** A delivery is written twice: to the write-ahead log, and later from there to its place. */
const copies = 2;

/**
 * Watches the disk, so that new deliveries are refused before it is full to the last byte: what has been accepted needs room to be
 * finished in (on a disk that is really full SQLite can neither note that a delivery is done nor even open the file). Between two
 * looks at the disk, what was asked for is taken off.
 */
export async function watchFreeSpace({
  readFreeBytes,
  reserveBytes,
  everyMs,
  log,
}: FreeSpaceParts): Promise<FreeSpace> {
  let freeBytes = Number.POSITIVE_INFINITY;

  async function look(): Promise<void> {
    try {
      freeBytes = await readFreeBytes();
    } catch (thrown) {
      log.warn({ reason: describeFailure(thrown) }, 'could not read how much of the disk is free');
    }
  }

  await look();
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return {
    hasRoom(bytes) {
      if (freeBytes - copies * bytes < reserveBytes) {
        return false;
      }
      freeBytes -= copies * bytes;
      return true;
    },
    stop: () => clearInterval(timer),
  };
}

/** The bytes that an unprivileged process may still write to the disk of a directory. */
export async function readFreeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}
