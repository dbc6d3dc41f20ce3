/** Jobs side by side and in a queue, both bounded. */
export interface BoundedQueue {
  /** Runs the job now or in its turn; undefined at once when the queue is full. */
  run<Value>(job: () => Promise<Value>): Promise<Value> | undefined;
  /** Jobs that wait. */
  waiting(): number;
}

/** `workers` jobs run at the same time, `size` more wait; first come, first served. */
export function createBoundedQueue({ size, workers }: { size: number; workers: number }): BoundedQueue {
  let running = 0;
  const queue: (() => void)[] = [];

  /** Whoever ends hands its place on, so that nobody who comes later gets it first. */
  const release = (): void => {
    const next = queue.shift();
    if (next === undefined) running -= 1;
    else next();
  };

  return {
    run(job) {
      if (running < workers) {
        running += 1;
        return job().finally(release);
      }
      if (queue.length >= size) return undefined;
      const turn = new Promise<void>((resolve) => queue.push(resolve));
      return turn.then(job).finally(release);
    },
    waiting: () => queue.length,
  };
}
