import type { MinioSource } from './read-minio.ts';
import type { Notification } from './read-notification.ts';
import type { StoredObject } from './store/list-objects.ts';

/** The event that an object that is gone would have been told by, where its bucket keeps no versions. */
export const removal = 's3:ObjectRemoved:Delete';

/**
 * What a bucket's lists showed, so that a list that does not show it any more tells that it is gone. What is removed and there again between
 * two lists only its notification tells.
 */
export interface ListedObjects {
  /** A look through the bucket begins; milliseconds since 1970 by the store's clock. */
  begin(at: number): void;
  see(objects: readonly StoredObject[]): void;
  /** It saw all of the bucket; gives what is gone since the one before. */
  end(at: number): StoredObject[];
  /** Told of a removal that was heard of; gives the object where it was found to be gone before. */
  match(notification: Notification): StoredObject | undefined;
}

/** Of a larger bucket removals are only heard of. */
const maxListed = 20_000;
const maxGone = 10_000;
/** The store's clock is told in whole seconds, and a notification is made right after what it is about. */
const slackMs = 2000;

export function asksForRemovals({ events }: Pick<MinioSource, 'events'>): boolean {
  return events.some((each) => each === removal || each === 's3:ObjectRemoved:*');
}

export function rememberListed({ suffix }: Pick<MinioSource, 'suffix'>): ListedObjects {
  /** Undefined: nothing to compare with, since there was no look yet, or it saw too much. */
  let listed: Map<string, StoredObject> | undefined;
  let listedAt = 0;
  let seen: Map<string, StoredObject> | undefined;
  let beganAt = 0;
  const gone = new Map<string, { object: StoredObject; after: number; until: number }>();

  return {
    begin(at) {
      beganAt = at;
      seen = new Map();
    },
    see(objects) {
      for (const each of objects) if (each.key.endsWith(suffix)) seen?.set(each.key, each);
      if (seen !== undefined && seen.size > maxListed) seen = undefined;
    },
    end(at) {
      const now = seen;
      const missing = now === undefined ? [] : [...(listed?.values() ?? [])].filter(({ key }) => !now.has(key));
      for (const object of missing) {
        gone.delete(object.key);
        gone.set(object.key, { object, after: listedAt, until: at });
      }
      for (const key of gone.keys()) {
        if (gone.size <= maxGone) break;
        gone.delete(key);
      }
      listed = now;
      listedAt = beganAt;
      seen = undefined;
      return missing;
    },
    match({ key, at }) {
      // What is heard of needs not be found.
      listed?.delete(key);
      const found = gone.get(key);
      if (found === undefined || at < found.after - slackMs || at > found.until + slackMs) return undefined;
      gone.delete(key);
      return found.object;
    },
  };
}
