import { setTimeout as sleep } from 'node:timers/promises';
import type { HeardEvent } from '../source-feed.ts';
import { writeMinioData } from './catch-up.ts';
import { type ListedObjects, removal } from './find-removals.ts';
import { type FoundObjects, isCreation, nameCreation, nameFoundRemoval, nameNotification } from './name-event.ts';
import type { MinioSource } from './read-minio.ts';
import type { Notification } from './read-notification.ts';
import { findObject, type StoredObject } from './store/list-objects.ts';
import type { Store } from './store/open-store.ts';

const lookUpWithinMs = 3000;
const lookUpPauseMs = 200;

/** What the bucket's lists told. */
export interface Seen {
  found: FoundObjects;
  /** Undefined where what is gone cannot be told by name: a version may be left of it. */
  listed: ListedObjects | undefined;
}

interface Naming {
  store: Store;
  spec: MinioSource;
  /** Undefined where the bucket may not be listed, so that nothing is found in lists either. */
  seen: Seen | undefined;
  signal: AbortSignal;
}

/**
 * A creation whose object cannot be looked up, because the store has gone away, is left to the list that follows on such a failure: under
 * another name it would be heard twice. Everything else has its name at once.
 */
export async function nameHeard(
  heard: readonly Notification[],
  naming: Naming,
): Promise<{ events: HeardEvent[]; failure?: unknown }> {
  const events: HeardEvent[] = [];
  let failure: unknown;
  for (const each of heard) {
    if (failure !== undefined && isCreation(each)) continue;
    try {
      events.push({ id: await nameOf(each, naming), data: writeMinioData(each.record), occurredAt: each.at });
    } catch (thrown) {
      failure = thrown;
    }
  }
  return failure === undefined ? { events } : { events, failure };
}

/**
 * An object that was replaced or removed since is in no list, so it is not found a second time either; one that was replaced by the same
 * content is told from it by its time.
 */
async function nameOf(notification: Notification, naming: Naming): Promise<string> {
  const { seen } = naming;
  if (seen === undefined) return nameNotification(notification);
  if (notification.name === removal) {
    const gone = seen.listed?.match(notification);
    return gone === undefined ? nameNotification(notification) : nameFoundRemoval(gone);
  }
  if (!isCreation(notification)) return nameNotification(notification);
  const known = seen.found.match(notification);
  if (known !== undefined) return nameCreation(known);
  const listed = await lookUp(notification, naming);
  const isSame = listed?.etag === notification.etag && Date.parse(listed.lastModified) <= notification.at;
  return isSame ? nameCreation(listed) : nameNotification(notification);
}

/** A moment's trouble is waited out. */
async function lookUp({ key }: Notification, { store, spec, signal }: Naming): Promise<StoredObject | undefined> {
  const beganAt = performance.now();
  for (;;) {
    try {
      return await findObject(store, spec.bucket, key);
    } catch (thrown) {
      if (performance.now() - beganAt > lookUpWithinMs) throw thrown;
      await sleep(lookUpPauseMs, undefined, { signal, ref: false });
    }
  }
}
