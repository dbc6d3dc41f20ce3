import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { DatabaseSync } from 'node:sqlite';

/**
 * A database that ends with the process: what the broker holds, laid out so that it can be asked. SQLite keeps a few megabytes of
 * it in memory and the rest in a nameless temporary file (all of it in memory where no such file can be had).
 */
export function openScratch(): DatabaseSync {
  const database = new DatabaseSync(hasTemporaryDirectory() ? '' : ':memory:');
  database.exec(`
    PRAGMA journal_mode = MEMORY;
    PRAGMA synchronous = OFF;
    PRAGMA cache_size = -2048;

    CREATE TABLE records (
      collection TEXT NOT NULL, key TEXT NOT NULL, value TEXT, version INTEGER NOT NULL, entry TEXT,
      written_at INTEGER NOT NULL, is_hidden INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (collection, key)
    ) WITHOUT ROWID;
    CREATE INDEX records_hidden ON records (written_at) WHERE is_hidden = 1;

    CREATE TABLE states (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE, partition INTEGER NOT NULL, offset INTEGER NOT NULL,
      kind TEXT NOT NULL, at INTEGER NOT NULL, rest TEXT, is_hidden INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX states_by_offset ON states (partition, offset);
    CREATE INDEX states_by_kind ON states (kind, at) WHERE kind <> 'done';
    CREATE INDEX states_hidden ON states (partition) WHERE is_hidden = 1;
  `);
  return database;
}

function hasTemporaryDirectory(): boolean {
  try {
    accessSync(process.env.SQLITE_TMPDIR ?? tmpdir(), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
