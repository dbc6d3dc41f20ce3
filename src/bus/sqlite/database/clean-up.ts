import type { DatabaseSync } from 'node:sqlite';
import { workState } from './schema.ts';

/** Delivery ids are known for at least this long after the delivery ended, so that a redelivery is recognised. */
const idsKeptMs = 8 * 24 * 60 * 60 * 1000;
const rowsPerTurn = 100;
/** Free pages are given back to the disk only beyond this many (the file reuses them), and few at a time. */
const freePagesKept = 2048;
const pagesPerTurn = 256;

/**
 * One small turn of cleaning: forgets deliveries whose time is over, drops bodies that outlived `retentionMs`, gives disk space
 * back. `more` says that another turn has work to do.
 */
export function prepareCleaning(database: DatabaseSync, retentionMs: number): (now: number) => { more: boolean } {
  const findForgotten = database.prepare(
    `SELECT sequence FROM work WHERE state IN (${workState.done}, ${workState.dead}, ${workState.expired})
       AND ended_at <= ? LIMIT ${rowsPerTurn}`,
  );
  const deleteWork = database.prepare('DELETE FROM work WHERE sequence = ?');
  const deleteDelivery = database.prepare('DELETE FROM deliveries WHERE sequence = ?');
  const findOutlived = database.prepare(
    `SELECT sequence FROM work WHERE state = ${workState.done} AND ended_at <= ? LIMIT ${rowsPerTurn}`,
  );
  const expire = database.prepare(`UPDATE work SET state = ${workState.expired} WHERE sequence = ?`);
  const dropBody = database.prepare('UPDATE deliveries SET body = NULL WHERE sequence = ?');
  const countFree = database.prepare('PRAGMA freelist_count');

  return (now) => {
    const forgotten = findForgotten.all(now - Math.max(retentionMs, idsKeptMs));
    for (const { sequence } of forgotten) {
      deleteWork.run(Number(sequence));
      deleteDelivery.run(Number(sequence));
    }
    const outlived = findOutlived.all(now - retentionMs);
    for (const { sequence } of outlived) {
      expire.run(Number(sequence));
      dropBody.run(Number(sequence));
    }
    const hasFreePages = Number(countFree.get()?.freelist_count) > freePagesKept;
    if (hasFreePages) {
      database.exec(`PRAGMA incremental_vacuum(${pagesPerTurn})`);
    }
    return { more: forgotten.length === rowsPerTurn || outlived.length === rowsPerTurn || hasFreePages };
  };
}
