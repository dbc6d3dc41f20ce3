import type { Schedule } from '../write/schedule.ts';

/** A clock that stands still until it is told to go on. */
export interface FakeTime {
  now: () => number;
  schedule: Schedule;
  /** Lets everything that is under way without a timer come to rest. */
  settle(): Promise<void>;
  /** Goes on by so much, with every appointment kept at its own time. */
  advance(milliseconds: number): Promise<void>;
  /** Sets the clock back; appointments come after as long as they were made for. */
  turnBack(milliseconds: number): void;
}

export function createFakeTime(startAt: number): FakeTime {
  let time = startAt;
  let behind = 0;
  let timers: { at: number; action: () => void }[] = [];

  // The stand-ins answer without timers or sockets, so one turn of the event loop drains all they set off.
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

  return {
    now: () => time - behind,
    turnBack(milliseconds) {
      behind += milliseconds;
    },
    schedule(delayMs, action) {
      const timer = { at: time + delayMs, action };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
    settle,
    async advance(milliseconds) {
      const end = time + milliseconds;
      await settle();
      for (;;) {
        const [next] = timers.filter((each) => each.at <= end).sort((one, other) => one.at - other.at);
        if (next === undefined) break;
        timers = timers.filter((each) => each !== next);
        time = Math.max(time, next.at);
        next.action();
        await settle();
      }
      time = end;
    },
  };
}
