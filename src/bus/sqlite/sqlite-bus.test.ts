import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { type BusConditions, type BusUnderTest, routeByBody } from '../../../test/bus-contract/bus-under-test.ts';
import { describeBus } from '../../../test/bus-contract/describe-bus.ts';
import type { EventBus } from '../event-bus.ts';
import { createSqliteBus } from './create-sqlite-bus.ts';
import { prepareAnswering } from './database/answer-batch.ts';
import { openDatabase } from './database/open-database.ts';
import { openSqliteBus } from './open-sqlite-bus.ts';

const log = pino({ level: 'silent' });
const retentionMs = 86_400_000;

async function openInThread(file: string, { retrySchedule }: BusConditions): Promise<EventBus> {
  const opened = await openSqliteBus({
    file,
    route: routeByBody,
    retentionMs,
    log,
    retrySchedule,
    storeRetryMs: 5,
    watchEveryMs: 60_000,
  });
  if (!opened.ok) {
    throw new Error(opened.problem.message);
  }
  return opened.value;
}

/** The same without a thread between, so that the database's side is run where coverage sees it. */
async function openHere(file: string, { retrySchedule }: BusConditions): Promise<EventBus> {
  const interrupted = { fromAttempts: 3, pauseMs: 5 };
  const opened = openDatabase({ file, retentionMs, now: Date.now(), interrupted });
  if (!opened.ok) {
    throw new Error(opened.problem.message);
  }
  const answer = prepareAnswering(opened.database, { file, retentionMs });
  const link = {
    send: async (batch: Parameters<typeof answer>[0]) => answer(batch),
    broken: new Promise<never>(() => undefined),
    close: async () => opened.database.close(),
  };
  const freeSpace = { hasRoom: () => true, stop: () => undefined };
  const parts = {
    file,
    route: routeByBody,
    freeSpace,
    now: Date.now,
    log,
    schedule: retrySchedule,
    cleanEveryMs: 60_000,
    storeRetryMs: 5,
    watchEveryMs: 60_000,
  };
  return createSqliteBus(link, parts);
}

function onFreshFile(open: typeof openHere) {
  return async (conditions: BusConditions): Promise<BusUnderTest> => {
    const directory = await mkdtemp(join(tmpdir(), 'sqlite-bus-'));
    const file = join(directory, 'events.db');
    let bus = await open(file, conditions);
    return {
      bus,
      async reopen() {
        await bus.close();
        bus = await open(file, conditions);
        return bus;
      },
      async dispose() {
        await bus.close();
        await rm(directory, { recursive: true, force: true });
      },
    };
  };
}

const onlyOneProcess = { severalProcesses: false, hasBroker: false };

describeBus('SQLite in its thread', onFreshFile(openInThread), onlyOneProcess);
describeBus('SQLite in this thread', onFreshFile(openHere), onlyOneProcess);
