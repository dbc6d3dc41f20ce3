import { Worker } from 'node:worker_threads';
import { type Problem, problem } from '../../problem/problem.ts';
import { describeFailure } from '../describe-failure.ts';
import { storeError } from '../store-error.ts';
import type { DatabaseOptions } from './database/open-database.ts';
import type { Batch, Reply } from './requests.ts';

export interface DatabaseThread {
  /** Hands a batch over and waits for its replies; one batch at a time. Rejects when the thread is gone. */
  send(batch: Batch): Promise<Reply[]>;
  /** Resolves with the reason when the thread ended without being asked to. */
  broken: Promise<Problem>;
  /** Closes the file and ends the thread. */
  close(): Promise<void>;
  /** Ends the thread as a crash would. */
  terminate(): Promise<unknown>;
}

export type StartedThread = { ok: true; thread: DatabaseThread } | { ok: false; problem: Problem };

/** The same file from the sources, run as they are, and from the built package. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const workerFile = new URL(`./database/worker.${extension}`, import.meta.url);

/** The thread's objects live for one batch; it would let their memory grow to several times this under load, and be no faster. */
const maxYoungGenerationSizeMb = 8;

/** Starts the thread that holds the database; resolves once the file is open, or with the problem that keeps it from that. */
export async function startDatabaseThread(options: DatabaseOptions): Promise<StartedThread> {
  const worker = new Worker(workerFile, {
    workerData: options,
    name: 'event-store',
    resourceLimits: { maxYoungGenerationSizeMb },
  });
  let waiting: { resolve: (replies: Reply[]) => void; reject: (error: Error) => void } | undefined;
  let isClosing = false;
  let failure: Problem | undefined;
  let noteBroken: (problem: Problem) => void;
  const broken = new Promise<Problem>((resolve) => {
    noteBroken = resolve;
  });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));

  function breakOff(reason: string): void {
    failure ??= problem('bus.closed', { file: options.file, reason });
    waiting?.reject(storeError(failure));
    waiting = undefined;
    if (!isClosing) {
      noteBroken(failure);
    }
  }

  const opened = await new Promise<{ ok: true } | { ok: false; problem: Problem }>((resolve) => {
    const fail = (reason: string): void =>
      resolve({ ok: false, problem: problem('bus.storage-failed', { file: options.file, reason }) });
    worker.once('message', resolve);
    worker.once('error', (error) => fail(describeFailure(error)));
    worker.once('exit', () => fail('its thread ended while it was opened'));
  });
  if (!opened.ok) {
    await worker.terminate();
    return opened;
  }
  worker.on('message', (replies: Reply[]) => {
    const { resolve } = waiting ?? {};
    waiting = undefined;
    resolve?.(replies);
  });
  worker.on('error', (error) => breakOff(`its thread failed with ${describeFailure(error)}`));
  worker.on('exit', () => breakOff(isClosing ? 'the app stops' : 'its thread ended'));

  return {
    ok: true,
    thread: {
      send: (batch) =>
        new Promise((resolve, reject) => {
          if (failure !== undefined) {
            reject(storeError(failure));
            return;
          }
          waiting = { resolve, reject };
          worker.postMessage(batch);
        }),
      broken,
      async close() {
        isClosing = true;
        if (failure === undefined) {
          worker.postMessage('close');
        }
        await exited;
      },
      terminate: () => worker.terminate(),
    },
  };
}
