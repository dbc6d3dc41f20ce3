import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Records } from '../../bus/event-bus.ts';
import type { SourcePlace } from '../source-kind.ts';
import type { MinioSource } from './read-minio.ts';

/** Until when a bucket was listened to, by `namespace/EventSource/event`. */
const collection = 'minio-sources';
const writtenEveryMs = 2000;
/** Notifications come in bursts, some seconds late. */
const lateMs = 60_000;

const row = z.object({ spec: z.string(), startedAt: z.number(), until: z.number() });

export interface MinioMemory {
  /** From when on the bucket is to be looked through, by the store's clock; undefined: it was never listened to. */
  since(): number | undefined;
  /** The bucket was listened to until then. */
  note(until: number): Promise<void>;
  flush(): Promise<void>;
}

/** Reads what an earlier run noted for the same bucket, events and filter. */
export async function recallBucket(
  { endpoint, bucket, events, prefix, suffix }: MinioSource,
  { namespace, eventSource, event }: SourcePlace,
  { records, now }: { records: Records; now: () => number },
): Promise<MinioMemory> {
  const key = `${namespace}/${eventSource}/${event}`;
  const spec = createHash('sha256')
    .update(JSON.stringify([endpoint, bucket, events, prefix, suffix]))
    .digest('hex');
  const read = row.safeParse((await records.get(collection, key))?.value);
  let known = read.success && read.data.spec === spec ? read.data : undefined;
  let writtenAt = Number.NEGATIVE_INFINITY;

  async function write(): Promise<void> {
    if (known === undefined) return;
    await records.put(collection, key, known);
    writtenAt = now();
  }

  return {
    since: () => (known === undefined ? undefined : Math.max(known.startedAt, known.until - lateMs)),
    async note(until) {
      const isFirst = known === undefined;
      known = { spec, startedAt: known?.startedAt ?? until, until: Math.max(known?.until ?? 0, until) };
      if (isFirst || now() - writtenAt >= writtenEveryMs) await write();
    },
    flush: write,
  };
}
