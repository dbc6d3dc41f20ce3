import type { DatabaseSync } from 'node:sqlite';
import type { PublishResult } from '../../event-bus.ts';
import type { ArrivingDelivery } from '../requests.ts';
import { queueState, workState } from './schema.ts';

interface KnownDelivery {
  sequence: number;
  state: number | null;
  key: string | null;
  share: string | null;
}

/**
 * Stores a delivery once under (source, tenant, id). One that is known is answered by what became of the first: finished is a
 * `duplicate`; a dead one is revived with its tries forgotten; of one that waits for a retry the queue is due now.
 */
export function prepareStoring(
  database: DatabaseSync,
): (delivery: ArrivingDelivery, body: Uint8Array) => PublishResult {
  const insert = database.prepare(
    `INSERT INTO deliveries (sequence, source, tenant, id, name, received_at, headers, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const findKnown = database.prepare(
    `SELECT sequence, state, key, share FROM deliveries LEFT JOIN work USING (sequence)
     WHERE id = ? AND tenant = ? AND source = ?`,
  );
  const revive = database.prepare(
    `UPDATE work SET state = ${workState.waiting}, attempts = 0, farewells = 0, failing_since = NULL, dying = 0,
       problem = NULL, ended_at = NULL WHERE sequence = ?`,
  );
  const enqueue = database.prepare(
    `INSERT INTO queues (key, share, head, state, due_at) VALUES (?, ?, ?, ${queueState.ready}, 0)
     ON CONFLICT (key) DO UPDATE SET head = min(head, excluded.head)`,
  );
  const resume = database.prepare(
    `UPDATE queues SET state = ${queueState.ready}, due_at = 0 WHERE key = ? AND state = ${queueState.paused}`,
  );
  let next = firstFreeSequence(database);

  function makeDueAgain(known: KnownDelivery): PublishResult {
    if (known.state === workState.done || known.state === workState.expired) {
      return 'duplicate';
    }
    if (known.key === null || known.share === null) {
      return 'due-again';
    }
    if (known.state === workState.dead) {
      revive.run(known.sequence);
      enqueue.run(known.key, known.share, known.sequence);
    }
    resume.run(known.key);
    return 'due-again';
  }

  return ({ source, tenant, id, name, receivedAt, headers }, body) => {
    const { changes } = insert.run(next, source, tenant, id, name, receivedAt, headers, body);
    if (changes === 1) {
      next += 1;
      return 'stored';
    }
    return makeDueAgain(findKnown.get(id, tenant, source) as unknown as KnownDelivery);
  };
}

/** Sequences are never used twice, also when the newest rows have been cleaned away: `routed` only moves forward. */
function firstFreeSequence(database: DatabaseSync): number {
  const { highest } = database
    .prepare(
      `SELECT max((SELECT coalesce(max(sequence), 0) FROM deliveries),
                  (SELECT value FROM counters WHERE name = 'routed')) AS highest`,
    )
    .get() as { highest: number };
  return highest + 1;
}
