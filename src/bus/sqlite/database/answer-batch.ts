import type { DatabaseSync } from 'node:sqlite';
import type { AnswerOf, Batch, Exchange, Reply, RequestKind, RequestOf } from '../requests.ts';
import { prepareCleaning } from './clean-up.ts';
import { explainSqliteError } from './explain-sqlite-error.ts';
import { prepareRecords } from './keep-records.ts';
import { prepareReading } from './read-deliveries.ts';
import { prepareSettling } from './settle-work.ts';
import { prepareStoring } from './store-delivery.ts';
import { prepareTaking } from './take-work.ts';

/**
 * How a request touches the file. `durable`: answered only once it is on disk. `soft`: written, but losing it to a power cut only
 * repeats work, so that it waits for no flush of its own. `read`: sees the writes of its batch.
 */
const touch: Record<RequestKind, 'durable' | 'soft' | 'read'> = {
  publish: 'durable',
  settle: 'durable',
  put: 'durable',
  remove: 'durable',
  probe: 'durable',
  clean: 'soft',
  route: 'soft',
  take: 'soft',
  find: 'read',
  deadLetters: 'read',
  count: 'read',
  get: 'read',
  list: 'read',
};

type Answerers = {
  [Kind in RequestKind]: (request: RequestOf<Kind>, bodies: SharedArrayBuffer) => Exchange[Kind]['answer'];
};

/**
 * Answers batches over an open database: all writes of a batch in one transaction, and one flush for all of them. When the
 * transaction fails, every write of the batch is answered with its problem, and nothing of it is kept.
 */
export function prepareAnswering(
  database: DatabaseSync,
  options: { file: string; retentionMs: number },
): (batch: Batch) => Reply[] {
  const answerers = prepareAnswerers(database, options.retentionMs);
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  let flushed = true;

  function setFlush(wanted: boolean): void {
    if (wanted !== flushed) {
      database.exec(`PRAGMA synchronous = ${wanted ? 'FULL' : 'NORMAL'}`);
      flushed = wanted;
    }
  }

  function answerOne<Kind extends RequestKind>(request: RequestOf<Kind>, bodies: SharedArrayBuffer): AnswerOf<Kind> {
    const answer: Answerers[Kind] = answerers[request.kind];
    return answer(request, bodies);
  }

  function writeAll(writes: readonly RequestOf[], bodies: SharedArrayBuffer): Reply[] {
    try {
      setFlush(writes.some(({ kind }) => touch[kind] === 'durable'));
      begin.run();
      const replies = writes.map((request): Reply => ({ ok: true, value: answerOne(request, bodies) }));
      commit.run();
      return replies;
    } catch (thrown) {
      const problem = explainSqliteError(thrown, options.file);
      if (database.isTransaction) {
        database.exec('ROLLBACK');
      }
      return writes.map(() => ({ ok: false, problem }));
    }
  }

  function read(request: RequestOf, bodies: SharedArrayBuffer): Reply {
    try {
      return { ok: true, value: answerOne(request, bodies) };
    } catch (thrown) {
      return { ok: false, problem: explainSqliteError(thrown, options.file) };
    }
  }

  return ({ requests, bodies }) => {
    const writes = requests.filter(({ kind }) => touch[kind] !== 'read');
    const written = writes.length === 0 ? [] : writeAll(writes, bodies);
    let next = 0;
    return requests.map((request) => {
      if (touch[request.kind] === 'read') {
        return read(request, bodies);
      }
      const reply = written[next];
      next += 1;
      return reply as Reply;
    });
  };
}

function prepareAnswerers(database: DatabaseSync, retentionMs: number): Answerers {
  const store = prepareStoring(database);
  const take = prepareTaking(database);
  const { route, settle } = prepareSettling(database);
  const clean = prepareCleaning(database, retentionMs);
  const probe = database.prepare(`UPDATE counters SET value = value + 1 WHERE name = 'probes'`);
  return {
    ...prepareReading(database),
    ...prepareRecords(database),
    publish: ({ delivery }, bodies) => store(delivery, new Uint8Array(bodies, delivery.bodyStart, delivery.bodyLength)),
    take,
    route: ({ routed }) => {
      route(routed);
      return undefined;
    },
    settle: (request) => {
      settle(request);
      return undefined;
    },
    clean: ({ now }) => clean(now),
    probe: () => {
      probe.run();
      return undefined;
    },
  };
}
