import type { StopSwitch } from './stop-switch.ts';

/** Lets at most so many go on at once, in the order in which they came. */
export interface Limiter {
  /** Gives back the function that makes room again; undefined when it was stopped before its turn came. */
  enter(stop: StopSwitch): Promise<(() => void) | undefined>;
}

export function createLimiter(limit: number): Limiter {
  const waiting: (() => void)[] = [];
  let inside = 0;

  function leaveOnce(): () => void {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      inside -= 1;
      waiting.shift()?.();
    };
  }

  return {
    enter(stop) {
      if (inside < limit) {
        inside += 1;
        return Promise.resolve(leaveOnce());
      }
      return new Promise((resolve) => {
        const admit = () => {
          forget();
          inside += 1;
          resolve(leaveOnce());
        };
        waiting.push(admit);
        const forget = stop.onStop(() => {
          const place = waiting.indexOf(admit);
          if (place !== -1) waiting.splice(place, 1);
          resolve(undefined);
        });
      });
    },
  };
}
