import { nextTime } from './next-time.ts';
import type { Schedule } from './read-schedule.ts';

/** A span of time, in milliseconds since 1970: after its start, until its end. */
export interface Span {
  after: number;
  until: number;
}

/**
 * The last time in a span at which a schedule is due; undefined when it is not. Of cron fields it walks through the span, which should be
 * short for what is due every minute.
 */
export function latestTime(schedule: Schedule, { after, until }: Span): number | undefined {
  if (schedule.kind === 'every') {
    const step = schedule.everySeconds * 1000;
    const count = Math.floor((until - after) / step);
    return count < 1 ? undefined : Math.floor(after / 1000) * 1000 + count * step;
  }
  let latest: number | undefined;
  for (let time = nextTime(schedule, after); time !== undefined && time <= until; time = nextTime(schedule, time)) {
    latest = time;
  }
  return latest;
}
