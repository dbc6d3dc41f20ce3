import { nextTime } from '../../time/cron/next-time.ts';
import type { Cron } from '../../time/cron/read-cron.ts';
import type { Schedule } from '../../time/cron/read-schedule.ts';
import { type ClockChange, findClockChanges } from './find-clock-changes.ts';

/** What a change of clocks does to a schedule. Times are what the clocks show, in seconds since 1970 as if it were UTC. */
export interface ClockJudgement {
  change: ClockChange;
  /** Times of the schedule that never come. */
  skipped: number[];
  /** Times of the schedule that come twice, and are due twice. */
  doubled: number[];
}

const minute = 60;
const day = 86_400;

/**
 * What the changes of clocks in a span of time do to a schedule, found by comparing what the clocks' calendar says with when the
 * schedule is really due. A schedule of `@every` knows no clocks.
 *
 * @param from seconds since 1970
 */
export function judgeClockChanges(schedule: Schedule, from: number, until: number): ClockJudgement[] {
  if (schedule.kind === 'every') return [];
  return findClockChanges(schedule.timezone, from, until).map((change) => judge(schedule, change));
}

function judge(schedule: Schedule & { kind: 'cron' }, change: ClockChange): ClockJudgement {
  const moved = Math.abs(change.after - change.before);
  // The calendar's days around the change, whole: a midnight that does not come can take its whole day along.
  const first = Math.floor((change.at + change.before - moved) / day) * day;
  const last = Math.floor((change.at + change.after + moved) / day) * day + day;
  const counts = countDue(schedule, change, { first, last });
  const skipped: number[] = [];
  const doubled: number[] = [];
  for (let local = first; local < last; local += minute) {
    if (!matches(schedule.cron, new Date(local * 1000))) continue;
    const count = counts.get(local) ?? 0;
    if (count === 0) skipped.push(local);
    if (count > 1) doubled.push(local);
  }
  return { change, skipped, doubled };
}

/** How often the schedule is due at each time of the clocks. */
function countDue(
  schedule: Schedule,
  change: ClockChange,
  { first, last }: { first: number; last: number },
): Map<number, number> {
  const counts = new Map<number, number>();
  const end = last - change.after;
  for (
    let at = nextSecond(schedule, first - change.before - 1);
    at !== undefined && at < end;
    at = nextSecond(schedule, at)
  ) {
    const local = at + (at < change.at ? change.before : change.after);
    counts.set(local, (counts.get(local) ?? 0) + 1);
  }
  return counts;
}

function nextSecond(schedule: Schedule, after: number): number | undefined {
  const next = nextTime(schedule, after * 1000);
  return next === undefined ? undefined : next / 1000;
}

function matches({ months, daysOfMonth, daysOfWeek, hours, minutes, isEitherDay }: Cron, date: Date): boolean {
  const isOfMonth = daysOfMonth.has(date.getUTCDate());
  const isOfWeek = daysOfWeek.has(date.getUTCDay());
  const isDay = isEitherDay ? isOfMonth || isOfWeek : isOfMonth && isOfWeek;
  return (
    isDay && months.has(date.getUTCMonth() + 1) && hours.has(date.getUTCHours()) && minutes.has(date.getUTCMinutes())
  );
}
