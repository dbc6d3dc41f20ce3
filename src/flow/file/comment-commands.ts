import { z } from 'zod';
import type { Records } from '../../bus/event-bus.ts';
import type { Configuration } from '../../config/configuration.ts';
import type { GithubEvent } from '../../event/event.ts';

/** Which words start pipelines in comments, by repository: a comment without one of them costs no call. */
const collection = 'comment-commands';

/** How long a word counts that only another branch's file names, after that file was last read. */
const keptMs = 30 * 24 * 60 * 60 * 1000;
const noteAgainMs = 24 * 60 * 60 * 1000;
const maxWords = 200;
const maxConflicts = 20;

const row = z.object({
  /** Of the file on the default branch, as it was last read. */
  own: z.array(z.string()),
  /** Of other branches and pull requests: when their file was last read, milliseconds since 1970. */
  others: z.record(z.string(), z.number()),
});

type Row = z.infer<typeof row>;

interface Memory {
  records: Records;
  now: () => number;
}

/** Remembers the words of a file that was read. */
export async function rememberCommentCommands(
  { facts }: GithubEvent,
  { sensors, isDefault }: { sensors: Configuration['sensors']; isDefault: boolean },
  { records, now }: Memory,
): Promise<void> {
  const words = [...new Set(sensors.flatMap((each) => each.commands ?? []))].sort();
  if (words.length === 0 && !isDefault) return;
  const key = String(facts.repository.id);
  for (let conflicts = 0; conflicts < maxConflicts; conflicts += 1) {
    const stored = await records.get(collection, key);
    const known = readRow(stored?.value);
    const next = isDefault ? { ...known, own: words } : { ...known, others: noteOthers(known, words, now()) };
    if (JSON.stringify(next) === JSON.stringify(known)) return;
    if ((await records.put(collection, key, next, stored?.version ?? 0)) !== 'conflict') return;
  }
}

/** The words that may start a pipeline of the repository. */
export async function listCommentCommands(repositoryId: number, { records, now }: Memory): Promise<Set<string>> {
  const { own, others } = readRow((await records.get(collection, String(repositoryId)))?.value);
  const recent = Object.entries(others).filter(([, at]) => now() - at <= keptMs);
  return new Set([...own, ...recent.map(([word]) => word)]);
}

function noteOthers({ others }: Row, words: readonly string[], now: number): Row['others'] {
  const kept = Object.entries(others).filter(([, at]) => now - at <= keptMs);
  const noted = new Map(kept);
  for (const word of words) {
    if (now - (noted.get(word) ?? 0) > noteAgainMs) noted.set(word, now);
  }
  return Object.fromEntries([...noted].slice(-maxWords));
}

function readRow(value: unknown): Row {
  const read = row.safeParse(value);
  return read.success ? read.data : { own: [], others: {} };
}
