import { chmod, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import { type Problem, problem } from '../../problem/problem.ts';
import { describeFailure } from '../describe-failure.ts';
import type { OpenedBus, RouteDelivery } from '../event-bus.ts';
import { defaultRetrySchedule, type RetrySchedule } from '../retry-schedule.ts';
import { createSqliteBus } from './create-sqlite-bus.ts';
import { findNetworkFileSystem } from './find-network-file-system.ts';
import { startDatabaseThread } from './start-database-thread.ts';
import { readFreeBytes, watchFreeSpace } from './watch-free-space.ts';

export interface SqliteBusOptions {
  file: string;
  route: RouteDelivery;
  /** How long finished deliveries are kept for `find`. */
  retentionMs: number;
  /** Milliseconds since 1970. */
  now?: () => number;
  log: Pick<Logger, 'warn' | 'error'>;
  retrySchedule?: RetrySchedule;
  /** How often finished deliveries are looked through for those whose time is over. */
  cleanEveryMs?: number;
  /** Pause before a failing store is asked again by the consuming side. */
  storeRetryMs?: number;
  /** Pages of 8 KiB beyond which the file may not grow; unlimited when absent. */
  maxPages?: number;
  /** Bytes of the disk that new deliveries leave free for what has to be finished. */
  reserveBytes?: number;
  /** How often the disk is looked at. */
  lookAtDiskEveryMs?: number;
  /** How often the app looks whether its file is still there. */
  watchEveryMs?: number;
  /** Bytes that the disk has left. */
  readFreeBytes?: (directory: string) => Promise<number>;
}

/**
 * Opens the embedded event store: one SQLite file, held by this process alone until `close`.
 *
 * Problems: `bus.locked`, `bus.network-file-system`, `bus.not-writable`, `bus.disk-full`, `bus.corrupt-file`,
 * `bus.foreign-file`, `bus.newer-schema`, `bus.storage-failed`.
 */
export async function openSqliteBus(options: SqliteBusOptions): Promise<OpenedBus> {
  const { file, retentionMs, now = Date.now, retrySchedule = defaultRetrySchedule, maxPages } = options;
  const refusal = await prepareDirectory(file);
  if (refusal !== undefined) {
    return { ok: false, problem: refusal };
  }
  const started = await startDatabaseThread({
    file,
    retentionMs,
    now: now(),
    interrupted: { fromAttempts: retrySchedule.quickMs.length, pauseMs: retrySchedule.parkedMs[0] ?? 0 },
    ...(maxPages === undefined ? {} : { maxPages }),
  });
  if (!started.ok) {
    return started;
  }
  const { cleanEveryMs = 60_000, storeRetryMs = 1000, log } = options;
  const freeSpace = await watchFreeSpace({
    readFreeBytes: () => (options.readFreeBytes ?? readFreeBytes)(dirname(file)),
    reserveBytes: options.reserveBytes ?? 64 * 1024 * 1024,
    everyMs: options.lookAtDiskEveryMs ?? 1000,
    log,
  });
  // Payloads of private repositories are nobody else's to read.
  await chmod(file, 0o600).catch((thrown: unknown) => {
    log.warn({ reason: describeFailure(thrown) }, 'could not make the event store private');
  });
  return {
    ok: true,
    value: createSqliteBus(started.thread, {
      file,
      route: options.route,
      now,
      log,
      freeSpace,
      schedule: retrySchedule,
      cleanEveryMs,
      storeRetryMs,
      watchEveryMs: options.watchEveryMs ?? 1000,
    }),
  };
}

async function prepareDirectory(file: string): Promise<Problem | undefined> {
  const directory = dirname(file);
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
  } catch (thrown) {
    return problem('bus.not-writable', { file, reason: describeFailure(thrown) });
  }
  const type = await findNetworkFileSystem(directory);
  return type === undefined ? undefined : problem('bus.network-file-system', { file, type });
}
