import type { DatabaseSync } from 'node:sqlite';
import type { Problem } from '../../../problem/problem.ts';
import type { AnswerOf, DeliveryRow, RequestOf } from '../requests.ts';
import { queueState, workState } from './schema.ts';
import { deliveryColumns } from './take-work.ts';

export interface Reading {
  find(request: RequestOf<'find'>): DeliveryRow | undefined;
  deadLetters(request: RequestOf<'deadLetters'>): AnswerOf<'deadLetters'>;
  count(): AnswerOf<'count'>;
}

/** Reads deliveries that are kept: one by its name, the dead ones newest first. */
export function prepareReading(database: DatabaseSync): Reading {
  const find = database.prepare(
    `SELECT ${deliveryColumns} FROM deliveries WHERE id = ? AND tenant = ? AND source = ? AND body IS NOT NULL`,
  );
  const listDead = database.prepare(
    `SELECT attempts, ended_at AS diedAt, problem, ${deliveryColumns} FROM work JOIN deliveries USING (sequence)
     WHERE state = ${workState.dead} ORDER BY ended_at DESC, sequence DESC LIMIT ?`,
  );
  const countAll = database.prepare(
    `SELECT
       (SELECT count(*) FROM work WHERE state = ${workState.waiting})
         + (SELECT count(*) FROM deliveries WHERE sequence > (SELECT value FROM counters WHERE name = 'routed')) AS waiting,
       (SELECT count(*) FROM queues WHERE state = ${queueState.paused}) AS parked,
       (SELECT count(*) FROM work WHERE state = ${workState.dead}) AS dead`,
  );
  return {
    count: () => {
      const counted = countAll.get();
      return { waiting: Number(counted?.waiting), parked: Number(counted?.parked), dead: Number(counted?.dead) };
    },
    find: ({ id, tenant, source }) => find.get(id, tenant, source) as unknown as DeliveryRow | undefined,
    deadLetters: ({ limit }) =>
      listDead.all(limit).map(({ attempts, diedAt, problem, ...row }) => ({
        row: row as unknown as DeliveryRow,
        problem: JSON.parse(String(problem)) as Problem,
        diedAt: Number(diedAt),
        attempts: Number(attempts),
      })),
  };
}
