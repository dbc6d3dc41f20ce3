import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Records } from '../../bus/event-bus.ts';
import type { SourcePlace } from '../source-kind.ts';
import type { ResourceSource } from './read-resource.ts';

/** How far the objects of a source are known, by `namespace/EventSource/event`. */
const collection = 'resource-sources';
/** Of a busy source not every version is written down. */
const writtenEveryMs = 2000;

const row = z.object({
  /** Hash of the spec: another spec begins anew. */
  spec: z.string(),
  startedAt: z.number(),
  version: z.string().optional(),
  newest: z.number(),
  newestUids: z.array(z.string()),
});

export interface ResourceMemory {
  /** When the source first listened, milliseconds since 1970. */
  startedAt: number;
  /** Up to which version everything is stored; undefined: nothing is yet. */
  version: string | undefined;
  /** When the newest object that was seen was created, in the API server's whole seconds; 0 for none. */
  newest: number;
  /** Objects that were created in that second and were seen. */
  newestUids: string[];
}

/** How far everything is stored. */
export type ResourceProgress = Pick<ResourceMemory, 'newest' | 'newestUids'> & { version: string };

/** Of more in one second some are told again. */
export const maxUids = 1000;

export interface KeptMemory {
  current(): ResourceMemory;
  /** All up to this version is stored. */
  note(progress: ResourceProgress): Promise<void>;
  /** Writes down what was noted last. */
  flush(): Promise<void>;
}

/** Reads what an earlier run of the same spec noted; without one the source starts now. */
export async function recallResources(
  spec: ResourceSource,
  { namespace, eventSource, event }: SourcePlace,
  { records, now }: { records: Records; now: () => number },
): Promise<KeptMemory> {
  const key = `${namespace}/${eventSource}/${event}`;
  const hash = createHash('sha256').update(JSON.stringify(spec)).digest('hex');
  const read = row.safeParse((await records.get(collection, key))?.value);
  const known = read.success && read.data.spec === hash ? read.data : undefined;
  let current: ResourceMemory = {
    startedAt: known?.startedAt ?? now(),
    version: known?.version,
    newest: known?.newest ?? 0,
    newestUids: known?.newestUids ?? [],
  };
  let writtenAt = Number.NEGATIVE_INFINITY;
  let written: string | undefined;

  async function write(): Promise<void> {
    const value = { spec: hash, ...current };
    const text = JSON.stringify(value);
    if (text === written) return;
    await records.put(collection, key, value);
    writtenAt = now();
    written = text;
  }

  if (known === undefined) await write();
  return {
    current: () => current,
    async note({ version, newest, newestUids }) {
      const isSame = newest === current.newest;
      const uids = isSame ? [...new Set([...current.newestUids, ...newestUids])].slice(0, maxUids) : newestUids;
      current = newest < current.newest ? { ...current, version } : { ...current, version, newest, newestUids: uids };
      if (now() - writtenAt >= writtenEveryMs) await write();
    },
    flush: write,
  };
}
