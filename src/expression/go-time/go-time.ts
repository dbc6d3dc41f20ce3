import { type CalendarDay, dayOf, daysSince1970 } from './calendar.ts';
import { type TimeZone, utc } from './time-zone.ts';

/** A point in time as Go's `time.Time` holds it. */
export class GoTime {
  /** Whole seconds since 1970. */
  readonly seconds: number;
  /** 0 to 999,999,999. */
  readonly nanoseconds: number;
  readonly zone: TimeZone;

  constructor(seconds: number, nanoseconds: number, zone: TimeZone) {
    this.seconds = seconds;
    this.nanoseconds = nanoseconds;
    this.zone = zone;
  }
}

/** What a clock shows. */
export interface ClockReading extends CalendarDay {
  hour: number;
  minute: number;
  second: number;
}

/** A date and time of day, with fields of any size. */
export interface DateFields {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  nanoseconds: number;
}

/** What the clocks of the time's zone show at it. */
export function readClock(time: GoTime): ClockReading {
  const local = time.seconds + time.zone.offsetAt(time.seconds);
  const ofDay = local - Math.floor(local / 86_400) * 86_400;
  return {
    ...dayOf(local),
    hour: Math.floor(ofDay / 3600),
    minute: Math.floor((ofDay % 3600) / 60),
    second: ofDay % 60,
  };
}

/** The time at which the clocks of a zone show this; a time that comes twice or never is found as Go's `time.Date` does. */
export function makeTime(fields: DateFields, zone: TimeZone): GoTime {
  const carried = Math.floor(fields.nanoseconds / 1e9);
  const days = daysSince1970(fields.year, fields.month, fields.day);
  const local = days * 86_400 + fields.hour * 3600 + fields.minute * 60 + fields.second + carried;
  const offset = zone.offsetAt(local);
  const seconds = offset === 0 ? local : local - zone.offsetAt(local - offset);
  return new GoTime(seconds, fields.nanoseconds - carried * 1e9, zone);
}

/** The time of a JavaScript date, in UTC. */
export function fromDate(date: Date): GoTime {
  const milliseconds = date.getTime();
  const seconds = Math.floor(milliseconds / 1000);
  return new GoTime(seconds, (milliseconds - seconds * 1000) * 1e6, utc);
}

/** The time so many nanoseconds later. */
export function addNanoseconds(time: GoTime, nanoseconds: bigint): GoTime {
  const total = BigInt(time.nanoseconds) + nanoseconds;
  const rest = ((total % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  return new GoTime(time.seconds + Number((total - rest) / 1_000_000_000n), Number(rest), time.zone);
}

const maxDuration = 2n ** 63n - 1n;

/** Nanoseconds from `earlier` to `later`, at most what 64 bits hold. */
export function nanosecondsBetween(earlier: GoTime, later: GoTime): bigint {
  const seconds = BigInt(later.seconds - earlier.seconds);
  const total = seconds * 1_000_000_000n + BigInt(later.nanoseconds - earlier.nanoseconds);
  if (total > maxDuration) return maxDuration;
  return total < -maxDuration - 1n ? -maxDuration - 1n : total;
}

/** Negative, zero or positive: which of two times is earlier. */
export function compareTimes(left: GoTime, right: GoTime): number {
  return left.seconds - right.seconds || left.nanoseconds - right.nanoseconds;
}
