/** What one sandbox may use, altogether and for one evaluation. */
export interface SandboxLimits {
  /** Threads, each with one evaluation at a time. */
  workers: number;
  /** For one evaluation, from the moment a thread takes it. */
  timeMs: number;
  /** For a thread to start and load its engines. */
  startMs: number;
  /** Of an engine's memory, and of the thread's own. */
  memoryBytes: number;
  inputBytes: number;
  outputBytes: number;
  /** Characters of a script or program. jq compiles on a stack of 64 KiB, of which a longer one could ask too much. */
  programLength: number;
  /** Evaluations that wait, of all and of one tenant. */
  waiting: number;
  waitingPerTenant: number;
  /** Evaluations after which a thread is replaced. */
  evaluationsPerWorker: number;
}

const mebibyte = 1024 * 1024;

export const defaultLimits: SandboxLimits = {
  workers: 3,
  timeMs: 1000,
  startMs: 20_000,
  memoryBytes: 64 * mebibyte,
  inputBytes: 4 * mebibyte,
  outputBytes: mebibyte,
  programLength: 16_384,
  waiting: 1000,
  waitingPerTenant: 200,
  evaluationsPerWorker: 1000,
};
