import { formatTime, printTime } from '../../../go-time/format-time.ts';
import { GoDuration } from '../../../go-time/go-duration.ts';
import {
  addNanoseconds,
  type ClockReading,
  compareTimes,
  GoTime,
  makeTime,
  nanosecondsBetween,
  readClock,
} from '../../../go-time/go-time.ts';
import { TimeZone, utc } from '../../../go-time/time-zone.ts';
import { GoInteger, type Value } from '../value.ts';
import { type Method, nanosecondsOf, ofTime } from './method.ts';

/** Seconds from Go's zero time, the year 1, to 1970. */
const toZeroTime = 62_135_596_800;

function field(read: (clock: ClockReading) => number): Method {
  return ofTime('func() int', (time) => BigInt(read(readClock(time))));
}

/** Since 1970, in units of so many nanoseconds. */
function unix(unit: bigint): Method {
  return ofTime('func() int64', ({ seconds, nanoseconds }) => {
    const total = BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
    const whole = total >= 0n ? total / unit : -((-total + unit - 1n) / unit);
    return new GoInteger('int64', BigInt.asIntN(64, whole));
  });
}

function compare(decide: (order: number) => boolean): Method {
  return ofTime('func(time.Time) bool', (time, other) => other instanceof GoTime && decide(compareTimes(time, other)));
}

function inZone(time: GoTime, zone: TimeZone): GoTime {
  return new GoTime(time.seconds, time.nanoseconds, zone);
}

/** What a time is more than a multiple of a duration since Go's zero time. */
function restOf({ seconds, nanoseconds }: GoTime, unit: bigint): bigint {
  const total = BigInt(seconds + toZeroTime) * 1_000_000_000n + BigInt(nanoseconds);
  return ((total % unit) + unit) % unit;
}

function truncate(time: GoTime, unit: bigint): GoTime {
  return unit <= 0n ? time : addNanoseconds(time, -restOf(time, unit));
}

function round(time: GoTime, unit: bigint): GoTime {
  if (unit <= 0n) return time;
  const rest = restOf(time, unit);
  return addNanoseconds(time, rest + rest < unit ? -rest : unit - rest);
}

function addDate(time: GoTime, years: Value, months: Value, days: Value): GoTime {
  const clock = readClock(time);
  const date = { year: clock.year + Number(years), month: clock.month + Number(months), day: clock.day + Number(days) };
  return makeTime({ ...clock, ...date, nanoseconds: time.nanoseconds }, time.zone);
}

/** The methods of Go's `time.Time` that make sense in an expression. */
export const timeMethods: Record<string, Method> = {
  Year: field(({ year }) => year),
  Month: ofTime('func() time.Month', (time) => new GoInteger('time.Month', BigInt(readClock(time).month))),
  Day: field(({ day }) => day),
  Hour: field(({ hour }) => hour),
  Minute: field(({ minute }) => minute),
  Second: field(({ second }) => second),
  Nanosecond: ofTime('func() int', ({ nanoseconds }) => BigInt(nanoseconds)),
  YearDay: field(({ yearDay }) => yearDay),
  Weekday: ofTime('func() time.Weekday', (time) => new GoInteger('time.Weekday', BigInt(readClock(time).weekday))),
  Unix: unix(1_000_000_000n),
  UnixMilli: unix(1_000_000n),
  UnixMicro: unix(1_000n),
  UnixNano: unix(1n),
  Format: ofTime('func(string) string', (time, layout) => formatTime(time, String(layout))),
  String: ofTime('func() string', printTime),
  UTC: ofTime('func() time.Time', (time) => inZone(time, utc)),
  Local: ofTime('func() time.Time', (time) => inZone(time, utc)),
  In: ofTime('func(*time.Location) time.Time', (time, zone) => inZone(time, zone instanceof TimeZone ? zone : utc)),
  Location: ofTime('func() *time.Location', ({ zone }) => zone),
  Add: ofTime('func(time.Duration) time.Time', (time, duration) => addNanoseconds(time, nanosecondsOf(duration))),
  Sub: ofTime('func(time.Time) time.Duration', (time, other) =>
    other instanceof GoTime ? new GoDuration(nanosecondsBetween(other, time)) : null,
  ),
  AddDate: ofTime('func(int, int, int) time.Time', (time, years, months, days) => addDate(time, years, months, days)),
  After: compare((order) => order > 0),
  Before: compare((order) => order < 0),
  Equal: compare((order) => order === 0),
  Compare: ofTime('func(time.Time) int', (time, other) =>
    other instanceof GoTime ? BigInt(Math.sign(compareTimes(time, other))) : null,
  ),
  IsZero: ofTime('func() bool', ({ seconds, nanoseconds }) => seconds === -toZeroTime && nanoseconds === 0),
  Truncate: ofTime('func(time.Duration) time.Time', (time, unit) => truncate(time, nanosecondsOf(unit))),
  Round: ofTime('func(time.Duration) time.Time', (time, unit) => round(time, nanosecondsOf(unit))),
};
