import type { Logger } from 'pino';
import { describeFailure } from '../../describe-failure.ts';
import type { KafkaConnection } from '../client/connect-kafka.ts';
import { describeKafkaError } from '../client/explain-kafka-error.ts';
import type { LogRecord } from '../log/log-message.ts';
import type { TopicNames } from '../topics/topic-names.ts';
import { idsKeptMs } from '../topics/wanted-topics.ts';
import { awaitVerdicts } from './await-verdicts.ts';
import { createLoggedRecords, type LoggedRecords } from './create-records.ts';
import { createStateLedger, type StateLedger } from './create-state-ledger.ts';
import { followLog, type LogFollower } from './follow-log.ts';
import { keepRecords, type RecordVerdict } from './keep-records.ts';
import { keepStates, type StateVerdict } from './keep-states.ts';
import { openScratch } from './open-scratch.ts';

export interface LedgerParts {
  connection: KafkaConnection;
  names: TopicNames;
  retentionMs: number;
  now: () => number;
  log: Pick<Logger, 'warn' | 'error'>;
  storeRetryMs: number;
}

export interface Ledgers {
  states: StateLedger;
  records: LoggedRecords & Pick<LogFollower, 'catchUp'>;
  /** How much of both has been read so far, in entries. */
  progress(): number;
  close(): Promise<void>;
}

const minute = 60_000;
/** Longer than any writer takes from reading a record to writing it. */
const removedKeptMs = 2 * 24 * 60 * minute;

/** Reads the two ledgers into a database of this process, and keeps that up with what is appended. */
export function openLedgers(parts: LedgerParts): Ledgers {
  const { connection, names, log, now, storeRetryMs } = parts;
  const { append, queries, writer } = connection;
  const database = openScratch();
  const begin = database.prepare('BEGIN');
  const commit = database.prepare('COMMIT');
  const rollback = database.prepare('ROLLBACK');
  const followers: LogFollower[] = [];

  function onUnreadable({ topic, offset }: LogRecord, thrown: unknown): void {
    log.error({ topic, offset, reason: describeFailure(thrown) }, 'skipped an entry that this version cannot read');
  }

  function inOneGo(apply: (records: LogRecord[]) => void): (records: LogRecord[]) => void {
    return (records) => {
      if (records.length === 0) return;
      begin.run();
      try {
        apply(records);
        commit.run();
      } catch (thrown) {
        if (database.isTransaction) rollback.run();
        throw thrown;
      }
    };
  }

  function follow(topic: string, apply: (records: LogRecord[]) => void): () => Promise<void> {
    const onRecords = inOneGo(apply);
    const reader = connection.openReader();
    const follower = followLog({ topic, reader, queries, onRecords, log, retryMs: storeRetryMs });
    followers.push(follower);
    return () => connection.explain(follower.catchUp());
  }

  let catchUpStates: () => Promise<void> = () => Promise.resolve();
  let catchUpRecords: () => Promise<void> = () => Promise.resolve();
  const stateTable = keepStates(database);
  const states = createStateLedger({
    ...{ topic: names.states, table: stateTable, append, onUnreadable },
    verdicts: awaitVerdicts<StateVerdict>(writer),
    catchUp: () => catchUpStates(),
  });
  const recordTable = keepRecords(database);
  const records = createLoggedRecords({
    ...{ topic: names.records, table: recordTable, append, onUnreadable },
    verdicts: awaitVerdicts<RecordVerdict>(writer),
    catchUp: () => catchUpRecords(),
  });
  catchUpStates = follow(names.states, states.apply);
  catchUpRecords = follow(names.records, records.apply);

  let forgottenAt = now();
  function forget(): void {
    if (now() - forgottenAt < 60 * minute) return;
    forgottenAt = now();
    stateTable.forget(now() - Math.max(parts.retentionMs, idsKeptMs));
    recordTable.forgetRemoved(now() - removedKeptMs);
  }
  const tidying = setInterval(() => {
    forget();
    records
      .restoreHidden(now() - minute)
      .catch((thrown: unknown) => log.warn({ reason: describeKafkaError(thrown) }, 'could not tidy up the event bus'));
  }, minute);
  tidying.unref();

  return {
    states,
    records: { ...records, catchUp: () => catchUpRecords() },
    progress: () => followers.reduce((sum, each) => sum + each.position(), 0),
    async close() {
      clearInterval(tidying);
      await Promise.all(followers.map((each) => each.stop()));
      database.close();
    },
  };
}
