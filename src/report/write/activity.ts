/** Counts what is under way, so that a stop (or a test) can wait until nothing is. Timers that have yet to fire do not count. */
export interface Activity {
  /** Runs the task and counts it until it ends. The task must not reject. */
  begin(task: () => Promise<void>): void;
  /** Resolves once nothing is under way. */
  idle(): Promise<void>;
}

export function createActivity(): Activity {
  let underWay = 0;
  let waiting: (() => void)[] = [];

  async function run(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } finally {
      underWay -= 1;
      if (underWay === 0) {
        const resolved = waiting;
        waiting = [];
        for (const resolve of resolved) resolve();
      }
    }
  }

  return {
    begin(task) {
      underWay += 1;
      void run(task);
    },
    idle: () => (underWay === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
