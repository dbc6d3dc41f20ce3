import type { Notification } from './read-notification.ts';
import type { StoredObject } from './store/list-objects.ts';

/** Events after which the object is there anew; what else begins with `s3:ObjectCreated` is about an object that was there. */
const creations = ['Put', 'Post', 'Copy', 'CompleteMultipartUpload'].map((each) => `s3:ObjectCreated:${each}`);

export function isCreation({ name }: Notification): boolean {
  return creations.includes(name);
}

/**
 * An object that was created is named by what a list of the bucket says of it, so that it is the same whether it was heard of or found;
 * everything else by the store's own number of the event.
 */
export function nameCreation({ key, etag, lastModified }: StoredObject): string {
  return `${key}/${etag}/${lastModified}`;
}

/** An object is removed once. */
export function nameFoundRemoval(object: StoredObject): string {
  return `${nameCreation(object)}/removed`;
}

export function nameNotification({ name, key, etag, versionId, sequencer, at }: Notification): string {
  return `${key}/${versionId || etag}/${sequencer || at}/${name}`;
}

/** Which of the events that are asked for would have told of an object that is found in a list; undefined: none of them. */
export function eventOfFound({ etag }: StoredObject, asked: readonly string[]): string | undefined {
  // A multipart upload's etag says of how many parts it was.
  const name = /-\d+$/.test(etag) ? 's3:ObjectCreated:CompleteMultipartUpload' : 's3:ObjectCreated:Put';
  return asked.some((each) => each === name || (each.endsWith('*') && name.startsWith(each.slice(0, -1))))
    ? name
    : undefined;
}

/** Objects that were found in lists a while ago: they may have been replaced or removed since. */
export interface FoundObjects {
  add(found: StoredObject): void;
  has(found: StoredObject): boolean;
  /** The found object that a notification is about; each is matched once, because the same content may be written again. */
  match(notification: Notification): StoredObject | undefined;
}

const maxFound = 10_000;
/** A notification is made right after its object. */
const closeMs = 5000;

export function rememberFound(): FoundObjects {
  const found = new Map<string, { object: StoredObject; isMatched: boolean }>();
  return {
    add(each) {
      found.set(nameCreation(each), { object: each, isMatched: false });
      if (found.size <= maxFound) return;
      const [oldest] = found.keys();
      if (oldest !== undefined) found.delete(oldest);
    },
    has: (each) => found.has(nameCreation(each)),
    match({ key, etag, at }) {
      for (const each of found.values()) {
        const { object, isMatched } = each;
        if (isMatched || object.key !== key || object.etag !== etag) continue;
        const lateMs = at - Date.parse(object.lastModified);
        if (lateMs < 0 || lateMs > closeMs) continue;
        each.isMatched = true;
        return object;
      }
      return undefined;
    },
  };
}
