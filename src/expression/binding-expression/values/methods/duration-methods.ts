import { GoDuration, printDuration } from '../../../go-time/go-duration.ts';
import { GoInteger } from '../value.ts';
import { type Method, nanosecondsOf, ofDuration } from './method.ts';

const second = 1_000_000_000n;
const minute = 60n * second;
const hour = 60n * minute;

/** Whole units and the rest, added as Go adds them. */
function inUnits(nanoseconds: bigint, unit: bigint): number {
  return Number(nanoseconds / unit) + Number(nanoseconds % unit) / Number(unit);
}

/** Down to a multiple, towards zero. */
function truncate(nanoseconds: bigint, unit: bigint): bigint {
  return unit <= 0n ? nanoseconds : nanoseconds - (nanoseconds % unit);
}

/** To the nearest multiple, halves away from zero. */
function round(nanoseconds: bigint, unit: bigint): bigint {
  if (unit <= 0n) return nanoseconds;
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const rest = size % unit;
  const rounded = rest + rest < unit ? size - rest : size + unit - rest;
  return nanoseconds < 0n ? -rounded : rounded;
}

const int64 = (value: bigint) => new GoInteger('int64', value);

/** The methods of Go's `time.Duration`. */
export const durationMethods: Record<string, Method> = {
  Hours: ofDuration('func() float64', (nanoseconds) => inUnits(nanoseconds, hour)),
  Minutes: ofDuration('func() float64', (nanoseconds) => inUnits(nanoseconds, minute)),
  Seconds: ofDuration('func() float64', (nanoseconds) => inUnits(nanoseconds, second)),
  Milliseconds: ofDuration('func() int64', (nanoseconds) => int64(nanoseconds / 1_000_000n)),
  Microseconds: ofDuration('func() int64', (nanoseconds) => int64(nanoseconds / 1_000n)),
  Nanoseconds: ofDuration('func() int64', int64),
  String: ofDuration('func() string', (nanoseconds) => printDuration(new GoDuration(nanoseconds))),
  Abs: ofDuration(
    'func() time.Duration',
    (nanoseconds) => new GoDuration(nanoseconds < 0n ? -nanoseconds : nanoseconds),
  ),
  Truncate: ofDuration(
    'func(time.Duration) time.Duration',
    (nanoseconds, unit) => new GoDuration(truncate(nanoseconds, nanosecondsOf(unit))),
  ),
  Round: ofDuration(
    'func(time.Duration) time.Duration',
    (nanoseconds, unit) => new GoDuration(round(nanoseconds, nanosecondsOf(unit))),
  ),
};
