import type { DatabaseSync } from 'node:sqlite';
import type { RecordRow, RequestOf } from '../requests.ts';

export interface RecordKeeping {
  put(request: RequestOf<'put'>): number | 'conflict';
  remove(request: RequestOf<'remove'>): undefined;
  get(request: RequestOf<'get'>): RecordRow | undefined;
  list(request: RequestOf<'list'>): RecordRow[];
}

/**
 * The rows of `records`. Versions come from one counter, so that a key that was removed and written again never repeats a
 * version that somebody still holds.
 */
export function prepareRecords(database: DatabaseSync): RecordKeeping {
  const findVersion = database.prepare('SELECT version FROM records WHERE collection = ? AND key = ?');
  const nextVersion = database.prepare(`UPDATE counters SET value = value + 1 WHERE name = 'records' RETURNING value`);
  const write = database.prepare(
    `INSERT INTO records (collection, key, value, version) VALUES (?, ?, ?, ?)
     ON CONFLICT (collection, key) DO UPDATE SET value = excluded.value, version = excluded.version`,
  );
  const remove = database.prepare('DELETE FROM records WHERE collection = ? AND key = ?');
  const get = database.prepare('SELECT key, value, version FROM records WHERE collection = ? AND key = ?');
  // `substr` and not LIKE: a prefix may hold % and _, and keys tell upper from lower case.
  const list = database.prepare(
    `SELECT key, value, version FROM records
     WHERE collection = ? AND key >= ? AND substr(key, 1, length(?)) = ? ORDER BY key`,
  );
  return {
    put({ collection, key, value, expectedVersion }) {
      if (expectedVersion !== undefined && (findVersion.get(collection, key)?.version ?? 0) !== expectedVersion) {
        return 'conflict';
      }
      const version = Number(nextVersion.get()?.value);
      write.run(collection, key, value, version);
      return version;
    },
    remove: ({ collection, key }) => {
      remove.run(collection, key);
      return undefined;
    },
    get: ({ collection, key }) => get.get(collection, key) as unknown as RecordRow | undefined,
    list: ({ collection, prefix }) => list.all(collection, prefix, prefix, prefix) as unknown as RecordRow[],
  };
}
