import type { DatabaseSync } from 'node:sqlite';
import type { Settlement } from '../../handle-taken.ts';
import type { RequestOf, RoutedDelivery } from '../requests.ts';
import { queueState, workState } from './schema.ts';

export interface Settling {
  route(routed: readonly RoutedDelivery[]): void;
  settle(request: RequestOf<'settle'>): void;
}

/** Puts deliveries into their queues, and carries out what became of those in hand. */
export function prepareSettling(database: DatabaseSync): Settling {
  const addWork = database.prepare(
    `INSERT INTO work (sequence, key, share, state) VALUES (?, ?, ?, ${workState.waiting}) ON CONFLICT DO NOTHING`,
  );
  const addQueue = database.prepare(
    `INSERT INTO queues (key, share, head, state, due_at) VALUES (?, ?, ?, ${queueState.ready}, 0) ON CONFLICT DO NOTHING`,
  );
  const noteRouted = database.prepare(`UPDATE counters SET value = ? WHERE name = 'routed' AND value < ?`);
  const end = database.prepare(
    'UPDATE work SET state = ?, ended_at = ?, problem = ?, dying = 0, failing_since = NULL WHERE sequence = ?',
  );
  const noteFailure = database.prepare('UPDATE work SET failing_since = ?, problem = ?, dying = ? WHERE sequence = ?');
  const uncount = database.prepare(
    `UPDATE work SET attempts = attempts - (1 - dying), farewells = farewells - dying WHERE sequence = ?`,
  );
  const moveOn = database.prepare(
    `UPDATE queues SET state = ?, due_at = ?, head = following.sequence
     FROM (SELECT min(sequence) AS sequence FROM work WHERE key = ? AND state = ${workState.waiting}) AS following
     WHERE key = ? AND following.sequence IS NOT NULL`,
  );
  const dropQueue = database.prepare('DELETE FROM queues WHERE key = ?');

  function release(key: string, state: number, dueAt: number): void {
    if (moveOn.run(state, dueAt, key, key).changes === 0) {
      dropQueue.run(key);
    }
  }

  function note(sequence: number, settlement: Settlement): void {
    switch (settlement.kind) {
      case 'done':
        end.run(workState.done, settlement.at, null, sequence);
        break;
      case 'dead':
        end.run(workState.dead, settlement.at, JSON.stringify(settlement.problem), sequence);
        break;
      case 'paused':
      case 'dying': {
        const isDying = settlement.kind === 'dying' ? 1 : 0;
        noteFailure.run(settlement.failingSince, JSON.stringify(settlement.problem), isDying, sequence);
        break;
      }
      case 'returned':
        uncount.run(sequence);
    }
  }

  return {
    route(routed) {
      for (const { sequence, key, share } of routed) {
        addWork.run(sequence, key, share);
        addQueue.run(key, share, sequence);
        noteRouted.run(sequence, sequence);
      }
    },
    settle({ sequence, key, settlement }) {
      note(sequence, settlement);
      if ('dueAt' in settlement) {
        release(key, queueState.paused, settlement.dueAt);
      } else {
        release(key, queueState.ready, 0);
      }
    },
  };
}
