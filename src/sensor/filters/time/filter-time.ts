import { describeUnknownZone, isTimeZone } from '../../../expression/go-time/time-zone.ts';
import { instantOf, offsetAt } from '../../../time/zone-offset.ts';
import type { FilterTrace } from '../../decision.ts';
import type { EventFilters } from '../../sensor.ts';
import { parseClockTime } from '../../time/clock-time.ts';
import { dateOf, type Instant, readInstant } from '../../time/instant.ts';
import { type FilterResult, passedUnasked } from '../filter-result.ts';
import { findWindow } from './find-window.ts';

type TimeFilter = NonNullable<EventFilters['time']>;

/**
 * Argo Events 1.9: the event's time lies from `start` on and before `stop`, both on the event's date in the filter's time zone
 * (UTC without one). A stop that is not after its start lies on the next day.
 * Extension: with `schedule` it lies in a window that the schedule opened.
 *
 * @param eventTime RFC 3339
 */
export function filterTime(filter: TimeFilter | undefined, eventTime: string): FilterResult {
  if (filter === undefined) return passedUnasked;
  const { timezone = '', schedule = '' } = filter;
  const time = readInstant(eventTime);
  const trace = { kind: 'time' as const, subject: 'time', seen: eventTime, expected: describe(filter) };
  if (!isTimeZone(timezone)) {
    return fail(trace, `invalid timezone '${timezone}': ${describeUnknownZone(timezone)}`);
  }
  const inside = schedule === '' ? isBetween(filter, time) : isScheduled(filter, time);
  if (!inside.ok) return fail(trace, inside.message);
  return { passed: inside.value, trace: [{ ...trace, outcome: inside.value ? 'passed' : 'rejected' }] };
}

type Inside = { ok: true; value: boolean } | { ok: false; message: string };

function isBetween({ start = '', stop = '', timezone = '' }: TimeFilter, time: Instant): Inside {
  const date = dateOf(time.seconds + offsetAt(timezone, time.seconds));
  const from = parseClockTime(start, date);
  if (!from.ok) return from;
  const to = parseClockTime(stop, date);
  if (!to.ok) return to;
  const day = { midnight: Date.parse(`${date}T00:00:00Z`) / 1000, timezone };
  const begin = nanosecondsFrom(time, from.nanoseconds, day);
  const end = nanosecondsFrom(time, to.nanoseconds, day);
  return { ok: true, value: begin < end ? begin <= 0 && end > 0 : begin <= 0 || end > 0 };
}

/** How long after the event a time of its day comes. */
function nanosecondsFrom(
  time: Instant,
  ofDay: number,
  { midnight, timezone }: { midnight: number; timezone: string },
): number {
  const seconds = instantOf(timezone, midnight + Math.floor(ofDay / 1e9));
  return (seconds - time.seconds) * 1e9 + (ofDay % 1e9) - time.nanoseconds;
}

function isScheduled({ schedule = '', duration = '', timezone = '' }: TimeFilter, time: Instant): Inside {
  const window = findWindow({ schedule, duration, timezone }, time.seconds);
  if (!window.ok) return window;
  return { ok: true, value: window.end !== undefined && time.seconds < window.end };
}

function describe({ start, stop, timezone, schedule, duration }: TimeFilter): string {
  const zone = timezone === undefined || timezone === '' ? 'UTC' : timezone;
  if (schedule === undefined || schedule === '') return `is from ${start} to ${stop} (${zone})`;
  const length = duration === undefined || duration === '' ? 'the rest of the day' : duration;
  return `is within ${length} after ${schedule} (${zone})`;
}

function fail(trace: Omit<FilterTrace, 'outcome'>, message: string): FilterResult {
  return { passed: false, error: `time filter error (${message})`, trace: [{ ...trace, outcome: 'failed', message }] };
}
