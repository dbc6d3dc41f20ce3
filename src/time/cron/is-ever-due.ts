import type { Schedule } from './read-schedule.ts';

const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** False for a schedule whose fields name nothing (`,`) or a day that no calendar has (`0 0 30 2 *`). Costs no search. */
export function isEverDue(schedule: Schedule): boolean {
  if (schedule.kind === 'every') return true;
  const { minutes, hours, daysOfMonth, months, daysOfWeek, isEitherDay } = schedule.cron;
  if ([minutes, hours, months].some((each) => each.size === 0)) return false;
  const first = Math.min(...daysOfMonth);
  const isDayOfMonth = [...months].some((month) => first <= (longest[month - 1] ?? 0));
  return isEitherDay ? isDayOfMonth || daysOfWeek.size > 0 : isDayOfMonth && daysOfWeek.size > 0;
}
