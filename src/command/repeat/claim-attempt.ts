import { z } from 'zod';
import type { StoredRecord } from '../../bus/event-bus.ts';
import { forgetOld, type Memory } from '../forget-old.ts';

/** Which attempts of checks people asked for: one row for each check that was ever repeated. */
const collection = 'attempts';

/** Presses that are remembered for one check: a delivery is not handled again after so many others. */
const maxPresses = 50;
/** Rows that nobody touched for this long are about checks that cannot be repeated any more. */
const keptMs = 90 * 24 * 60 * 60 * 1000;
const maxConflicts = 20;

const claims = z.object({
  /** The highest attempt that was given away. */
  last: z.number(),
  /** By the delivery that asked: its attempt, and the Workflow once it is known. */
  presses: z.array(
    z.object({
      by: z.string(),
      attempt: z.number(),
      /** Of the check that was pressed, and when; absent in rows of an earlier version. */
      known: z.number().optional(),
      at: z.number().optional(),
      run: z.object({ namespace: z.string(), name: z.string() }).optional(),
    }),
  ),
  changedAt: z.number(),
});

export type Claims = z.infer<typeof claims>;

/** A check of one delivery: all its attempts have this in common. */
export interface RepeatedCheck {
  repositoryId: number;
  delivery: string;
  name: string;
}

export async function recallClaims(check: RepeatedCheck, { records }: Memory): Promise<Claims | undefined> {
  return readClaims(await records.get(collection, keyOf(check)));
}

/**
 * The number of the attempt that this press makes: one more than any before, and the same however often the press is handled.
 *
 * @param known the attempt of the check that was pressed
 */
export async function claimAttempt(
  check: RepeatedCheck,
  { press, known }: { press: string; known: number },
  tools: Memory,
): Promise<number> {
  let attempt = 0;
  await change(check, tools, (row) => {
    const earlier = row.presses.find((each) => each.by === press);
    attempt = earlier?.attempt ?? Math.max(row.last, known) + 1;
    if (earlier !== undefined) return undefined;
    return {
      ...row,
      last: attempt,
      presses: [...row.presses, { by: press, attempt, known, at: tools.now() }].slice(-maxPresses),
    };
  });
  await forgetOld(collection, { keptMs, lastNeeded: (value) => claims.safeParse(value).data?.changedAt }, tools);
  return attempt;
}

/** Remembers which Workflow the press made. */
export async function noteRun(
  check: RepeatedCheck,
  { press, run }: { press: string; run: { namespace: string; name: string } },
  tools: Memory,
): Promise<void> {
  await change(check, tools, (row) => ({
    ...row,
    presses: row.presses.map((each) => (each.by === press ? { ...each, run } : each)),
  }));
}

async function change(
  check: RepeatedCheck,
  { records, now }: Memory,
  describe: (row: Claims) => Claims | undefined,
): Promise<void> {
  for (let conflicts = 0; conflicts < maxConflicts; conflicts += 1) {
    const stored = await records.get(collection, keyOf(check));
    const changed = describe(readClaims(stored) ?? { last: 0, presses: [], changedAt: now() });
    if (changed === undefined) return;
    const value = { ...changed, changedAt: now() };
    if ((await records.put(collection, keyOf(check), value, stored?.version ?? 0)) !== 'conflict') return;
  }
  throw new Error(`The attempts of ${keyOf(check)} change too often to be written.`);
}

function keyOf({ repositoryId, delivery, name }: RepeatedCheck): string {
  return `${repositoryId}/${delivery}/${name}`;
}

function readClaims(stored: StoredRecord | undefined): Claims | undefined {
  const read = claims.safeParse(stored?.value);
  return read.success ? read.data : undefined;
}
