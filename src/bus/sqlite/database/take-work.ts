import type { DatabaseSync } from 'node:sqlite';
import type { Problem } from '../../../problem/problem.ts';
import { mayTake } from '../../share-places.ts';
import type { DeliveryRow, Taken, TakenRow, TakeQuestion, UnroutedDelivery } from '../requests.ts';
import { queueState } from './schema.ts';

export const deliveryColumns = 'source, tenant, id, name, received_at AS receivedAt, headers, body';

interface WorkRow {
  attempts: number;
  farewells: number;
  failingSince: number | null;
  dying: number;
  problem: string | null;
}

/**
 * Takes what is due into hand, one delivery a key. Shares take turns, beginning after the one that was served last; within a
 * share the oldest comes first. What is in hand is marked, so that a process that is killed leaves a trace of it.
 */
export function prepareTaking(database: DatabaseSync): (question: TakeQuestion) => Taken {
  const resumeDue = database.prepare(
    `UPDATE queues SET state = ${queueState.ready} WHERE state = ${queueState.paused} AND due_at <= ?`,
  );
  const findShare = database.prepare(
    `SELECT share FROM queues WHERE state = ${queueState.ready} AND share > ? ORDER BY share LIMIT 1`,
  );
  const findFirstShare = database.prepare(
    `SELECT share FROM queues WHERE state = ${queueState.ready} ORDER BY share LIMIT 1`,
  );
  const findHead = database.prepare(
    `SELECT key, head FROM queues WHERE state = ${queueState.ready} AND share = ? ORDER BY head LIMIT 1`,
  );
  const countInHand = database.prepare(
    `SELECT share, count(*) AS count FROM queues WHERE state = ${queueState.inHand} GROUP BY share`,
  );
  const mark = database.prepare(`UPDATE queues SET state = ${queueState.inHand} WHERE key = ?`);
  const count = database.prepare(
    `UPDATE work SET attempts = attempts + (1 - dying), farewells = farewells + dying WHERE sequence = ?
     RETURNING attempts, farewells, failing_since AS failingSince, dying, problem`,
  );
  const load = database.prepare(`SELECT ${deliveryColumns} FROM deliveries WHERE sequence = ?`);
  const measure = database.prepare('SELECT length(body) AS bytes FROM deliveries WHERE sequence = ?');
  const findDueAt = database.prepare(`SELECT min(due_at) AS dueAt FROM queues WHERE state = ${queueState.paused}`);
  const showUnrouted = database.prepare(
    `SELECT sequence, ${deliveryColumns} FROM deliveries
     WHERE sequence > (SELECT value FROM counters WHERE name = 'routed') ORDER BY sequence LIMIT ?`,
  );
  let servedLast = '';

  /** The next share with something ready, going round; undefined when nothing is ready that a share may still take. */
  function chooseShare(inHand: Map<string, number>, places: { free: number; all: number }): string | undefined {
    const passed = new Set<string>();
    for (;;) {
      const row = findShare.get(servedLast) ?? findFirstShare.get();
      if (row === undefined) {
        return undefined;
      }
      const share = String(row.share);
      if (passed.has(share)) {
        return undefined;
      }
      servedLast = share;
      if (mayTake(inHand.get(share) ?? 0, places)) {
        return share;
      }
      passed.add(share);
    }
  }

  function takeInHand(share: string, key: string, sequence: number): TakenRow {
    mark.run(key);
    const work = count.get(sequence) as unknown as WorkRow;
    return {
      sequence,
      key,
      share,
      row: load.get(sequence) as unknown as DeliveryRow,
      attempts: work.attempts,
      ...(work.failingSince === null ? {} : { failingSince: work.failingSince }),
      ...(work.dying === 1 && work.problem !== null
        ? { dying: { problem: JSON.parse(work.problem) as Problem, farewells: work.farewells } }
        : {}),
    };
  }

  function takeDue({ slots, places, maxBytes }: TakeQuestion): TakenRow[] {
    const taken: TakenRow[] = [];
    const inHand = new Map(countInHand.all().map((row) => [String(row.share), Number(row.count)]));
    let bytes = 0;
    while (taken.length < slots) {
      const share = chooseShare(inHand, { free: slots - taken.length, all: places });
      const head = share === undefined ? undefined : findHead.get(share);
      if (share === undefined || head === undefined) {
        break;
      }
      const sequence = Number(head.head);
      bytes += Number(measure.get(sequence)?.bytes ?? 0);
      if (taken.length > 0 && bytes > maxBytes) {
        break;
      }
      taken.push(takeInHand(share, String(head.key), sequence));
      inHand.set(share, (inHand.get(share) ?? 0) + 1);
    }
    return taken;
  }

  function findUnrouted({ unrouted, maxBytes }: TakeQuestion): UnroutedDelivery[] {
    const found: UnroutedDelivery[] = [];
    let bytes = 0;
    for (const { sequence, ...columns } of showUnrouted.iterate(unrouted)) {
      const row = columns as unknown as DeliveryRow;
      bytes += row.body.byteLength;
      if (found.length > 0 && bytes > maxBytes) {
        break;
      }
      found.push({ sequence: Number(sequence), row });
    }
    return found;
  }

  return (question) => {
    resumeDue.run(question.now);
    const taken = takeDue(question);
    const unrouted = question.unrouted > 0 ? findUnrouted(question) : [];
    const dueAt = findDueAt.get()?.dueAt;
    return { taken, unrouted, ...(typeof dueAt === 'number' ? { nextDueAt: dueAt } : {}) };
  };
}
