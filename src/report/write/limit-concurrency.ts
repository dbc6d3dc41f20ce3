/** Runs at most `limit` tasks at a time, first come first served; a task's outcome is its caller's. */
export function limitConcurrency(limit: number): <Value>(task: () => Promise<Value>) => Promise<Value> {
  const queue: (() => void)[] = [];
  let running = 0;

  return async (task) => {
    if (running >= limit) await new Promise<void>((resolve) => queue.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      // The slot goes straight to the next in line; only without one does it become free.
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
