import type { DatabaseSync } from 'node:sqlite';
import type { Problem } from '../../../problem/problem.ts';
import type { AnswerOf, DeliveryRow, RequestOf } from '../requests.ts';
import { workState } from './schema.ts';
import { deliveryColumns } from './take-work.ts';

export interface Reading {
  find(request: RequestOf<'find'>): DeliveryRow | undefined;
  deadLetters(request: RequestOf<'deadLetters'>): AnswerOf<'deadLetters'>;
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
  return {
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
