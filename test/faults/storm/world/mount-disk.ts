import { execFile } from 'node:child_process';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A disk of its own, in memory, whose size can be changed while it is written to. */
export interface Disk {
  directory: string;
  /** From now on there is room for so many bytes more. */
  leave(bytes: number): Promise<void>;
  /** There is plenty of room again. */
  enlarge(): Promise<void>;
  dispose(): Promise<void>;
}

const run = promisify(execFile);
const plentyBytes = 4 * 2 ** 30;
const tries = 20;

/** Mounts a disk; undefined where that is not for this user or system to do (it takes root, on Linux). */
export async function mountDisk(): Promise<Disk | undefined> {
  const directory = await mkdtemp(join(tmpdir(), 'disk-'));
  const options = `size=${plentyBytes},mode=0700`;
  try {
    await run('mount', ['-t', 'tmpfs', '-o', options, 'storm', directory]);
  } catch {
    await rm(directory, { recursive: true });
    return undefined;
  }

  async function resize(bytes: number): Promise<void> {
    await run('mount', ['-o', `remount,size=${bytes}`, directory]);
  }

  return {
    directory,
    async leave(bytes) {
      // It does not shrink below what has been written in between.
      for (let count = 1; ; count += 1) {
        const { blocks, bfree, bsize } = await statfs(directory);
        const isDone = await resize((blocks - bfree) * bsize + bytes).then(
          () => true,
          () => false,
        );
        if (isDone) return;
        if (count === tries) throw new Error(`The disk at ${directory} could not be made smaller.`);
      }
    },
    enlarge: () => resize(plentyBytes),
    async dispose() {
      // Lazily: a process that was just killed may still be letting go of a file.
      await run('umount', ['--lazy', directory]);
      await rm(directory, { recursive: true });
    },
  };
}
