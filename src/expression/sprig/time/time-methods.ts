import { formatTime, printTime } from '../../go-time/format-time.ts';
import {
  addNanoseconds,
  type ClockReading,
  compareTimes,
  GoTime,
  makeTime,
  nanosecondsBetween,
  readClock,
} from '../../go-time/go-time.ts';
import { utc } from '../../go-time/time-zone.ts';
import { fixed, type GoFunction } from '../../go-value/go-function.ts';
import { type GoValue, int, int64, integer, type TimeValue } from '../../go-value/value.ts';

/** Nanoseconds since 1970. */
function nanosecondsOf({ seconds, nanoseconds }: GoTime): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
}

function ofTime(read: (time: GoTime) => GoValue): GoFunction {
  return fixed(['time'], ([{ time }]) => read(time));
}

function ofClock(read: (clock: ClockReading) => number): GoFunction {
  return ofTime((time) => int(read(readClock(time))));
}

function ofTwo(compare: (order: number) => GoValue): GoFunction {
  return fixed(['time', 'time'], ([left, right]) => compare(compareTimes(left.time, right.time)));
}

/** What templates can ask of a time. `Local` is UTC. */
export const timeMethods: Record<string, GoFunction> = {
  Format: fixed(['time', 'text'], ([{ time }, layout]) => formatTime(time, layout)),
  String: ofTime(printTime),
  Unix: ofTime((time) => int64(time.seconds)),
  UnixMilli: ofTime((time) => int64(nanosecondsOf(time) / 1_000_000n)),
  UnixMicro: ofTime((time) => int64(nanosecondsOf(time) / 1_000n)),
  UnixNano: ofTime((time) => int64(nanosecondsOf(time))),
  Year: ofClock(({ year }) => year),
  Month: ofTime((time) => integer('time.Month', readClock(time).month)),
  Day: ofClock(({ day }) => day),
  Hour: ofClock(({ hour }) => hour),
  Minute: ofClock(({ minute }) => minute),
  Second: ofClock(({ second }) => second),
  Nanosecond: ofTime(({ nanoseconds }) => int(nanoseconds)),
  YearDay: ofClock(({ yearDay }) => yearDay),
  Weekday: ofTime((time) => integer('time.Weekday', readClock(time).weekday)),
  UTC: fixed(['time'], ([value]) => inUtc(value)),
  Local: fixed(['time'], ([value]) => inUtc(value)),
  IsZero: ofTime(({ seconds, nanoseconds }) => seconds === -62_135_596_800 && nanoseconds === 0),
  Add: fixed(['time', 'duration'], ([value, duration]) => ({
    ...value,
    time: addNanoseconds(value.time, duration.value),
  })),
  AddDate: fixed(['time', 'int', 'int', 'int'], ([value, years, months, days]) => {
    const clock = readClock(value.time);
    const { nanoseconds, zone } = value.time;
    const date = { year: clock.year + years, month: clock.month + months, day: clock.day + days };
    return { ...value, time: makeTime({ ...clock, ...date, nanoseconds }, zone) };
  }),
  Sub: fixed(['time', 'time'], ([later, earlier]) =>
    integer('time.Duration', nanosecondsBetween(earlier.time, later.time)),
  ),
  After: ofTwo((order) => order > 0),
  Before: ofTwo((order) => order < 0),
  Equal: ofTwo((order) => order === 0),
  Compare: ofTwo((order) => int(Math.sign(order))),
};

function inUtc(value: TimeValue): TimeValue {
  return { ...value, time: new GoTime(value.time.seconds, value.time.nanoseconds, utc) };
}
