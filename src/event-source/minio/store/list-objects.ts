import type { Store } from './open-store.ts';
import { readTag, readTags } from './read-tag.ts';

export interface StoredObject {
  key: string;
  /** Without quotes. */
  etag: string;
  size: number;
  /** As the store writes it. */
  lastModified: string;
}

/** All objects whose key begins so, a page at a time. */
export async function* listObjects(store: Store, bucket: string, prefix: string): AsyncGenerator<StoredObject[]> {
  for (let token: string | undefined; ; ) {
    const page = await askPage(store, bucket, { prefix, ...(token === undefined ? {} : { token }) });
    yield page.objects;
    if (page.next === undefined || page.next === token) return;
    token = page.next;
  }
}

/** The object of exactly this key; undefined when there is none (any more). */
export async function findObject(store: Store, bucket: string, key: string): Promise<StoredObject | undefined> {
  const { objects } = await askPage(store, bucket, { prefix: key, max: 1 });
  return objects.find((each) => each.key === key);
}

async function askPage(
  store: Store,
  bucket: string,
  { prefix, token, max = 1000 }: { prefix: string; token?: string; max?: number },
): Promise<{ objects: StoredObject[]; next: string | undefined }> {
  const xml = await store.ask(`/${bucket}`, [
    ['list-type', '2'],
    ['encoding-type', 'url'],
    ['max-keys', String(max)],
    ['prefix', prefix],
    ...(token === undefined ? [] : [['continuation-token', token] as const]),
  ]);
  const objects = readTags(xml, 'Contents').flatMap((each): StoredObject[] => {
    const key = decodeKey(readTag(each, 'Key') ?? '');
    const etag = (readTag(each, 'ETag') ?? '').replaceAll('"', '');
    const lastModified = readTag(each, 'LastModified') ?? '';
    if (key === '' || Number.isNaN(Date.parse(lastModified))) return [];
    return [{ key, etag, size: Number(readTag(each, 'Size') ?? 0), lastModified }];
  });
  const next = readTag(xml, 'IsTruncated') === 'true' ? readTag(xml, 'NextContinuationToken') : undefined;
  return { objects, next };
}

/** Keys are written as in a query; what cannot be one stays as it is. */
function decodeKey(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
