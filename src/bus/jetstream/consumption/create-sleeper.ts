export interface Sleeper {
  /** What wakes it from now on is not missed by the next `sleepUntil`. */
  fallAsleep(): void;
  /** Resolves at `dueAt` (undefined: never) or as soon as it is woken. Milliseconds since 1970. */
  sleepUntil(dueAt: number | undefined, now: number): Promise<void>;
  wake(): void;
}

/** Timers of Node hold 31 bits; waking up for nothing once an hour costs nothing. */
const longestSleepMs = 60 * 60 * 1000;

export function createSleeper(): Sleeper {
  let isAwake = true;
  let wakeUp: () => void = () => undefined;
  return {
    fallAsleep() {
      isAwake = false;
    },
    async sleepUntil(dueAt, now) {
      if (isAwake) return;
      const pauseMs = dueAt === undefined ? longestSleepMs : Math.min(Math.max(dueAt - now, 1), longestSleepMs);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pauseMs);
        wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
    wake() {
      isAwake = true;
      wakeUp();
    },
  };
}
