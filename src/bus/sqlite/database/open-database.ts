import { DatabaseSync } from 'node:sqlite';
import { type Problem, problem } from '../../../problem/problem.ts';
import { explainSqliteError } from './explain-sqlite-error.ts';
import { applicationId, migrate, queueState, schemaVersion } from './schema.ts';

export interface DatabaseOptions {
  file: string;
  /** How long finished deliveries are kept with their bodies. */
  retentionMs: number;
  now: number;
  /** From this many tries on, a delivery that was in hand when the process ended waits at least `pauseMs` before its next one. */
  interrupted: { fromAttempts: number; pauseMs: number };
  /** The size in pages beyond which the file may not grow; unlimited when absent. */
  maxPages?: number;
}

export type OpenedDatabase = { ok: true; database: DatabaseSync } | { ok: false; problem: Problem };

/** How long to wait for a process that is just ending to let go of the file. */
const lockWaitMs = 500;

/**
 * Opens the file for this connection alone (the lock is held until it is closed), brings it to the current format, and makes due
 * again what was in hand when the last process ended.
 */
export function openDatabase(options: DatabaseOptions): OpenedDatabase {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(options.file, { timeout: lockWaitMs });
    const refusal = prepareFile(database, options);
    if (refusal === undefined) {
      returnInterrupted(database, options);
      return { ok: true, database };
    }
    database.close();
    return { ok: false, problem: refusal };
  } catch (thrown) {
    database?.close();
    return { ok: false, problem: explainSqliteError(thrown, options.file) };
  }
}

function prepareFile(database: DatabaseSync, { file, maxPages }: DatabaseOptions): Problem | undefined {
  // page_size and auto_vacuum take effect only on a new file, and only before it is switched to WAL.
  database.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA page_size = 8192;
    PRAGMA auto_vacuum = INCREMENTAL;
    ${maxPages === undefined ? '' : `PRAGMA max_page_count = ${maxPages};`}
  `);
  const version = readNumber(database, 'user_version');
  const isForeign = readNumber(database, 'application_id') !== applicationId && hasTables(database);
  if (isForeign) {
    return problem('bus.foreign-file', { file });
  }
  if (version > schemaVersion) {
    return problem('bus.newer-schema', { file, found: version, known: schemaVersion });
  }
  // What is not in the cache of 4 MiB is in the system's, a microsecond away.
  // A log of 4 MiB is written over and over. What arrives while it is copied to its place waits for that: of a log four times as long
  // half as often, but more than twice as long.
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = 500;
    PRAGMA journal_size_limit = 67108864;
    PRAGMA cache_size = -4096;
    BEGIN IMMEDIATE;
    COMMIT;
  `);
  migrate(database, version);
  return undefined;
}

/**
 * One of those that were in hand again and again may be what ends the process. They come back one after another, the least tried first:
 * the others are done before it kills again.
 */
function returnInterrupted(database: DatabaseSync, { now, interrupted }: DatabaseOptions): void {
  database
    .prepare(
      `UPDATE queues SET state = ${queueState.paused}, due_at = suspects.due_at
       FROM (SELECT queues.key AS key, ?1 + (?2 * (1 + row_number() OVER (ORDER BY attempts, head))) / 2 AS due_at
             FROM queues JOIN work ON sequence = head
             WHERE queues.state = ${queueState.inHand} AND attempts >= ?3) AS suspects
       WHERE queues.key = suspects.key`,
    )
    .run(now, interrupted.pauseMs, interrupted.fromAttempts);
  database.prepare(`UPDATE queues SET state = ${queueState.ready} WHERE state = ${queueState.inHand}`).run();
}

function readNumber(database: DatabaseSync, pragma: 'user_version' | 'application_id'): number {
  return Number(database.prepare(`PRAGMA ${pragma}`).get()?.[pragma]);
}

function hasTables(database: DatabaseSync): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined;
}
