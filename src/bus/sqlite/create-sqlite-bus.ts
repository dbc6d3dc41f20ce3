import type { Logger } from 'pino';
import { type Problem, problem } from '../../problem/problem.ts';
import { describeFailure } from '../describe-failure.ts';
import type { EventBus, Records, RouteDelivery } from '../event-bus.ts';
import type { RetrySchedule } from '../retry-schedule.ts';
import { storeError } from '../store-error.ts';
import { watchStorage } from '../watch-storage.ts';
import { groupRequests, type RequestGroups } from './group-requests.ts';
import { lookAtFile } from './look-at-file.ts';
import { readRow } from './read-row.ts';
import type { Batch, RecordRow, Reply } from './requests.ts';
import { type RunningConsumption, startConsumption } from './start-consumption.ts';
import type { FreeSpace } from './watch-free-space.ts';

/** Where batches are answered: the database's thread. */
export interface DatabaseLink {
  send(batch: Batch): Promise<Reply[]>;
  broken: Promise<Problem>;
  close(): Promise<void>;
}

export interface SqliteBusParts {
  file: string;
  route: RouteDelivery;
  now: () => number;
  log: Pick<Logger, 'warn' | 'error'>;
  schedule: RetrySchedule;
  freeSpace: FreeSpace;
  cleanEveryMs: number;
  storeRetryMs: number;
  /** How often to look whether the file is still there. */
  watchEveryMs: number;
}

/** The event bus over an open database. */
export function createSqliteBus(link: DatabaseLink, parts: SqliteBusParts): EventBus {
  const { log, now } = parts;
  const groups = groupRequests(link.send);
  let consumption: RunningConsumption | undefined;
  let closing: Promise<void> | undefined;

  // What is written to a file that was deleted is gone when the process ends, whatever was answered.
  const gone = Promise.withResolvers<Problem>();
  const broken = Promise.race([link.broken, gone.promise]);
  const stopWatching = watchStorage({
    ...{ names: [parts.file], everyMs: parts.watchEveryMs, look: lookAtFile },
    onGone: (file) => gone.resolve(problem('bus.file-gone', { file })),
  });

  broken.then((cause) => {
    log.error({ code: cause.code }, cause.message);
    groups.fail(cause);
    return consumption?.stop(0);
  });
  const cleaning = setInterval(() => void clean(), parts.cleanEveryMs);
  cleaning.unref();

  async function close(): Promise<void> {
    clearInterval(cleaning);
    stopWatching();
    parts.freeSpace.stop();
    await consumption?.stop(0);
    await groups.settled();
    groups.fail(problem('bus.closed', { file: parts.file, reason: 'the app stops' }));
    await link.close();
  }

  return {
    async publish({ source, tenant, id, name, receivedAt, headers, body }) {
      refuseWithoutRoom(body.byteLength);
      const delivery = { source, tenant, id, name, receivedAt, headers: JSON.stringify(headers) };
      const result = await groups.ask({ kind: 'publish', delivery, body });
      if (result !== 'duplicate') {
        consumption?.wake();
      }
      return result;
    },
    consume(options) {
      if (consumption !== undefined) {
        throw new Error('This bus is being consumed already.');
      }
      const running = startConsumption(options, { ...parts, groups });
      consumption = running;
      return {
        async stop(graceMs) {
          await running.stop(graceMs);
          consumption = consumption === running ? undefined : consumption;
        },
      };
    },
    async find(source, tenant, id) {
      const row = await groups.ask({ kind: 'find', source, tenant, id });
      return row === undefined ? undefined : readRow(row);
    },
    async deadLetters(limit) {
      const letters = await groups.ask({ kind: 'deadLetters', limit });
      return letters.map(({ row, ...rest }) => ({ delivery: readRow(row), ...rest }));
    },
    count: () => groups.ask({ kind: 'count' }),
    broken,
    records: createRecords(groups),
    async checkWritable() {
      refuseWithoutRoom(0);
      await groups.ask({ kind: 'probe' });
    },
    close() {
      closing ??= close();
      return closing;
    },
  };

  function refuseWithoutRoom(bytes: number): void {
    if (!parts.freeSpace.hasRoom(bytes)) {
      throw storeError(problem('bus.disk-full', { file: parts.file }));
    }
  }

  async function clean(): Promise<void> {
    try {
      for (let more = true; more; ) {
        ({ more } = await groups.ask({ kind: 'clean', now: now() }));
      }
    } catch (thrown) {
      log.warn({ reason: describeFailure(thrown) }, 'could not clean the event store');
    }
  }
}

function createRecords(groups: RequestGroups): Records {
  return {
    async get(collection, key) {
      const row = await groups.ask({ kind: 'get', collection, key });
      return row === undefined ? undefined : readRecord(row);
    },
    async put(collection, key, value, expectedVersion) {
      const text: string | undefined = JSON.stringify(value);
      if (text === undefined) {
        throw new TypeError('A record holds JSON; this value has none.');
      }
      const condition = expectedVersion === undefined ? {} : { expectedVersion };
      return groups.ask({ kind: 'put', collection, key, value: text, ...condition });
    },
    async remove(collection, key) {
      await groups.ask({ kind: 'remove', collection, key });
    },
    async list(collection, prefix) {
      const rows = await groups.ask({ kind: 'list', collection, prefix });
      return rows.map(readRecord);
    },
  };
}

function readRecord({ key, value, version }: RecordRow): { key: string; value: unknown; version: number } {
  return { key, value: JSON.parse(value), version };
}
