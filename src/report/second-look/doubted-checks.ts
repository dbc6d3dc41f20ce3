import { z } from 'zod';
import type { Records } from '../../bus/event-bus.ts';
import type { CheckConclusion } from '../../github/github.ts';
import type { CheckAddress } from '../write/send-check.ts';

/** Checks that a replica wrote when it led no more, or may have: the leader looks whether they are as they should be. */
const collection = 'doubted-checks';

/** Those that a run can end with. */
const conclusions = [
  'success',
  'failure',
  'cancelled',
  'timed_out',
  'neutral',
  'skipped',
  'action_required',
] as const satisfies readonly CheckConclusion[];

const row = z.object({
  /** Milliseconds since 1970. */
  at: z.number(),
  to: z.object({
    repository: z.object({ installationId: z.number(), id: z.number(), owner: z.string(), name: z.string() }),
    name: z.string(),
    headSha: z.string(),
    externalId: z.string(),
  }),
  /** What it has to say, once its run has concluded: nobody may know any more when it is looked at. */
  end: z.object({ conclusion: z.enum(conclusions), title: z.string() }).optional(),
});

export type DoubtedCheck = z.infer<typeof row>;

export async function storeDoubt(
  records: Records,
  { repository, name, headSha, externalId }: CheckAddress,
  { at, end }: Pick<DoubtedCheck, 'at' | 'end'>,
): Promise<void> {
  const { installationId, id, owner, name: repositoryName } = repository;
  const to = { repository: { installationId, id, owner, name: repositoryName }, name, headSha, externalId };
  await records.put(collection, externalId, { at, to, ...(end === undefined ? {} : { end }) } satisfies DoubtedCheck);
}

export async function listDoubts(records: Records): Promise<DoubtedCheck[]> {
  const rows = await records.list(collection, '');
  return rows.flatMap(({ value }) => {
    const read = row.safeParse(value);
    return read.success ? [read.data] : [];
  });
}

export async function removeDoubt(records: Records, externalId: string): Promise<void> {
  await records.remove(collection, externalId);
}
