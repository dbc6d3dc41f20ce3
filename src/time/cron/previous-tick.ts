import { offsetAt } from '../zone-offset.ts';
import type { Cron } from './read-cron.ts';

const day = 86_400;
/** Upstream looks no further back. */
const maxDays = 5 * 366;

/**
 * The last time at or before an instant that a cron expression names, in seconds since 1970; undefined when there is none in five
 * years. A local time that a change of clocks leaves out is no such time, one that comes twice is two.
 *
 * @param at seconds since 1970
 */
export function previousTick(cron: Cron, at: number, timezone = ''): number | undefined {
  if (cron.hours.size === 0 || cron.minutes.size === 0) return undefined;
  const zone = cron.timezone ?? timezone;
  const oldest = at - maxDays * day;
  for (let before = Math.floor(at / 60) * 60; before >= oldest; ) {
    const offset = offsetAt(zone, before);
    const local = previousLocal(cron, before + offset);
    if (local === undefined || local - offset < oldest - day) return undefined;
    const tick = local - offset;
    if (offsetAt(zone, tick) === offset) return tick;
    // The clocks changed after it: what is left lies before that change, by the offset of that time.
    before = changeBefore(zone, before) - 60;
  }
  return undefined;
}

/** No zone changes its clocks and back again in so short a time. */
const stride = 10 * day;

/** The first second of the offset that holds at an instant. */
function changeBefore(zone: string, at: number): number {
  const offset = offsetAt(zone, at);
  let inside = at;
  let outside = at - stride;
  while (offsetAt(zone, outside) === offset) {
    inside = outside;
    outside -= stride;
  }
  while (inside - outside > 1) {
    const middle = Math.floor((inside + outside) / 2);
    if (offsetAt(zone, middle) === offset) inside = middle;
    else outside = middle;
  }
  return inside;
}

/** The last matching minute of the calendar at or before a local time. */
function previousLocal(cron: Cron, local: number): number | undefined {
  const latest = Math.floor(local / day);
  for (let days = latest; days > latest - maxDays; days--) {
    const date = new Date(days * day * 1000);
    if (!cron.months.has(date.getUTCMonth() + 1)) {
      days -= date.getUTCDate() - 1;
      continue;
    }
    if (!isDay(cron, date)) continue;
    const minute = previousMinute(cron, days === latest ? Math.floor((local - days * day) / 60) : 24 * 60 - 1);
    if (minute !== undefined) return days * day + minute * 60;
  }
  return undefined;
}

function isDay({ daysOfMonth, daysOfWeek, isEitherDay }: Cron, date: Date): boolean {
  const isOfMonth = daysOfMonth.has(date.getUTCDate());
  const isOfWeek = daysOfWeek.has(date.getUTCDay());
  return isEitherDay ? isOfMonth || isOfWeek : isOfMonth && isOfWeek;
}

function previousMinute({ hours, minutes }: Cron, latest: number): number | undefined {
  for (let hour = Math.floor(latest / 60); hour >= 0; hour--) {
    if (!hours.has(hour)) continue;
    for (let minute = Math.min(59, latest - hour * 60); minute >= 0; minute--) {
      if (minutes.has(minute)) return hour * 60 + minute;
    }
  }
  return undefined;
}
