import { z } from 'zod';
import type { Records } from '../../bus/event-bus.ts';
import type { Problem } from '../../problem/problem.ts';

/** How far firings are, by `hashFiring`. */
export const collection = 'firings';

/** Deliveries are told apart for eight days; a firing is forgotten after that. */
const keptMs = 9 * 24 * 60 * 60 * 1000;
const sweptEveryMs = 6 * 60 * 60 * 1000;

const place = z.object({
  served: z.object({ apiVersion: z.string(), kind: z.string(), plural: z.string(), namespaced: z.boolean() }),
  namespace: z.string(),
  name: z.string(),
});

const row = z.object({
  /** `open`: to be tried; `failed`: for good, its dlqTrigger comes next; `done` and `refused` are the end. */
  state: z.enum(['open', 'failed', 'done', 'refused']),
  changedAt: z.number(),
  /** Tries that failed. */
  failures: z.number(),
  /** Its place in the rate limit. */
  slotAt: z.number().optional(),
  /** When the next step may be taken. */
  notBefore: z.number().optional(),
  /** What was made, while its labels are waited for, and how often they were looked at. */
  made: place.optional(),
  looks: z.number().optional(),
  run: z.object({ namespace: z.string(), name: z.string() }).optional(),
  /** It was refused before anything was done, as by the policy, which may be mended. */
  isJudged: z.boolean().optional(),
  problems: z.array(z.custom<Problem>((value) => typeof value === 'object' && value !== null)).optional(),
});

/** How far one firing is. */
export type FiringRow = z.infer<typeof row>;

function isToBeJudged({ state, isJudged }: FiringRow): boolean {
  return state === 'refused' && isJudged === true;
}

function judgeAgain({ isJudged: _judged, problems: _told, ...rest }: FiringRow): FiringRow {
  return { ...rest, state: 'open' };
}

/**
 * The firing's row; a new one where there is none, or none that can be read. One that was refused before anything was done is open
 * again: what refused it may have been mended meanwhile.
 */
export async function recallFiring(hash: string, { records, now }: Memory): Promise<FiringRow> {
  const stored = await records.get(collection, hash);
  const read = row.safeParse(stored?.value);
  if (!read.success) return { state: 'open', changedAt: now(), failures: 0 };
  return isToBeJudged(read.data) ? judgeAgain(read.data) : read.data;
}

export interface Memory {
  records: Records;
  now: () => number;
}

const sweptAt = new WeakMap<Records, number>();

/** Durable once it resolves. Now and then it forgets what is too old to come again. */
export async function rememberFiring(hash: string, firing: FiringRow, { records, now }: Memory): Promise<void> {
  await records.put(collection, hash, { ...firing, changedAt: now() });
  if (now() - (sweptAt.get(records) ?? Number.NEGATIVE_INFINITY) < sweptEveryMs) return;
  sweptAt.set(records, now());
  await forgetOld({ records, now });
}

async function forgetOld({ records, now }: Memory): Promise<void> {
  for (const { key, value } of await records.list(collection, '')) {
    const read = row.safeParse(value);
    if (!read.success || now() - read.data.changedAt > keptMs) await records.remove(collection, key);
  }
}
