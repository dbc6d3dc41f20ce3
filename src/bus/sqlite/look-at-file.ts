import { stat } from 'node:fs/promises';
import type { StorageLook } from '../watch-storage.ts';

/** A file as `watchStorage` wants it: which one it is on its disk, whatever its name. */
export async function lookAtFile(file: string): Promise<StorageLook> {
  try {
    const { dev, ino } = await stat(file, { bigint: true });
    return { identity: `${dev}/${ino}`, end: 0 };
  } catch (thrown) {
    const isMissing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
    return isMissing ? 'missing' : 'unknown';
  }
}
