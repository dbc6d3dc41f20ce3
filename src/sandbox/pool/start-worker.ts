import { Worker } from 'node:worker_threads';
import type { EngineAnswer, Evaluation } from '../evaluation.ts';
import type { SandboxLimits } from '../sandbox-limits.ts';
import type { EngineMessage, EngineRequest, WorkerOptions } from './engine-message.ts';

/** What became of an evaluation. After anything but an answer of a thread that is not broken, that thread has ended. */
export type Outcome =
  | { kind: 'answer'; answer: EngineAnswer; isBroken: boolean }
  | { kind: 'out-of-time' }
  | { kind: 'ended'; reason: string };

export interface EngineWorker {
  /** Evaluates; one at a time. Never rejects. */
  run(evaluation: Evaluation): Promise<Outcome>;
  end(): Promise<void>;
}

/** The same file from the sources, run as they are, and from the built package. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const workerFile = new URL(`./worker.${extension}`, import.meta.url);

const bytesPerMegabyte = 1024 * 1024;

/**
 * Starts a thread with the engines. It has no environment, none of the process's flags, and nothing of what it prints is shown; it keeps the process alive only
 * while it evaluates. Evaluating waits for it to be ready, its time begins then.
 */
export function startWorker(limits: SandboxLimits): EngineWorker {
  const { memoryBytes, outputBytes } = limits;
  const options: WorkerOptions = { limits: { memoryBytes, outputBytes } };
  const worker = new Worker(workerFile, {
    workerData: options,
    name: 'sandbox',
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: {
      maxOldGenerationSizeMb: memoryBytes / bytesPerMegabyte,
      maxYoungGenerationSizeMb: 16,
      stackSizeMb: 4,
    },
  });

  let settle: ((outcome: Outcome) => void) | undefined;
  let ended: Extract<Outcome, { kind: 'ended' }> | undefined;
  let noteReady: () => void;
  const ready = new Promise<void>((resolve) => {
    noteReady = resolve;
  });

  function conclude(outcome: Outcome): void {
    const settled = settle;
    settle = undefined;
    settled?.(outcome);
  }
  function breakOff(reason: string): void {
    ended ??= { kind: 'ended', reason };
    noteReady();
    conclude(ended);
  }
  worker.on('message', (message: EngineMessage) => {
    if (message.kind === 'ready') noteReady();
    else conclude(message);
  });
  worker.on('error', (error: NodeJS.ErrnoException) => breakOff(error.code ?? error.message));
  worker.on('exit', () => breakOff('its thread ended'));
  worker.unref();

  return {
    async run(evaluation) {
      worker.ref();
      const isReady = await withinTime(ready, limits.startMs);
      if (!isReady) breakOff('its thread did not start');
      if (ended !== undefined) return ended;
      const outcome = await new Promise<Outcome>((resolve) => {
        const timer = setTimeout(() => conclude({ kind: 'out-of-time' }), limits.timeMs);
        settle = (settled) => {
          clearTimeout(timer);
          resolve(settled);
        };
        const request: EngineRequest = { evaluation };
        worker.postMessage(request);
      });
      if (outcome.kind === 'answer' && !outcome.isBroken) worker.unref();
      else void worker.terminate();
      return outcome;
    },
    async end() {
      await worker.terminate();
    },
  };
}

async function withinTime(promise: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const inTime = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return inTime;
}
