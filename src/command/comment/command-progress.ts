import { z } from 'zod';
import { forgetOld, type Memory } from '../forget-old.ts';

/** How far the commands of a comment are, by its delivery: what is done is not done again, and one reply is one. */
const collection = 'comments';
/** Deliveries are told apart for eight days. */
const keptMs = 9 * 24 * 60 * 60 * 1000;

const progress = z.object({
  /** What each command came to, in order, as far as they are done. */
  answers: z.array(z.object({ taken: z.boolean(), text: z.string().optional() })),
  reply: z.enum(['none', 'sending', 'sent']),
  at: z.number(),
});

export type Progress = z.infer<typeof progress>;
/** `taken`: it was done. `text`: Markdown for the one reply. */
export type CommandAnswer = Progress['answers'][number];

export async function readProgress(delivery: string, { records, now }: Memory): Promise<Progress> {
  const read = progress.safeParse((await records.get(collection, delivery))?.value);
  return read.success ? read.data : { answers: [], reply: 'none', at: now() };
}

export async function saveProgress(delivery: string, value: Progress, memory: Memory): Promise<void> {
  await memory.records.put(collection, delivery, value);
  await forgetOld(collection, { keptMs, lastNeeded: (stored) => progress.safeParse(stored).data?.at }, memory);
}
