import type { DatabaseSync } from 'node:sqlite';
import { type Claim, type DeliveryState, restoreState, type StateEntry, shortenState } from './state-entry.ts';

/** `ignored`: whoever wrote it had lost the partition by then. */
export type StateVerdict = 'holds' | 'ignored';

export interface StateTable {
  /** Decides about the next entry of the log. */
  apply(entry: StateEntry): StateVerdict;
  claim(partition: number): Claim | undefined;
  find(name: string): DeliveryState | undefined;
  /** Of the delivery that begins there in the log of events. */
  findAt(partition: number, offset: number): DeliveryState | undefined;
  /** Those of a partition that are waiting or paused, in the order of their offsets; nothing may be written until all are read. */
  unfinished(partition: number): Iterable<DeliveryState>;
  /** The newest first. */
  dead(limit: number): DeliveryState[];
  /** Those of a partition whose last entry in the log does not hold. */
  hidden(partition: number): DeliveryState[];
  countDead(): number;
  countPaused(partition: number): number;
  /** Finished ones from an offset on, and unfinished ones before it. */
  countAround(partition: number, offset: number): { finishedAfter: number; unfinishedBefore: number };
  /** Forgets finished deliveries from before a time. */
  forget(before: number): void;
}

interface Row {
  name: string;
  partition: number;
  offset: number;
  kind: string;
  at: number;
  /** All of the state as JSON, where the columns do not say it all. */
  rest: string | null;
}

/**
 * What became of deliveries, as the entries of the log say one after another: whoever reads the log comes to the same result. A
 * state holds when it was written under the claim to the partition that stood in the log by then.
 */
export function keepStates(database: DatabaseSync): StateTable {
  const claims = new Map<number, Claim>();
  const write = database.prepare(
    `INSERT INTO states (name, partition, offset, kind, at, rest) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET partition = excluded.partition, offset = excluded.offset, kind = excluded.kind,
       at = excluded.at, rest = excluded.rest, is_hidden = 0
     WHERE NOT (states.kind IN ('done', 'dead') AND excluded.kind IN ('waiting', 'paused')
       AND states.partition = excluded.partition AND states.offset = excluded.offset)`,
  );
  const hide = database.prepare('UPDATE states SET is_hidden = 1 WHERE name = ?');
  const find = database.prepare('SELECT name, partition, offset, kind, at, rest FROM states WHERE name = ?');
  const findAt = database.prepare(
    'SELECT name, partition, offset, kind, at, rest FROM states WHERE partition = ? AND offset = ?',
  );
  const unfinished = database.prepare(
    `SELECT name, partition, offset, kind, at, rest FROM states WHERE kind IN ('waiting', 'paused') AND partition = ? ORDER BY offset`,
  );
  const dead = database.prepare(
    `SELECT name, partition, offset, kind, at, rest FROM states WHERE kind = 'dead' ORDER BY at DESC, offset DESC LIMIT ?`,
  );
  const hidden = database.prepare(
    'SELECT name, partition, offset, kind, at, rest FROM states WHERE is_hidden = 1 AND partition = ?',
  );
  const countDead = database.prepare(`SELECT count(*) AS count FROM states WHERE kind = 'dead'`);
  const countPaused = database.prepare(`SELECT count(*) AS count FROM states WHERE kind = 'paused' AND partition = ?`);
  const countFinished = database.prepare(
    `SELECT count(*) AS count FROM states WHERE partition = ? AND offset >= ? AND kind IN ('done', 'dead')`,
  );
  const countUnfinished = database.prepare(
    `SELECT count(*) AS count FROM states WHERE kind IN ('waiting', 'paused') AND partition = ? AND offset < ?`,
  );
  const forget = database.prepare(`DELETE FROM states WHERE at <= ? AND kind IN ('done', 'dead')`);

  return {
    apply(entry) {
      if (entry.kind === 'probe') return 'holds';
      if (entry.kind === 'claim') {
        claims.set(entry.partition, entry.claim);
        return 'holds';
      }
      const { state, claimId } = entry;
      const current = claims.get(state.partition);
      // Where no claim is left in the log, all that it holds was written under one that is gone.
      if (current !== undefined && current.id !== claimId) {
        hide.run(state.name);
        return 'ignored';
      }
      const { name, partition, offsets, kind, at } = state;
      const isPlain = kind === 'done' && offsets.length === 1;
      const rest = isPlain ? null : JSON.stringify(shortenState(state));
      const { changes } = write.run(name, partition, offsets[0] ?? 0, kind, at, rest);
      // A request that its sender gave up on and the broker carried out late: what is finished stays so.
      if (changes === 0) hide.run(name);
      return 'holds';
    },
    claim: (partition) => claims.get(partition),
    find: (name) => readRows([find.get(name)])[0],
    findAt: (partition, offset) => readRows([findAt.get(partition, offset)])[0],
    unfinished: (partition) => readEach(unfinished.iterate(partition)),
    dead: (limit) => readRows(dead.all(limit)),
    hidden: (partition) => readRows(hidden.all(partition)),
    countDead: () => readCount(countDead.get()),
    countPaused: (partition) => readCount(countPaused.get(partition)),
    countAround: (partition, offset) => ({
      finishedAfter: readCount(countFinished.get(partition, offset)),
      unfinishedBefore: readCount(countUnfinished.get(partition, offset)),
    }),
    forget: (before) => {
      forget.run(before);
    },
  };
}

function readRows(rows: readonly unknown[]): DeliveryState[] {
  return (rows as (Row | undefined)[]).flatMap((row) => (row === undefined ? [] : [readRow(row)]));
}

function* readEach(rows: Iterable<unknown>): Generator<DeliveryState> {
  for (const row of rows) yield readRow(row as Row);
}

function readRow({ name, offset, rest, ...columns }: Row): DeliveryState {
  return restoreState(name, rest === null ? { ...columns, offsets: [offset] } : JSON.parse(rest));
}

function readCount(row: unknown): number {
  return Number((row as { count: number }).count);
}
