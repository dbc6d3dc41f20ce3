import type { DatabaseSync } from 'node:sqlite';
import type { RecordEntry } from './record-entry.ts';

export interface RecordRow {
  key: string;
  value: string;
  version: number;
}

/** A record whose last entry in the log does not hold. `value` is null where none does. */
export interface HiddenRecord {
  collection: string;
  key: string;
  value: string | null;
  version: number;
}

export type RecordVerdict = number | 'conflict';

type PutEntry = Extract<RecordEntry, { kind: 'put' }>;

interface KnownRecord {
  value: string | null;
  version: number;
  entry: string | null;
}

export interface RecordTable {
  /** Decides about the next entry of the log; gives the version written, or `conflict`. */
  apply(entry: RecordEntry): RecordVerdict;
  get(collection: string, key: string): RecordRow | undefined;
  /** In the order of their keys. */
  list(collection: string, prefix: string): RecordRow[];
  /** Those that have been hidden since `before` or longer. */
  hidden(before: number): HiddenRecord[];
  /** Forgets removed records; `before` is when they were removed. */
  forgetRemoved(before: number): void;
}

/**
 * Records as the log's entries make them, one after another: whoever reads the log comes to the same result. The first entry
 * that is found of a key holds whatever it expects, since compaction has taken away what came before it.
 */
export function keepRecords(database: DatabaseSync): RecordTable {
  const find = database.prepare('SELECT value, version, entry FROM records WHERE collection = ? AND key = ?');
  const write = database.prepare(
    `INSERT INTO records (collection, key, value, version, entry, written_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (collection, key) DO UPDATE SET value = excluded.value, version = excluded.version,
       entry = excluded.entry, written_at = excluded.written_at, is_hidden = 0`,
  );
  const hide = database.prepare('UPDATE records SET is_hidden = 1, written_at = ? WHERE collection = ? AND key = ?');
  const get = database.prepare(
    'SELECT key, value, version FROM records WHERE collection = ? AND key = ? AND value IS NOT NULL',
  );
  // `substr` and not LIKE: a prefix may hold % and _, and keys tell upper from lower case.
  const list = database.prepare(
    `SELECT key, value, version FROM records
     WHERE collection = ? AND key >= ? AND substr(key, 1, length(?)) = ? AND value IS NOT NULL ORDER BY key`,
  );
  const hidden = database.prepare(
    'SELECT collection, key, value, version FROM records WHERE is_hidden = 1 AND written_at <= ?',
  );
  const forget = database.prepare('DELETE FROM records WHERE value IS NULL AND is_hidden = 0 AND written_at <= ?');

  function put(entry: PutEntry, known: KnownRecord | undefined): RecordVerdict {
    const { collection, key, offset, at, entryId = null } = entry;
    // A copy, sent again because the answer to the first was lost.
    if (known !== undefined && entryId !== null && known.entry === entryId) return known.version;
    const currentVersion = known === undefined || known.value === null ? 0 : known.version;
    if (known !== undefined && entry.expectedVersion !== undefined && entry.expectedVersion !== currentVersion) {
      hide.run(at, collection, key);
      return 'conflict';
    }
    write.run(collection, key, entry.value, offset + 1, entryId, at);
    return offset + 1;
  }

  return {
    apply(entry) {
      const { collection, key, offset, at } = entry;
      const known = find.get(collection, key) as KnownRecord | undefined;
      switch (entry.kind) {
        case 'put':
          return put(entry, known);
        case 'remove':
          write.run(collection, key, null, offset + 1, null, at);
          return offset + 1;
        case 'keep':
          if (known === undefined || known.version === entry.version)
            write.run(collection, key, entry.value, entry.version, null, at);
          else hide.run(at, collection, key);
          return entry.version;
      }
    },
    get: (collection, key) => get.get(collection, key) as unknown as RecordRow | undefined,
    list: (collection, prefix) => list.all(collection, prefix, prefix, prefix) as unknown as RecordRow[],
    hidden: (before) => hidden.all(before) as unknown as HiddenRecord[],
    forgetRemoved: (before) => {
      forget.run(before);
    },
  };
}
