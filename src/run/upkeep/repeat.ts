import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';

export interface Repetition {
  /** Begins nothing new, and waits for what is under way. */
  stop(): Promise<void>;
}

export interface RepeatParts {
  /** What is done, for the log. */
  what: string;
  everyMs: number;
  /** Before the first time; default none. */
  afterMs?: number;
  log: Pick<Logger, 'error'>;
  /** Waits; resolves early, or rejects, when the signal is aborted. */
  wait?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/** Does something now and then again and again, one time after the other. What it throws is said, and ends nothing. */
export function repeat(act: (signal: AbortSignal) => Promise<void>, parts: RepeatParts): Repetition {
  const { what, everyMs, afterMs = 0, log, wait = pause } = parts;
  const stopping = new AbortController();
  const { signal } = stopping;

  async function run(): Promise<void> {
    if (afterMs > 0) await wait(afterMs, signal).catch(() => undefined);
    while (!signal.aborted) {
      try {
        await act(signal);
      } catch (thrown) {
        log.error({ err: thrown }, `${what} failed; it is tried again`);
      }
      await wait(everyMs, signal).catch(() => undefined);
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<unknown> {
  return sleep(ms, undefined, { signal, ref: false });
}
