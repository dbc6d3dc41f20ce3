import type { DatabaseSync } from 'node:sqlite';

/** `PRAGMA application_id` of an event store ("argo" as four bytes): tells our files from other programs' databases. */
export const applicationId = 0x6172676f;

/**
 * One step a format; a released step is never edited, a change is a new one. A delivery has no row in `work` until it is routed
 * (`routed` in `counters` says how far that went), so that storing it is a single insert.
 */
const migrations: readonly string[] = [
  `CREATE TABLE deliveries (
     sequence INTEGER PRIMARY KEY,
     source TEXT NOT NULL, tenant TEXT NOT NULL, id TEXT NOT NULL,
     name TEXT NOT NULL, received_at INTEGER NOT NULL, headers TEXT NOT NULL,
     body BLOB
   );
   CREATE UNIQUE INDEX deliveries_by_id ON deliveries (id, tenant, source);

   CREATE TABLE work (
     sequence INTEGER PRIMARY KEY,
     key TEXT NOT NULL, share TEXT NOT NULL,
     state INTEGER NOT NULL,
     attempts INTEGER NOT NULL DEFAULT 0,
     farewells INTEGER NOT NULL DEFAULT 0,
     failing_since INTEGER, dying INTEGER NOT NULL DEFAULT 0, problem TEXT,
     ended_at INTEGER
   );
   CREATE INDEX work_waiting ON work (key, sequence) WHERE state = 0;
   CREATE INDEX work_ended ON work (state, ended_at) WHERE state <> 0;

   CREATE TABLE queues (
     key TEXT PRIMARY KEY, share TEXT NOT NULL,
     head INTEGER NOT NULL, state INTEGER NOT NULL, due_at INTEGER NOT NULL
   ) WITHOUT ROWID;
   CREATE INDEX queues_ready ON queues (share, head) WHERE state = 0;
   CREATE INDEX queues_in_hand ON queues (share) WHERE state = 1;
   CREATE INDEX queues_paused ON queues (due_at) WHERE state = 2;

   CREATE TABLE records (
     collection TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, version INTEGER NOT NULL,
     PRIMARY KEY (collection, key)
   ) WITHOUT ROWID;

   CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
   INSERT INTO counters VALUES ('routed', 0), ('records', 0), ('probes', 0);`,
];

/** The format that this version of the app writes. */
export const schemaVersion = migrations.length;

/** `work.state`: what became of a routed delivery. `expired`: done, its body dropped, its id still known. */
export const workState = { waiting: 0, done: 1, dead: 2, expired: 3 } as const;

/** `queues.state`: a key's queue exists while something of it is unfinished. */
export const queueState = { ready: 0, inHand: 1, paused: 2 } as const;

/** Brings a file of an older format (0: empty) to the current one; each step is a transaction of its own. */
export function migrate(database: DatabaseSync, fromVersion: number): void {
  for (const [index, step] of migrations.entries()) {
    if (index >= fromVersion) {
      database.exec(`BEGIN IMMEDIATE; ${step} PRAGMA application_id = ${applicationId};
        PRAGMA user_version = ${index + 1}; COMMIT;`);
    }
  }
}
