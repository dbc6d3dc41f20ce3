import { nextTimes } from '../../time/cron/next-time.ts';
import { readSchedule } from '../../time/cron/read-schedule.ts';

const hour = 60 * 60 * 1000;
/** Enough to see the shortest pause of a day's schedule. */
const looked = 48;

/** Whether each run of these schedules has a check, or failures and recoveries alone: of what runs more often than hourly. */
export function reportRate(schedules: readonly string[], timezone: string, now: number): 'always' | 'failures' {
  const times = schedules.flatMap((text) => {
    const reading = readSchedule(text, timezone);
    return reading.ok ? nextTimes(reading.schedule, now, looked) : [];
  });
  const ordered = [...new Set(times)].sort((one, other) => one - other).slice(0, looked);
  const isOften = ordered.some((time, index) => time - (ordered[index - 1] ?? Number.NEGATIVE_INFINITY) < hour);
  return isOften ? 'failures' : 'always';
}
