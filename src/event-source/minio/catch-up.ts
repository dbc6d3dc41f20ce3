import { marshalAsGo } from '../../event/marshal-as-go.ts';
import type { HeardEvent } from '../source-feed.ts';
import { type ListedObjects, removal } from './find-removals.ts';
import { eventOfFound, type FoundObjects, nameCreation, nameFoundRemoval } from './name-event.ts';
import type { MinioSource } from './read-minio.ts';
import { listObjects, type StoredObject } from './store/list-objects.ts';
import type { Store } from './store/open-store.ts';

/**
 * What was created since then, as far as it is still there and was not found before: a page of the bucket's list at a time. At last, what
 * an earlier list showed and is gone. The store repeats no notification. An object that was heard of as well has the same id here.
 *
 * @param since milliseconds since 1970 by the store's clock
 */
export async function* catchUp(
  store: Store,
  spec: MinioSource,
  { since, found, listed }: { since: number; found: FoundObjects; listed: ListedObjects | undefined },
): AsyncGenerator<HeardEvent[]> {
  listed?.begin(store.now());
  for await (const objects of listObjects(store, spec.bucket, spec.prefix)) {
    listed?.see(objects);
    const fresh = objects.filter((each) => Date.parse(each.lastModified) >= since && !found.has(each));
    const events = fresh.flatMap((each): HeardEvent[] => {
      const name = eventOfFound(each, spec.events);
      if (name === undefined || !each.key.endsWith(spec.suffix)) return [];
      const data = writeMinioData(describe(each, name, spec));
      return [{ id: nameCreation(each), data, occurredAt: Date.parse(each.lastModified) }];
    });
    yield events;
    for (const each of fresh) found.add(each);
  }
  const at = store.now();
  yield (listed?.end(at) ?? []).map((object): HeardEvent => {
    const gone = { ...object, lastModified: new Date(at).toISOString() };
    return { id: nameFoundRemoval(object), data: writeMinioData(describe(gone, removal, spec)), occurredAt: at };
  });
}

/** Argo Events 1.9, `MinioEventData`. The frame adds `metadata`. */
export function writeMinioData(record: unknown): string {
  return `{"notification":[${marshalAsGo(record)}]}`;
}

/** A notification as the store would have sent it; who did it and from where is not known. */
function describe({ key, etag, size, lastModified }: StoredObject, eventName: string, { bucket }: MinioSource) {
  const nobody = { principalId: '' };
  return {
    ...{ eventVersion: '2.0', eventSource: 'minio:s3', awsRegion: '', eventTime: lastModified, eventName },
    ...{ userIdentity: nobody, requestParameters: {}, responseElements: {} },
    s3: {
      ...{ s3SchemaVersion: '1.0', configurationId: 'Config' },
      bucket: { name: bucket, ownerIdentity: nobody, arn: `arn:aws:s3:::${bucket}` },
      object: { key, size, eTag: etag, sequencer: '' },
    },
    source: { host: '', port: '', userAgent: '' },
  };
}
