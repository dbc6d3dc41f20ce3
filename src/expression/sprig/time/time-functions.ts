import { formatTime } from '../../go-time/format-time.ts';
import { GoDuration, parseDuration, printDuration } from '../../go-time/go-duration.ts';
import { addNanoseconds, GoTime, nanosecondsBetween } from '../../go-time/go-time.ts';
import { parseTime } from '../../go-time/parse-time.ts';
import { loadTimeZone, utc } from '../../go-time/time-zone.ts';
import type { Call } from '../../go-value/call.ts';
import { fixed, type GoFunction } from '../../go-value/go-function.ts';
import { type GoValue, isInteger, isTime } from '../../go-value/value.ts';
import { parseDecimal } from '../number/casts.ts';
import { roundTo } from './integer-methods.ts';
import { nowOf, timeValue } from './time-value.ts';

const htmlLayout = '2006-01-02';
const dateInZone = fixed(['text', 'any', 'text'], ([layout, date, zone], call) =>
  formatIn(date, { layout, zone }, call),
);
const dateModify = fixed(['text', 'time'], ([span, value]) => {
  const parsed = parseDuration(span);
  return parsed.ok ? timeValue(addNanoseconds(value.time, parsed.duration.nanoseconds)) : value;
});
const mustDateModify = fixed(['text', 'time'], ([span, value], call) => {
  const parsed = parseDuration(span);
  if (!parsed.ok) return call.fail(parsed.message);
  return timeValue(addNanoseconds(value.time, parsed.duration.nanoseconds));
});

/** Dates in Go's layouts. The time zone `Local` is UTC. What is no date counts as now, as upstream. */
export const timeFunctions: Record<string, GoFunction> = {
  now: fixed([], (_, call) => {
    const now = nowOf(call);
    return now === undefined ? null : timeValue(now);
  }),
  date: fixed(['text', 'any'], ([layout, date], call) => formatIn(date, { layout, zone: 'Local' }, call)),
  dateInZone,
  date_in_zone: dateInZone,
  htmlDate: fixed(['any'], ([date], call) => formatIn(date, { layout: htmlLayout, zone: 'Local' }, call)),
  htmlDateInZone: fixed(['any', 'text'], ([date, zone], call) => formatIn(date, { layout: htmlLayout, zone }, call)),
  dateModify,
  date_modify: dateModify,
  mustDateModify,
  must_date_modify: mustDateModify,
  ago: fixed(['any'], ([date], call) => sinceRounded(date, call)),
  duration: fixed(['any'], ([seconds]) => printSeconds(seconds)),
  durationRound: fixed(['any'], ([span], call) => largestUnit(span, call)),
  toDate: fixed(['text', 'text'], ([layout, text]) => {
    const parsed = parseTime(layout, text);
    return timeValue(parsed.ok ? parsed.time : zeroTime);
  }),
  mustToDate: fixed(['text', 'text'], ([layout, text], call) => {
    const parsed = parseTime(layout, text);
    return parsed.ok ? timeValue(parsed.time) : call.fail(parsed.message);
  }),
  unixEpoch: fixed(['time'], ([{ time }]) => String(time.seconds)),
};

/** Go's `time.Time{}`: the first of January of the year 1. */
const zeroTime = new GoTime(-62_135_596_800, 0, utc);

/** A time, or whole numbers as seconds since 1970; anything else is now. */
function readDate(date: GoValue, call: Call): GoTime | undefined {
  if (isTime(date)) return date.time;
  const isSeconds = isInteger(date) && (date.type === 'int' || date.type === 'int64');
  return isSeconds ? new GoTime(Number(date.value), 0, utc) : nowOf(call);
}

function formatIn(date: GoValue, { layout, zone }: { layout: string; zone: string }, call: Call): GoValue {
  const time = readDate(date, call);
  if (time === undefined) return null;
  return formatTime(new GoTime(time.seconds, time.nanoseconds, loadTimeZone(zone) ?? utc), layout);
}

/** How long ago it was, in whole seconds. */
function sinceRounded(date: GoValue, call: Call): GoValue {
  const [time, now] = [readDate(date, call), nowOf(call)];
  if (time === undefined || now === undefined) return null;
  return printDuration(new GoDuration(roundTo(nanosecondsBetween(time, now), 1_000_000_000n)));
}

/** Texts and an `int64` are seconds, anything else none. */
function printSeconds(seconds: GoValue): string {
  const isInt64 = isInteger(seconds) && seconds.type === 'int64';
  const count = typeof seconds === 'string' ? parseDecimal(seconds) : isInt64 ? seconds.value : 0n;
  return printDuration(new GoDuration(count * 1_000_000_000n));
}

const hour = 3_600_000_000_000n;
const units: [name: string, nanoseconds: bigint][] = [
  ['y', hour * 24n * 365n],
  ['mo', hour * 24n * 30n],
  ['d', hour * 24n],
  ['h', hour],
  ['m', 60_000_000_000n],
  ['s', 1_000_000_000n],
];

/** A span in the largest unit of which it has more than one. */
function largestUnit(value: GoValue, call: Call): GoValue {
  const span = readSpan(value, call);
  if (span === undefined) return null;
  const size = span < 0n ? -span : span;
  const unit = units.find(([, nanoseconds]) => size > nanoseconds);
  return unit === undefined ? '0s' : `${size / unit[1]}${unit[0]}`;
}

function readSpan(value: GoValue, call: Call): bigint | undefined {
  if (typeof value === 'string') {
    const parsed = parseDuration(value);
    return parsed.ok ? parsed.duration.nanoseconds : 0n;
  }
  if (isTime(value)) {
    const now = nowOf(call);
    return now === undefined ? undefined : nanosecondsBetween(value.time, now);
  }
  return isInteger(value) && value.type === 'int64' ? value.value : 0n;
}
