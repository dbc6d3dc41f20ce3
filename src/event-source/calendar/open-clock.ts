import type { Records } from '../../bus/event-bus.ts';
import { latestTime } from '../../time/cron/latest-time.ts';
import { nextTime } from '../../time/cron/next-time.ts';
import type { Schedule } from '../../time/cron/read-schedule.ts';

/** Something that is due again and again. */
export interface Timetable {
  /** Names it for good, such as `repository/42/…`. */
  key: string;
  /** What its document says about its times: where that changes, nothing is caught up. */
  text: string;
  schedule: Schedule;
  /** True for a time that is left out. */
  isExcluded?: (time: number) => boolean;
  /** How late a time may still be taken: after a restart, or when another replica leads. */
  catchUpMs: number;
  /** Of several that passed: the newest alone, unless told. */
  missed?: 'newest' | 'each';
}

/** Follows one timetable through restarts. Times in milliseconds since 1970. */
export interface Clock {
  /** When it is worth to look again; undefined when that is never. */
  next(): number | undefined;
  /**
   * The time that is due now: of all that passed the newest, and only if it is not too late for it. The others are gone: who was away
   * for a night starts one run, not sixty. Where each is wanted it is the oldest that is not too late.
   */
  due(): number | undefined;
  /** What was due has been taken for good. */
  settle(time: number): Promise<void>;
}

export interface ClockTools {
  records: Records;
  now: () => number;
}

/** The last time of each timetable that was taken. */
const collection = 'ticks';

interface Row {
  text: string;
  at: number;
}

/** Takes up a timetable where it was left; a new one begins now. */
export async function openClock(timetable: Timetable, { records, now }: ClockTools): Promise<Clock> {
  const { key, text, schedule, isExcluded = () => false, catchUpMs, missed = 'newest' } = timetable;
  const row = (await records.get(collection, key))?.value as Row | undefined;
  // The clock of a machine may have been ahead.
  let last = row?.text === text ? Math.min(row.at, now()) : now();
  if (row?.text !== text) await records.put(collection, key, { text, at: last } satisfies Row);
  let upcoming = nextTime(schedule, last);

  function pass(time: number): void {
    last = time;
    upcoming = nextTime(schedule, last);
  }

  /** An interval keeps its step over what is too late. */
  function skipLate(until: number): void {
    const edge = until - catchUpMs - 1;
    if (edge <= last) return;
    pass(schedule.kind === 'every' ? (latestTime(schedule, { after: last, until: edge }) ?? last) : edge);
  }

  function oldestDue(until: number): number | undefined {
    skipLate(until);
    while (upcoming !== undefined && upcoming <= until && isExcluded(upcoming)) pass(upcoming);
    return upcoming !== undefined && upcoming <= until ? upcoming : undefined;
  }

  return {
    next: () => upcoming,
    due() {
      const until = now();
      if (missed === 'each') return oldestDue(until);
      while (upcoming !== undefined && upcoming <= until) {
        // An interval keeps its step over what is too late; of cron fields only the last while has to be looked at.
        const after = schedule.kind === 'every' ? last : Math.max(last, until - catchUpMs - 1);
        const latest = latestTime(schedule, { after, until });
        const isLate = latest === undefined || until - latest > catchUpMs;
        if (!isLate && !isExcluded(latest)) return latest;
        pass(latest ?? until);
      }
      return undefined;
    },
    async settle(time) {
      pass(time);
      await records.put(collection, key, { text, at: time } satisfies Row);
    },
  };
}

/** Forgets timetables whose key begins so. */
export async function forgetClocks(prefix: string, records: Records): Promise<void> {
  for (const { key } of await records.list(collection, prefix)) await records.remove(collection, key);
}
