import { instantOf, offsetAt } from '../zone-offset.ts';
import type { Cron } from './read-cron.ts';
import type { Schedule } from './read-schedule.ts';

const minute = 60;
const hour = 3_600;
const day = 86_400;
/** Upstream looks no further ahead. */
const maxYears = 5;

/**
 * The next time after an instant at which a schedule is due, as robfig/cron 3 finds it; undefined when there is none in about five
 * years. A time of the clocks that a change leaves out is skipped, one that comes twice is due twice.
 *
 * @param after milliseconds since 1970; so is the answer, in whole seconds
 */
export function nextTime(schedule: Schedule, after: number): number | undefined {
  const second = Math.floor(after / 1000);
  if (schedule.kind === 'every') return (second + schedule.everySeconds) * 1000;
  const { cron } = schedule;
  const isEmpty = [cron.minutes, cron.hours, cron.months].some((each) => each.size === 0);
  const next = isEmpty ? undefined : walk(schedule, second + 1);
  return next === undefined ? undefined : next * 1000;
}

/** The next so many times, fewer where there are no more. */
export function nextTimes(schedule: Schedule, after: number, count: number): number[] {
  const times: number[] = [];
  for (let time = nextTime(schedule, after); time !== undefined; time = nextTime(schedule, time)) {
    if (times.length >= count) break;
    times.push(time);
  }
  return times;
}

/** Where the search is. What a unit passes over is passed from the start of that unit on; after the first time it is there already. */
interface Place {
  at: number;
  isAtStart: boolean;
}

/** A unit of the search: moves the place on until the unit matches. False where a larger unit began and has to be looked at again. */
type Step = (schedule: CronSchedule, place: Place) => boolean;
type CronSchedule = Schedule & { kind: 'cron' };

/** Upstream's steps in upstream's order: they decide what happens where clocks change. */
const steps: readonly Step[] = [findMonth, findDay, findHour, findMinute, findSecond];

function walk(schedule: CronSchedule, from: number): number | undefined {
  const place: Place = { at: from, isAtStart: false };
  const lastYear = dateAt(schedule, from).getUTCFullYear() + maxYears;
  while (dateAt(schedule, place.at).getUTCFullYear() <= lastYear) {
    if (steps.every((step) => step(schedule, place))) return place.at;
  }
  return undefined;
}

function findMonth(schedule: CronSchedule, place: Place): boolean {
  for (let date = dateAt(schedule, place.at); !schedule.cron.months.has(date.getUTCMonth() + 1); ) {
    if (!place.isAtStart)
      date = begin(schedule, place, new Date(date).setUTCHours(0, 0, 0, 0) - (date.getUTCDate() - 1) * day * 1000);
    moveTo(schedule, place, new Date(date).setUTCMonth(date.getUTCMonth() + 1));
    date = dateAt(schedule, place.at);
    if (date.getUTCMonth() === 0) return false;
  }
  return true;
}

function findDay(schedule: CronSchedule, place: Place): boolean {
  for (let date = dateAt(schedule, place.at); !isDay(schedule.cron, date); ) {
    if (!place.isAtStart) date = begin(schedule, place, new Date(date).setUTCHours(0, 0, 0, 0));
    moveTo(schedule, place, date.getTime() + day * 1000);
    // Where clocks change at midnight, the day begins an hour early or late.
    const hours = dateAt(schedule, place.at).getUTCHours();
    if (hours !== 0) place.at += (hours > 12 ? 24 - hours : -hours) * hour;
    date = dateAt(schedule, place.at);
    if (date.getUTCDate() === 1) return false;
  }
  return true;
}

function findHour(schedule: CronSchedule, place: Place): boolean {
  for (let date = dateAt(schedule, place.at); !schedule.cron.hours.has(date.getUTCHours()); ) {
    if (!place.isAtStart) begin(schedule, place, new Date(date).setUTCMinutes(0, 0, 0));
    place.at += hour;
    date = dateAt(schedule, place.at);
    if (date.getUTCHours() === 0) return false;
  }
  return true;
}

function findMinute(schedule: CronSchedule, place: Place): boolean {
  for (let date = dateAt(schedule, place.at); !schedule.cron.minutes.has(date.getUTCMinutes()); ) {
    place.isAtStart = true;
    place.at = Math.floor(place.at / minute) * minute + minute;
    date = dateAt(schedule, place.at);
    if (date.getUTCMinutes() === 0) return false;
  }
  return true;
}

/** Schedules are due at the full minute. */
function findSecond(_: CronSchedule, place: Place): boolean {
  if (place.at % minute === 0) return true;
  place.isAtStart = true;
  place.at = Math.ceil(place.at / minute) * minute;
  return false;
}

function isDay({ daysOfMonth, daysOfWeek, isEitherDay }: Cron, date: Date): boolean {
  const isOfMonth = daysOfMonth.has(date.getUTCDate());
  const isOfWeek = daysOfWeek.has(date.getUTCDay());
  return isEitherDay ? isOfMonth || isOfWeek : isOfMonth && isOfWeek;
}

/** What the clocks show, as the parts of UTC. */
function dateAt({ timezone }: CronSchedule, at: number): Date {
  return new Date((at + offsetAt(timezone, at)) * 1000);
}

/** @param local what the clocks show at the start of the unit, in milliseconds as if it were UTC's */
function begin(schedule: CronSchedule, place: Place, local: number): Date {
  place.at = instantOf(schedule.timezone, local / 1000);
  place.isAtStart = true;
  return dateAt(schedule, place.at);
}

/** A day that a calendar leaves out (Samoa's 30 December 2011) would be looked for forever, as upstream does. */
function moveTo({ timezone }: CronSchedule, place: Place, local: number): void {
  const at = instantOf(timezone, local / 1000);
  place.at = at > place.at ? at : place.at + day;
}
