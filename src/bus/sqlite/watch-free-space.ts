import { statfs } from 'node:fs/promises';
import type { Logger } from 'pino';
import { describeFailure } from '../describe-failure.ts';

export interface FreeSpace {
  /** False when the disk is so full that no new delivery should be taken. */
  hasRoom(): boolean;
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

/**
 * Watches the disk, so that new deliveries are refused before it is full to the last byte: what has been accepted needs room to be
 * finished in, and only finishing it makes room again.
 */
export async function watchFreeSpace({
  readFreeBytes,
  reserveBytes,
  everyMs,
  log,
}: FreeSpaceParts): Promise<FreeSpace> {
  let hasRoom = true;

  async function look(): Promise<void> {
    try {
      hasRoom = (await readFreeBytes()) >= reserveBytes;
    } catch (thrown) {
      log.warn({ reason: describeFailure(thrown) }, 'could not read how much of the disk is free');
    }
  }

  await look();
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return { hasRoom: () => hasRoom, stop: () => clearInterval(timer) };
}

/** The bytes that an unprivileged process may still write to the disk of a directory. */
export async function readFreeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}
