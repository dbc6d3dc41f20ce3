import { describe, expect, it } from 'vitest';
import { createMemoryRecords } from '../../report/testing/memory-records.ts';
import { setFeed } from '../testing/set-feed.ts';
import { rememberListed } from './find-removals.ts';
import { followBucket } from './follow-bucket.ts';
import { recallBucket } from './minio-memory.ts';
import { readMinio } from './read-minio.ts';
import type { Store } from './store/open-store.ts';

const secret = { name: 's', key: 'k' };
const createdAt = '2026-03-04T05:06:07.080Z';
const list = (...keys: string[]) =>
  keys
    .map((key) => `<Contents><Key>${key}</Key><ETag>e</ETag><LastModified>${createdAt}</LastModified></Contents>`)
    .join('');

function notify(name: string, key: string): Uint8Array {
  const object = { key, eTag: 'e', sequencer: name };
  const record = { eventName: name, eventTime: createdAt, s3: { bucket: { name: 'b' }, object } };
  return Buffer.from(`${JSON.stringify({ Records: [record] })}\n`);
}

async function* say(...chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/** A store that tells this, and has these objects once it is there. */
function makeStore(chunks: Uint8Array[], state: { isAway: boolean; keys: string[] }): Store {
  return {
    async ask(_path, query) {
      const { 'max-keys': max, prefix = '' } = Object.fromEntries(query);
      const isLookUp = max === '1' && prefix !== '';
      if (isLookUp && state.isAway) throw new Error('connection refused');
      return list(...state.keys.filter((each) => each.startsWith(prefix)));
    },
    listen: async () => say(...chunks),
    now: () => Date.parse(createdAt),
    close: async () => undefined,
  };
}

describe('following a bucket', () => {
  it('leaves to the next list what it cannot look up, and hears of it once', async () => {
    const events = ['s3:ObjectCreated:*', 's3:ObjectRemoved:DeleteMarkerCreated'];
    const read = readMinio({ endpoint: 'a:1', bucket: { name: 'b' }, events, accessKey: secret, secretKey: secret });
    if (!read.ok) throw new Error('no spec');
    const { spec } = read;
    const { feed, events: heard, doubled } = setFeed();
    const place = { namespace: 'ci', eventSource: 'files', event: 'made' };
    const memory = await recallBucket(spec, place, { records: createMemoryRecords(), now: () => 0 });
    const state = { isAway: true, keys: [] as string[] };
    const follow = (chunks: Uint8Array[]) =>
      followBucket({
        ...{ store: makeStore(chunks, state), spec, feed, memory, listed: rememberListed(spec) },
        world: { onTrouble: () => undefined, onUnreadable: () => undefined, log: { warn: () => undefined } as never },
        onHeard: () => undefined,
      });
    const created = notify('s3:ObjectCreated:Put', 'a');
    const removed = notify('s3:ObjectRemoved:DeleteMarkerCreated', 'b');

    await expect(follow([Buffer.concat([created, removed])])).rejects.toThrow('connection refused');
    expect(heard.map(({ id }) => id)).toEqual([
      'b/e/s3:ObjectRemoved:DeleteMarkerCreated/s3:ObjectRemoved:DeleteMarkerCreated',
    ]);

    state.isAway = false;
    state.keys = ['a'];
    await follow([created]);
    expect(heard.map(({ id }) => id).slice(1)).toEqual([`a/e/${createdAt}`]);
    expect(doubled).toEqual([`a/e/${createdAt}`]);
  });
});
