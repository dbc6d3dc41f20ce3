import { isForbidden, type Store } from './open-store.ts';
import { readTag } from './read-tag.ts';

/** Whether a bucket keeps what is removed or replaced as a version, or did once; undefined where that may not be asked. */
export async function keepsVersions(store: Store, bucket: string): Promise<boolean | undefined> {
  try {
    return readTag(await store.ask(`/${bucket}`, [['versioning', '']]), 'Status') !== undefined;
  } catch (thrown) {
    if (isForbidden(thrown)) return undefined;
    throw thrown;
  }
}
