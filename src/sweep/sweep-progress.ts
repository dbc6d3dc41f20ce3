import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Records } from '../bus/event-bus.ts';

/** How far GitHub's list of deliveries was read. */
const progress = z.object({
  /** All of it until then, but for the gaps; milliseconds since 1970, by GitHub's clock. */
  lookedTo: z.number(),
  /** What was too much for one sweep, the oldest first: each from the cursor down to this time. */
  gaps: z.array(z.object({ cursor: z.string(), downTo: z.number() })),
});

export type SweepProgress = z.infer<typeof progress>;
export type Gap = SweepProgress['gaps'][number];

const [collection, key] = ['sweeps', 'deliveries'];

export async function readProgress(records: Records): Promise<SweepProgress | undefined> {
  return progress.safeParse((await records.get(collection, key))?.value).data;
}

/** Writes only what is news. */
export async function saveProgress(
  records: Records,
  before: SweepProgress | undefined,
  next: SweepProgress,
): Promise<void> {
  if (!isDeepStrictEqual(next, before)) await records.put(collection, key, next);
}
